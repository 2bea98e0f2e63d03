import type { Exchange } from '../http/exchange.ts'
import { maySignIn } from '../people/account.ts'
import { accountsOf, productUrl, siteSeconds } from '../site-state.ts'
import type { SiteState } from '../site-state.ts'
import type { ProductFace } from './product-face.ts'
import type { Authentication } from './read-app-token.ts'

/** Reads a user's Bearer token: minted by the token server, for this product of this site, still good. */
export function readBearer(
  site: SiteState,
  face: ProductFace,
  exchange: Exchange,
  text: string,
): Authentication {
  const { entry } = exchange
  const read = site.world.accessTokens.read(text, siteSeconds(site))
  if ('fault' in read) return { refusal: `bearer-${read.fault}` }
  const { grant } = read
  entry.appKey = grant.appKey
  entry.clientKey = grant.clientKey
  entry.actingAs = grant.accountId
  if (grant.tenantUrl !== productUrl(site, face.product)) return { refusal: 'bearer-other-tenant' }
  const installation = site.installations.find(({ clientKey }) => clientKey === grant.clientKey)
  if (installation?.state !== 'enabled') return { refusal: 'bearer-app-gone' }
  const account = accountsOf(site).find(({ accountId }) => accountId === grant.accountId)
  if (account === undefined || !maySignIn(account, face.product)) {
    return { refusal: 'bearer-user-gone' }
  }
  return { caller: { kind: 'impersonated', account, installation, scopes: grant.scopes } }
}
