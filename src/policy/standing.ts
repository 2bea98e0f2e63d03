import type { Principal } from '../identity/principal.ts'
import type { Awaitable } from '../lib/awaitable.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { groupIdsOf } from './caller-groups.ts'
import type { Situation } from './situation.ts'
import type { Snapshot } from './snapshot.ts'
import { tokenFault } from './token-standing.ts'

/** What the product has to say about a caller, as far as the rules want to know it. */
type Standing = Pick<Situation, 'groups' | 'ownerIsAdmin'>

/**
 * @throws Refusal `groups/unavailable`, `token/incomplete` when nobody can say which groups the caller is
 * in; `upstream/*` when the product cannot be asked whether the owner is an administrator
 */
export type StandingOf = (
  tenant: Tenant,
  snapshot: Snapshot,
  principal: Principal,
  now: number,
) => Awaitable<Standing>

const NONE: readonly string[] = []

/** Asks the product only where a rule depends on the answer: most tenants' calls need no question. */
export function createStanding(deps: {
  readonly groupsOfAccount: (tenant: Tenant, accountId: string) => Awaitable<readonly string[]>
  readonly isAdmin: (tenant: Tenant, accountId: string) => Promise<boolean>
}): StandingOf {
  const standingIn = (
    tenant: Tenant,
    snapshot: Snapshot,
    { ownerAccountId, token }: Principal,
    groups: ReadonlySet<string>,
    now: number,
  ): Awaitable<Standing> => {
    if (token === undefined || ownerAccountId === undefined) return { groups, ownerIsAdmin: false }
    // An administrator may hold tokens without being in any group, which is seldom what decides.
    const asUser = { groups, ownerIsAdmin: false, now }
    const fault = tokenFault(snapshot.document, token, asUser)
    if (fault !== 'credential/owner-not-allowed') return { groups, ownerIsAdmin: false }
    const isAdmin = deps.isAdmin(tenant, ownerAccountId)
    return isAdmin.then((ownerIsAdmin) => ({ groups, ownerIsAdmin }))
  }

  const later = async (
    tenant: Tenant,
    snapshot: Snapshot,
    principal: Principal,
    ids: Promise<readonly string[]>,
    now: number,
  ): Promise<Standing> => {
    const groups = groupIdsOf(snapshot, principal, await ids)
    return await standingIn(tenant, snapshot, principal, groups, now)
  }

  return (tenant, snapshot, principal, now) => {
    const asked = snapshot.needsProductGroups ? principal.ownerAccountId : undefined
    const ids = asked === undefined ? NONE : deps.groupsOfAccount(tenant, asked)
    if (ids instanceof Promise) return later(tenant, snapshot, principal, ids, now)
    return standingIn(tenant, snapshot, principal, groupIdsOf(snapshot, principal, ids), now)
  }
}
