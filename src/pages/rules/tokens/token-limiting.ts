import type { Request, Response } from 'express'
import type { ApiToken } from '../../../identity/api-token.ts'
import type { Person } from '../../../identity/person.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { adminOf } from '../../admin-of.ts'
import {
  objectionTo,
  presentNarrowForm,
  readNarrowForm,
  type NarrowReading,
} from '../../narrow-form.ts'
import type { PageHandler, PagesDeps } from '../../page-room.ts'
import type { TabTools } from '../../page-tab.ts'
import { presentTokensTab } from './tokens-panel.ts'

/** What any token is limited to, which admins may also take away. */
export interface TokenLimiting {
  /** Opens the form. */
  readonly open: PageHandler
  readonly save: PageHandler
}

export function createTokenLimiting(deps: PagesDeps, tools: TabTools): TokenLimiting {
  const { tokens, product } = deps

  async function open(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const token = await limitableToken(admin, req)
    await tools.send(res, await panelWith(admin, token))
  }

  async function save(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { tenant, accountId: actor } = admin
    const token = await limitableToken(admin, req)
    const reading = readNarrowForm(req.body)
    const by = { actor, requestId: requestIdOf(res), mayWiden: true }
    const objection = await objectionTo(reading, (change) =>
      tokens.change(tenant.id, token.id, change, by),
    )
    if (objection !== undefined) {
      return tools.send(res, await panelWith(admin, token, { typed: reading, objection }), REFUSED)
    }
    await tools.send(res, await presentTokensTab(deps, admin, {}, tools.actions), LIMITED)
  }

  // A token that manages Gatehouse calls nothing that these limits are about.
  async function limitableToken({ tenant }: Person, req: Request): Promise<ApiToken> {
    const all = await tokens.list(tenant.id)
    const token = all.find(({ id }) => id === req.params['tokenId'])
    if (token === undefined || token.access === 'manage') {
      throw new Refusal('request/not-found', { detail: 'no token of this id that can be limited' })
    }
    return token
  }

  function panelWith(
    admin: Person,
    token: ApiToken,
    refused?: { readonly typed: NarrowReading; readonly objection: string },
  ) {
    const narrowing = presentNarrowForm(token, {
      action: `${tools.actions}/${encodeURIComponent(token.id)}/limits`,
      cancelAction: tools.actions,
      target: '#rules',
      product,
      isAdmin: true,
      ...refused,
    })
    return presentTokensTab(deps, admin, { narrowing }, tools.actions)
  }

  return { open, save }
}

const LIMITED = { notice: 'The limits are saved. They hold from the next call on.' }
const REFUSED = { alert: 'The limits were not saved: please look at the form.' }
