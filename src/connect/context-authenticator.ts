import { NOT_MINE, type Authenticator } from '../identity/credential.ts'
import { pagePrincipal } from '../identity/principal.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { readContextToken, type SignedRequest, type SignedRequestDeps } from './signed-request.ts'

/**
 * Context tokens of our own pages (`AP.context.getToken()`) as a credential of the gateway: the call
 * is made as whoever looks at the page. They prove as much there as at a form, so they pass the same
 * gate. Such a token names no address, hence nothing but its tenant says which site it is for: it
 * serves at that tenant's address alone.
 *
 * Whatever is wrong with one is the same `credential/invalid`, as for every unknown credential.
 */
export function createContextAuthenticator(deps: SignedRequestDeps): Authenticator {
  const authenticate = async (text: string, tenant: Tenant) => {
    const signed = await readOrRefuse(text, deps)
    if (signed.tenant.id !== tenant.id) throw invalid('of another installation')
    if (signed.accountId === undefined) throw invalid('names no account')
    return pagePrincipal(tenant.id, signed.accountId)
  }
  return (credential, tenant) => {
    if (credential.scheme !== 'jwt' || tenant.product !== deps.product) return NOT_MINE
    return authenticate(credential.token.reveal(), tenant)
  }
}

// `product/untrusted` is what the product is told; to a caller of the gateway its challenge would say
// that this site is served.
async function readOrRefuse(text: string, deps: SignedRequestDeps): Promise<SignedRequest> {
  try {
    return await readContextToken(text, deps)
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'product/untrusted') {
      throw invalid(thrown.detail ?? 'not believed')
    }
    throw thrown
  }
}

function invalid(what: string): Refusal {
  return new Refusal('credential/invalid', { detail: `context token: ${what}` })
}
