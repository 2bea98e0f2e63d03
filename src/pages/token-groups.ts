import type { ApiToken } from '../identity/api-token.ts'
import type { Group } from '../policy/group.ts'
import { boundsTokens, ownerGroupsOf } from '../policy/owner-groups.ts'
import type { PolicyDocument } from '../policy/policy-document.ts'
import { tokenDaysMaxOf } from '../policy/token-standing.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { PagesDeps } from './page-room.ts'

type Deps = Pick<PagesDeps, 'productGroups'>

const NO_GROUPS: ReadonlySet<string> = new Set()

/** More than that many owners are not asked about for one page; for the rest the tenant's rule is shown. */
const OWNERS_ASKED_MAX = 50

/**
 * Ids of the policy's groups that a person is in, by the product's word, which is asked only where a
 * rule about tokens depends on it. Who is in a group by a provider's token alone is not known here.
 * @throws Refusal `groups/unavailable`
 */
export async function tokenGroupsOf(
  { productGroups }: Deps,
  document: PolicyDocument,
  tenant: Tenant,
  accountId: string,
): Promise<ReadonlySet<string>> {
  const { mayHoldTokens: holders } = document.access
  const isHolder = ({ id }: Group) => holders !== 'everyone' && holders.includes(id)
  return ownerGroupsOf(
    document,
    () => productGroups.ofAccount(tenant, accountId),
    (group) => boundsTokens(group) || isHolder(group),
  )
}

/**
 * How many days the rules let tokens of each owner live, for a list of many people's tokens. Whom the
 * product does not tell about is shown with the tenant's rule: a list is no decision.
 */
export async function daysMaxByOwner(
  deps: Deps,
  document: PolicyDocument,
  tenant: Tenant,
  tokens: readonly ApiToken[],
): Promise<(owner: string) => number> {
  const ofTenant = tokenDaysMaxOf(document, NO_GROUPS)
  if (!document.groups.some(({ tokenDaysMax }) => tokenDaysMax !== undefined)) {
    return () => ofTenant
  }
  const owners = [...new Set(tokens.map(({ ownerAccountId }) => ownerAccountId))]
  const asked = owners.slice(0, OWNERS_ASKED_MAX).map(async (owner) => {
    const groups = await tokenGroupsOf(deps, document, tenant, owner).catch(orNone)
    return [owner, tokenDaysMaxOf(document, groups)] as const
  })
  const known = new Map(await Promise.all(asked))
  return (owner) => known.get(owner) ?? ofTenant
}

function orNone(thrown: unknown): ReadonlySet<string> {
  if (thrown instanceof Refusal && thrown.code === 'groups/unavailable') return NO_GROUPS
  throw thrown
}
