import { Refusal } from '../lib/refusal.ts'
import { isActive } from '../tenants/tenant.ts'
import { NOT_MINE, type Authenticator } from './credential.ts'
import type { Principal } from './principal.ts'
import { refuseUnclear } from './unclear-basic.ts'

export interface BasicAuthenticatorDeps {
  /** Whether an admin of this tenant has switched on that Basic is passed through. */
  readonly isOn: (tenantId: string) => Promise<boolean>
}

const USERNAME_LENGTH_MAX = 255

/**
 * Basic with anything but an API token of ours: on to the product, unchanged, if an admin wants that.
 * Nobody here can tell whether it is right; the product does, so the user name is what the caller
 * says until the product has taken the call. Stands last, after whoever knows API tokens.
 */
export function createBasicAuthenticator({ isOn }: BasicAuthenticatorDeps): Authenticator {
  return async (credential, tenant) => {
    if (credential.scheme !== 'basic') return NOT_MINE
    // No product would judge it, and that the site is inactive is not for strangers to learn.
    if (!isActive(tenant)) throw invalid('the site is inactive')
    if (!(await isOn(tenant.id))) throw invalid('it is not passed through here')
    refuseUnclear(credential)
    const principal: Principal = {
      tenantId: tenant.id,
      actsAs: { kind: 'caller', authorization: credential.authorization },
      access: 'write',
      credential: {
        kind: 'basic',
        id: 'basic',
        subject: credential.username.slice(0, USERNAME_LENGTH_MAX),
      },
      ownerAccountId: undefined,
    }
    return principal
  }
}

function invalid(why: string): Refusal {
  return new Refusal('credential/invalid', { detail: `Basic: ${why}` })
}
