import { Secret } from '../lib/secret.ts'
import { isActive } from '../tenants/tenant.ts'
import { NOT_MINE, type Authenticator } from './credential.ts'

export interface ProductTokenDeps {
  /** Whether an admin of this tenant has switched on that bearers of the product's own are passed through. */
  readonly isOn: (tenantId: string) => Promise<boolean>
}

/**
 * Personal access tokens of Data Center, and tokens of its own OAuth: on to the product, unchanged, if an
 * admin wants that. They have no prefix and say nothing of themselves, so whatever bearer nobody else knew
 * may be one; only the product can tell. Never for a site of the Cloud, whatever its policy says.
 */
export function createProductTokenAuthenticator({ isOn }: ProductTokenDeps): Authenticator {
  return async (credential, tenant) => {
    if (credential.scheme !== 'bearer' || tenant.dataCenter === undefined) return NOT_MINE
    // No product would judge it, and that the site is inactive is not for strangers to learn.
    if (!isActive(tenant) || !(await isOn(tenant.id))) return NOT_MINE
    return {
      tenantId: tenant.id,
      actsAs: {
        kind: 'caller',
        authorization: new Secret(`Bearer ${credential.token.reveal()}`),
      },
      access: 'write',
      credential: { kind: 'product-token', id: 'product-token' },
      ownerAccountId: undefined,
    }
  }
}
