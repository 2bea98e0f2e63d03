import { Refusal } from '../lib/refusal.ts'
import type { Product } from '../tenants/tenant.ts'
import type { Call } from './call.ts'
import { checkedPath } from './checked-path.ts'
import { checkedQuery } from './checked-query.ts'
import type { NamedSite } from './read-site.ts'
import { isTokenAuthPath, withoutTokenAuth } from './token-auth-path.ts'

export const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const KNOWN_METHODS: ReadonlySet<string> = new Set(METHODS)

/**
 * A request line as a call: checked once, and from here on never changed. The same for calls that are
 * made and for those that are only asked about.
 * @throws Refusal one of `request/*`
 */
export function siteCall(site: NamedSite, method: string, requestId: string): Call {
  if (!KNOWN_METHODS.has(method)) throw new Refusal('request/method-not-allowed')
  const query = checkedQuery(site.rawQuery)
  if (site.rawPath === '' || site.rawPath === '/') throw new Refusal('request/not-found')
  const isDataCenter = site.dataCenter !== undefined
  const { path, needsToken } = servedPath(site.product, checkedPath(site.rawPath), isDataCenter)
  const { product, host: siteHost } = site
  const call = { requestId, product, siteHost, method, path, query, needsToken }
  return isDataCenter ? { ...call, isDataCenter } : call
}

/**
 * Confluence has its first API under a second prefix, for clients that come with a token and never with
 * a session (Confluence's guide to token authentication). Its Cloud has the first one only, so a call by
 * the second is served by the first; that it takes tokens alone is for the rules to see to. A Data Center
 * site has both, with rules of its own for each.
 */
export function servedPath(
  product: Product,
  path: string,
  isDataCenter = false,
): Pick<Call, 'path' | 'needsToken'> {
  if (product !== 'confluence' || !isTokenAuthPath(path)) return { path, needsToken: false }
  return { path: isDataCenter ? path : withoutTokenAuth(path), needsToken: true }
}
