import type { Request, Response } from 'express'
import { z } from 'zod'
import { stateOf } from '../../../identity/api-token.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { adminOf } from '../../admin-of.ts'
import { changeSwitches } from '../../change-switches.ts'
import type { PagesDeps } from '../../page-room.ts'
import { wordsOf } from '../../product-words.ts'
import type { RulesTab, TabTools } from '../rules-tab.ts'
import { presentSwitches } from './present-switches.ts'
import { SWITCH_IDS, switchedWords, wantedOf } from './switch-words.ts'

const switchForm = z.object({ id: z.enum(SWITCH_IDS), to: z.enum(['on', 'off']) })

/** Everything that is either on or off, each with what it does in either position. */
export function createSwitchesTab(deps: PagesDeps, tools: TabTools): RulesTab {
  const { policies, tokens, clock, product } = deps
  const action = `${tools.actions}/set`

  async function panelOf(tenantId: string, document: PolicyDocument): Promise<object> {
    const now = clock.now()
    // Switches are about calls, and a token that manages Gatehouse makes none.
    const live = (await tokens.list(tenantId)).filter(
      (token) => token.access !== 'manage' && stateOf(token, now) === 'live',
    )
    const providers = document.providers.filter(({ enabled }) => enabled)
    const affected = { liveTokens: live.length, providers: providers.length }
    return presentSwitches(document, affected, action, wordsOf(product).name, now)
  }

  async function set(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const form = switchForm.safeParse(req.body)
    if (!form.success) throw new Refusal('request/invalid-input', { cause: form.error })
    const { id, to } = form.data
    const isOn = to === 'on'
    const document = await changeSwitches(deps, admin, wantedOf(id, isOn), requestIdOf(res))
    const panel = await panelOf(admin.tenant.id, document)
    await tools.send(res, panel, { notice: switchedWords(id, isOn) })
  }

  return {
    id: 'switches',
    title: 'Switches',
    present: async ({ tenant }) => panelOf(tenant.id, (await policies.read(tenant.id)).document),
    actions: [{ path: '/set', handle: set }],
  }
}
