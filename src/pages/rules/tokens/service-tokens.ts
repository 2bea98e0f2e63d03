import type { Request, Response } from 'express'
import { tokenFactsOf } from '../../../identity/api-token.ts'
import type { Person } from '../../../identity/person.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { tokenDaysMaxOf, tokenFault } from '../../../policy/token-standing.ts'
import { adminOf } from '../../admin-of.ts'
import type { PageHandler, PagesDeps } from '../../page-room.ts'
import { gatewayAddress, presentCreated } from '../../present-api-access.ts'
import { overlapHoursIn } from '../../rotate-form.ts'
import { tokenGroupsOf } from '../../token-groups.ts'
import type { TabTools } from '../../page-tab.ts'
import { sentForm } from '../sent-form.ts'
import { ownerIn, readServiceForm } from './service-form.ts'
import { presentTokensTab } from './tokens-panel.ts'

/** What admins do with the tokens of service accounts, beside revoking them. */
export interface ServiceTokens {
  readonly create: PageHandler
  readonly rotate: PageHandler
}

export function createServiceTokens(deps: PagesDeps, tools: TabTools): ServiceTokens {
  const { tokens, policies, clock, settings } = deps

  async function create(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { document } = await policies.read(admin.tenant.id)
    const sent = sentForm(req.body)
    const daysMax = await daysMaxFor(admin, document, ownerIn(sent))
    const reading = readServiceForm(sent, req.body, daysMax)
    if (reading.kind === 'refused') {
      const panel = await presentTokensTab(deps, admin, { service: reading }, tools.actions)
      return tools.send(res, panel, REFUSED)
    }
    const made = await tokens.issue({
      ...reading.request,
      tenantId: admin.tenant.id,
      ownerAccountId: reading.owner,
      actsAs: 'app',
      lifetimeDaysMax: daysMax,
      limits: reading.limits.limits,
      service: { purpose: reading.purpose, createdBy: admin.accountId },
      requestId: requestIdOf(res),
    })
    await showCreated(admin, made, res)
  }

  async function daysMaxFor({ tenant }: Person, document: PolicyDocument, owner?: string) {
    const groups =
      owner === undefined ? NO_GROUPS : await tokenGroupsOf(deps, document, tenant, owner)
    return tokenDaysMaxOf(document, groups)
  }

  async function rotate(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { tenant, accountId: actor } = admin
    const all = await tokens.list(tenant.id)
    const token = all.find(({ id }) => id === req.params['tokenId'])
    // What people made for themselves only they renew: nobody else is to see its secret.
    if (token?.purpose === undefined) {
      throw new Refusal('request/not-found', { detail: 'no service token of this id' })
    }
    const { document } = await policies.read(tenant.id)
    const groups = await tokenGroupsOf(deps, document, tenant, token.ownerAccountId)
    // An administrator asks, so it is as if one owned it.
    const standing = { groups, ownerIsAdmin: true, now: clock.now() }
    const fault = tokenFault(document, tokenFactsOf(token), standing)
    if (fault !== undefined) throw new Refusal(fault, { detail: `token ${token.id}` })
    const lifetimeDaysMax = tokenDaysMaxOf(document, groups)
    const wish = { overlapHours: overlapHoursIn(req.body), lifetimeDaysMax }
    const by = { actor, requestId: requestIdOf(res) }
    await showCreated(admin, await tokens.rotate(tenant.id, token.id, wish, by), res)
  }

  async function showCreated(
    admin: Person,
    { token, text }: Awaited<ReturnType<typeof tokens.issue>>,
    res: Response,
  ): Promise<void> {
    const { tenant } = admin
    const gateway = gatewayAddress(tenant, settings)
    const created = presentCreated(token, text, clock.now(), tenant, gateway)
    const view = { created, newTokenId: token.id }
    await tools.send(res, await presentTokensTab(deps, admin, view, tools.actions))
  }

  return { create, rotate }
}

const NO_GROUPS: ReadonlySet<string> = new Set()
const REFUSED = { alert: 'The token was not created: please look at the marked fields.' }
