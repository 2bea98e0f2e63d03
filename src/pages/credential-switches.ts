import type { Request, Response } from 'express'
import { z } from 'zod'
import { stateOf } from '../identity/api-token.ts'
import { Refusal } from '../lib/refusal.ts'
import type { PolicyDocument } from '../policy/policy-document.ts'
import { adminOf } from './admin-of.ts'
import { changeSwitches } from './change-switches.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import {
  CREDENTIAL_SWITCHES,
  presentCredentialSwitches,
  switchedWords,
  type CredentialSwitchesModel,
} from './present-credential-switches.ts'
import { wordsOf } from './product-words.ts'
import { requestIdOf } from '../lib/request-name.ts'

/** Which kinds of credential the gateway takes: a part of the administrators' page. */
export interface CredentialSwitches {
  present(tenantId: string): Promise<CredentialSwitchesModel>
  readonly set: PageHandler
}

const switchForm = z.object({ kind: z.enum(CREDENTIAL_SWITCHES), to: z.enum(['on', 'off']) })

/** @param action path that switches a kind */
export function createCredentialSwitches(
  deps: PagesDeps,
  { views }: Pick<PageTools, 'views'>,
  action: string,
): CredentialSwitches {
  const { policies, tokens, clock, product } = deps

  async function model(tenantId: string, { switches, providers }: PolicyDocument) {
    const now = clock.now()
    // The switch is about calls, and a token that manages Gatehouse makes none.
    const live = (await tokens.list(tenantId)).filter(
      (token) => token.access !== 'manage' && stateOf(token, now) === 'live',
    )
    const affected = {
      liveTokens: live.length,
      providers: providers.filter(({ enabled }) => enabled).length,
    }
    return presentCredentialSwitches(switches, affected, action, wordsOf(product).name)
  }

  async function set(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const form = switchForm.safeParse(req.body)
    if (!form.success) throw new Refusal('request/invalid-input', { cause: form.error })
    const { kind, to } = form.data
    const document = await changeSwitches(deps, admin, { [kind]: to === 'on' }, requestIdOf(res))
    const credentials = await model(admin.tenant.id, document)
    const notice = switchedWords(kind, to === 'on')
    sendHtml(res, await views.render('fragments/credential-switched', { credentials, notice }))
  }

  return {
    present: async (tenantId) => model(tenantId, (await policies.read(tenantId)).document),
    set,
  }
}
