import { NOT_MINE, type Authenticator, type Credential } from '../identity/credential.ts'
import type { CredentialKind, Principal } from '../identity/principal.ts'
import { unknownCredential } from '../identity/unknown-credential.ts'
import type { Awaitable } from '../lib/awaitable.ts'
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
  for (let at = from; at < authenticators.length; at += 1) {
    const found = authenticators[at]?.(credential, tenant) ?? NOT_MINE
    if (found instanceof Promise) return later(found, authenticators, credential, tenant, at + 1)
    if (found !== NOT_MINE) return ofTenant(found, tenant)
  }
  throw unknownCredential(credential, 'no authenticator knows the credential')
}

// Apart from the loop: a function inside it would be made for every call, also where nothing is waited for.
async function later(
  asked: Promise<Principal | typeof NOT_MINE>,
  authenticators: readonly Authenticator[],
  credential: Credential,
  tenant: Tenant,
  next: number,
): Promise<Principal> {
  const found = await asked
  if (found !== NOT_MINE) return ofTenant(found, tenant)
  return await authenticate(authenticators, credential, tenant, next)
}

// An authenticator answers for this tenant alone; one that does not is at fault, and is not followed.
function ofTenant(principal: Principal, tenant: Tenant): Principal {
  if (principal.tenantId === tenant.id) return principal
  throw new Refusal('credential/invalid', { detail: 'credential of another tenant' })
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
