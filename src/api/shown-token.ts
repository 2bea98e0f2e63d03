import { stateOf, type ApiToken, type TokenState } from '../identity/api-token.ts'
import type { Clock } from '../lib/clock.ts'
import type { PolicyBook } from '../policy/policy-store.ts'
import { endOf } from '../policy/token-standing.ts'
import type { Tenant } from '../tenants/tenant.ts'

/** A token as the management API tells it; without what it has not, and never with its hash. */
interface ShownToken {
  readonly state: TokenState
  readonly [member: string]: unknown
}

export interface TokenViewDeps {
  readonly policies: Pick<PolicyBook, 'read'>
  readonly clock: Clock
}

/**
 * How tokens of a tenant are told now. Of the rules it has the tenant's longest life; what rules say of
 * groups is not asked for each owner in a list.
 */
export async function tokenViewOf(
  { policies, clock }: TokenViewDeps,
  { id }: Tenant,
): Promise<(token: ApiToken) => ShownToken> {
  const { switches } = (await policies.read(id)).document
  const now = clock.now()
  return (token) => {
    const expiresAt = endOf(token, switches.tokenDaysMax)
    return shown({ ...token, expiresAt }, stateOf({ ...token, expiresAt }, now))
  }
}

function shown(token: ApiToken, state: TokenState): ShownToken {
  const { id, name, ownerAccountId, createdBy, purpose, actsAs, access, limits, rotatedFrom } =
    token
  return {
    ...{ id, name, ownerAccountId, createdBy, purpose, actsAs, access, limits, rotatedFrom, state },
    createdAt: momentOf(token.createdAt),
    expiresAt: momentOf(token.expiresAt),
    revokedAt: momentOf(token.revokedAt),
    lastUsedAt: momentOf(token.lastUsedAt),
  }
}

function momentOf(moment: number | undefined): string | undefined {
  return moment === undefined ? undefined : new Date(moment).toISOString()
}
