import type { Principal } from '../../src/identity/principal.ts'
import type { Situation } from '../../src/policy/situation.ts'
import { aCall } from '../support/things.ts'

/** Alice with an API token that may read and write. */
export function aPrincipal(given: Partial<Principal> = {}): Principal {
  return {
    tenantId: 'jira-tenant',
    actsAs: { kind: 'user', accountId: 'account-alice' },
    access: 'write',
    credential: { kind: 'api-token', id: 'token-of-alice' },
    ownerAccountId: 'account-alice',
    ...given,
  }
}

/** Alice reads who she is, from a public address, in no group. */
export function aSituation(given: Partial<Situation> = {}): Situation {
  return {
    principal: aPrincipal(),
    call: aCall(),
    address: '203.0.113.9',
    groups: new Set(),
    ownerIsAdmin: false,
    now: 1_700_000_000_000,
    ...given,
  }
}
