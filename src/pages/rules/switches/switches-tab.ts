import type { Request, Response } from 'express'
import { z } from 'zod'
import { stateOf } from '../../../identity/api-token.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { kindOf } from '../../../policy/site-kind.ts'
import type { Tenant } from '../../../tenants/tenant.ts'
import { adminOf } from '../../admin-of.ts'
import { isSwitchOf } from '../../present-credential-switches.ts'
import { changeSwitches } from '../../change-switches.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { saveAsking } from '../ask-first.ts'
import { presentQuestion, type QuestionModel } from '../present-question.ts'
import { TRY } from '../replay/try-out.ts'
import { presentSwitches } from './present-switches.ts'
import { SWITCH_IDS, switchedWords, wantedOf } from './switch-words.ts'

const switchForm = z.object({ id: z.enum(SWITCH_IDS), to: z.enum(['on', 'off']) })

/** Everything that is either on or off, each with what it does in either position. */
export function createSwitchesTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { policies, tokens, clock } = deps
  const action = `${tools.actions}/set`
  const tryAction = `${tools.actions}/try`

  async function panelOf(
    tenant: Tenant,
    document: PolicyDocument,
    question?: QuestionModel,
  ): Promise<object> {
    const now = clock.now()
    // Switches are about calls, and a token that manages Gatehouse makes none.
    const live = (await tokens.list(tenant.id)).filter(
      (token) => token.access !== 'manage' && stateOf(token, now) === 'live',
    )
    const providers = document.providers.filter(({ enabled }) => enabled)
    const affected = { liveTokens: live.length, providers: providers.length }
    const actions = { set: action, try: tryAction }
    const shown = presentSwitches(document, affected, actions, kindOf(tenant), now)
    return { ...shown, question }
  }

  async function set(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { id, to } = wishIn(req.body, admin.tenant)
    const isOn = to === 'on'
    const document = await changeSwitches(deps, admin, wantedOf(id, isOn), requestIdOf(res))
    const panel = await panelOf(admin.tenant, document)
    await tools.send(res, panel, { notice: switchedWords(id, isOn, kindOf(admin.tenant)) })
  }

  async function tryIt(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { id, to } = wishIn(req.body, admin.tenant)
    const wanted = wantedOf(id, to === 'on')
    const trying = { answer: TRY }
    const saving = await saveAsking(deps, admin, requestIdOf(res), trying, (document) => ({
      kind: 'saved',
      document: { ...document, switches: { ...document.switches, ...wanted } },
    }))
    if (saving.kind !== 'asks') throw new Error('what was only tried was not asked about')
    const where = { form: 'this', action, cancelAction: tools.actions }
    const question = presentQuestion(saving.question, where, { id, to })
    const { document } = await policies.read(admin.tenant.id)
    await tools.send(res, await panelOf(admin.tenant, document, question))
  }

  return {
    id: 'switches',
    title: 'Switches',
    present: async ({ tenant }) => panelOf(tenant, (await policies.read(tenant.id)).document),
    actions: [
      { path: '/set', handle: set },
      { path: '/try', handle: tryIt },
    ],
  }
}

/** @throws Refusal `request/invalid-input`, also for a switch that a site of this kind does not have */
function wishIn(body: unknown, tenant: Tenant): z.infer<typeof switchForm> {
  const form = switchForm.safeParse(body)
  if (!form.success) throw new Refusal('request/invalid-input', { cause: form.error })
  if (!isSwitchOf(kindOf(tenant), form.data.id)) {
    throw new Refusal('request/invalid-input', {
      detail: `no switch of this site: ${form.data.id}`,
    })
  }
  return form.data
}
