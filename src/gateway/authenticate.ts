import { NOT_MINE, type Authenticator, type Credential } from '../identity/credential.ts'
import type { CredentialKind, Principal } from '../identity/principal.ts'
import { unknownCredential } from '../identity/unknown-credential.ts'
import { whenHere, type Awaitable } from '../lib/awaitable.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'

/**
 * Asks each authenticator in its order. The first that knows the kind of credential decides, also
 * when it says no: nothing falls through to a weaker one.
 * @throws Refusal `credential/invalid` or, for a JWT, `token/untrusted` when nobody knows it;
 * whatever the deciding one throws
 */
export function authenticate(
  authenticators: readonly Authenticator[],
  credential: Credential,
  tenant: Tenant,
  from = 0,
): Awaitable<Principal> {
  const tryOne = authenticators[from]
  if (tryOne === undefined) {
    throw unknownCredential(credential, 'no authenticator knows the credential')
  }
  return whenHere(tryOne(credential, tenant), (principal) => {
    if (principal === NOT_MINE) return authenticate(authenticators, credential, tenant, from + 1)
    // An authenticator answers for this tenant alone; one that does not is at fault, and is not followed.
    if (principal.tenantId !== tenant.id) {
      throw new Refusal('credential/invalid', { detail: 'credential of another tenant' })
    }
    return principal
  })
}

/**
 * Asked after the credential has proved to be good: who holds none learns nothing of the switches.
 * @throws Refusal `credential/switched-off`
 */
export function refuseSwitchedOff(
  accepted: Readonly<Record<CredentialKind, boolean>>,
  { credential }: Principal,
): void {
  if (accepted[credential.kind]) return
  throw new Refusal('credential/switched-off', { detail: `credentials of kind ${credential.kind}` })
}
