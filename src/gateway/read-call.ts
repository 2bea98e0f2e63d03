import type { IncomingMessage } from 'node:http'
import { Refusal } from '../lib/refusal.ts'
import type { Call } from '../policy/call.ts'
import type { Product } from '../tenants/tenant.ts'
import { checkedPath } from './checked-path.ts'
import { checkedQuery } from './checked-query.ts'
import type { NamedSite } from './read-site.ts'

export const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** The product's edge answers 403 to a body with these; what one would mean is not defined. */
const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The request as a call: checked once, and from here on never changed. A body with DELETE is fine:
 * Jira's bulk deletions of properties take one.
 * @throws Refusal one of `request/*`
 */
export function readCall(req: IncomingMessage, site: NamedSite, requestId: string): Call {
  const method = req.method ?? ''
  if (!METHODS.some((each) => each === method)) throw new Refusal('request/method-not-allowed')
  const query = checkedQuery(site.rawQuery)
  if (site.rawPath === '' || site.rawPath === '/') throw new Refusal('request/not-found')
  const path = checkedPath(site.rawPath)
  // Node takes chunked apart and leaves every other coding in the body, unannounced from then on.
  const coding = req.headers['transfer-encoding']
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    throw new Refusal('request/malformed', { detail: 'a transfer coding other than chunked' })
  }
  if (BODILESS.has(method) && announcesBody(req)) throw new Refusal('request/body-not-allowed')
  const named = { requestId, product: site.product, siteHost: site.host, method, query }
  return { ...named, ...servedPath(site.product, path) }
}

const TOKEN_PREFIX = '/rest/token-auth/api'

/**
 * Confluence has its first API under a second prefix, for clients that come with a token and never with
 * a session (Confluence's guide to token authentication). Its Cloud has the first one only, so a call by
 * the second is served by the first; that it takes tokens alone is for the rules to see to.
 */
function servedPath(product: Product, path: string): Pick<Call, 'path' | 'needsToken'> {
  const isPrefixed = path === TOKEN_PREFIX || path.startsWith(`${TOKEN_PREFIX}/`)
  if (product !== 'confluence' || !isPrefixed) return { path, needsToken: false }
  return { path: `/rest/api${path.slice(TOKEN_PREFIX.length)}`, needsToken: true }
}

/** RFC 9112 §6: a request has a body exactly when one of these two headers says so. */
export function announcesBody(req: IncomingMessage): boolean {
  if (req.headers['transfer-encoding'] !== undefined) return true
  return Number(req.headers['content-length'] ?? 0) > 0
}
