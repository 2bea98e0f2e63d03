import type { IncomingMessage } from 'node:http'
import { Refusal } from '../lib/refusal.ts'
import type { Call } from '../policy/call.ts'
import type { NamedSite } from '../policy/read-site.ts'
import { siteCall } from '../policy/site-call.ts'

/** The product's edge answers 403 to a body with these; what one would mean is not defined. */
const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The request as a call: checked once, and from here on never changed. A body with DELETE is fine:
 * Jira's bulk deletions of properties take one.
 * @throws Refusal one of `request/*`
 */
export function readCall(req: IncomingMessage, site: NamedSite, requestId: string): Call {
  const call = siteCall(site, req.method ?? '', requestId)
  // Node takes chunked apart and leaves every other coding in the body, unannounced from then on.
  const coding = req.headers['transfer-encoding']
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    throw new Refusal('request/malformed', { detail: 'a transfer coding other than chunked' })
  }
  if (BODILESS.has(call.method) && announcesBody(req)) {
    throw new Refusal('request/body-not-allowed')
  }
  return call
}

/** RFC 9112 §6: a request has a body exactly when one of these two headers says so. */
export function announcesBody(req: IncomingMessage): boolean {
  if (req.headers['transfer-encoding'] !== undefined) return true
  return Number(req.headers['content-length'] ?? 0) > 0
}
