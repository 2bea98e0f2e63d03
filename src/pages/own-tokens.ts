import type { Request, Response } from 'express'
import type { ApiToken } from '../identity/api-token.ts'
import type { Person } from '../identity/person.ts'
import { Refusal } from '../lib/refusal.ts'
import { requestIdOf } from '../lib/request-name.ts'
import {
  objectionTo,
  presentNarrowForm,
  readNarrowForm,
  type NarrowReading,
} from './narrow-form.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import { gatewayAddress, presentCreated } from './present-api-access.ts'
import { overlapHoursIn } from './rotate-form.ts'
import { rightsOf, type Rights } from './token-rights.ts'
import type { Workspace, WorkspaceChange } from './workspace.ts'

/** What people do with a token of their own, beside creating and revoking it. */
export interface OwnTokens {
  readonly rotate: PageHandler
  /** Opens the form that changes limits. */
  readonly narrow: PageHandler
  /** Closes it, and shows everything as it is now. */
  readonly leave: PageHandler
  readonly setLimits: PageHandler
}

const LIMITED = 'The limits are saved. They hold from the next call on.'

/** @param actions path that a token's id and the name of an action are added to */
export function createOwnTokens(
  deps: PagesDeps,
  { views }: Pick<PageTools, 'views'>,
  workspace: Workspace,
  actions: string,
): OwnTokens {
  const { guard, tokens, clock, settings, product } = deps

  async function ownToken({ tenant, accountId }: Person, req: Request): Promise<ApiToken> {
    const own = await tokens.list(tenant.id, accountId)
    const token = own.find(({ id }) => id === req.params['tokenId'])
    if (token === undefined) throw new Refusal('request/not-found', { detail: 'no such token' })
    return token
  }

  async function rotate(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    const { tenant, accountId } = person
    const token = await ownToken(person, req)
    const rights = await rightsOf(deps, person)
    demandRightToRenew(token, rights)
    const wish = { overlapHours: overlapHoursIn(req.body), lifetimeDaysMax: rights.tokenDaysMax }
    const by = { actor: accountId, requestId: requestIdOf(res), ownerAccountId: accountId }
    const made = await tokens.rotate(tenant.id, token.id, wish, by)
    const gateway = gatewayAddress(tenant, settings)
    const created = presentCreated(made.token, made.text, clock.now(), tenant, gateway)
    const change = { created, newTokenId: made.token.id }
    const model = { workspace: await workspace.present(person, rights, change) }
    sendHtml(res, await views.render('fragments/token-created', model))
  }

  async function narrow(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    const token = await ownToken(person, req)
    const rights = await rightsOf(deps, person)
    const change = { narrowing: narrowForm(token, rights) }
    const model = { workspace: await workspace.present(person, rights, change) }
    sendHtml(res, await views.render('fragments/token-created', model))
  }

  async function leave(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    const model = { workspace: await workspace.present(person, await rightsOf(deps, person)) }
    sendHtml(res, await views.render('fragments/token-created', model))
  }

  async function setLimits(req: Request, res: Response): Promise<void> {
    const person = guard.personOf(req)
    const { tenant, accountId } = person
    const token = await ownToken(person, req)
    const rights = await rightsOf(deps, person)
    const reading = readNarrowForm(req.body)
    const by = { actor: accountId, requestId: requestIdOf(res), ownerAccountId: accountId }
    const objection = await objectionTo(reading, (change) =>
      tokens.change(tenant.id, token.id, change, { ...by, mayWiden: rights.isAdmin }),
    )
    if (objection === undefined) {
      const model = { workspace: await workspace.present(person, rights), notice: LIMITED }
      sendHtml(res, await views.render('fragments/token-limited', model))
      return
    }
    const change: WorkspaceChange = { narrowing: narrowForm(token, rights, { reading, objection }) }
    const model = { workspace: await workspace.present(person, rights, change) }
    sendHtml(res, await views.render('fragments/token-limits-refused', model), 422)
  }

  const narrowForm = (
    token: ApiToken,
    { isAdmin }: Rights,
    refused?: { readonly reading: NarrowReading; readonly objection: string },
  ) =>
    presentNarrowForm(token, {
      action: `${actions}/${encodeURIComponent(token.id)}/limits`,
      cancelAction: `${actions}/list`,
      target: '#workspace',
      product,
      isAdmin,
      ...(refused === undefined ? {} : { typed: refused.reading, objection: refused.objection }),
    })

  return { rotate, narrow, leave, setLimits }
}

// A new secret is as good as a new token, save that it adds none; and what only admins may create,
// or made for a program, only they renew. Nobody renews what the rules have ended.
function demandRightToRenew(token: ApiToken, { isAdmin, objection, faultOf }: Rights): void {
  if (objection !== undefined && objection.code !== 'tokens/too-many') {
    throw new Refusal(objection.code)
  }
  const isForAdmins =
    token.actsAs === 'app' || token.access === 'manage' || token.purpose !== undefined
  if (isForAdmins && !isAdmin) {
    throw new Refusal('person/not-admin', { detail: `to rotate token ${token.id}` })
  }
  const fault = faultOf(token)
  if (fault !== undefined) throw new Refusal(fault, { detail: `token ${token.id}` })
}
