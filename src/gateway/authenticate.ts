import { NOT_MINE, type Authenticator, type Credential } from '../identity/credential.ts'
import type { CredentialKind, Principal } from '../identity/principal.ts'
import { unknownCredential } from '../identity/unknown-credential.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'

/**
 * Asks each authenticator in its order. The first that knows the kind of credential decides, also
 * when it says no: nothing falls through to a weaker one.
 * @throws Refusal `credential/invalid` or, for a JWT, `token/untrusted` when nobody knows it;
 * whatever the deciding one throws
 */
export async function authenticate(
  authenticators: readonly Authenticator[],
  credential: Credential,
  tenant: Tenant,
): Promise<Principal> {
  for (const tryOne of authenticators) {
    const principal = await tryOne(credential, tenant)
    if (principal === NOT_MINE) continue
    // An authenticator answers for this tenant alone; one that does not is at fault, and is not followed.
    if (principal.tenantId !== tenant.id) {
      throw new Refusal('credential/invalid', { detail: 'credential of another tenant' })
    }
    return principal
  }
  throw unknownCredential(credential, 'no authenticator knows the credential')
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
