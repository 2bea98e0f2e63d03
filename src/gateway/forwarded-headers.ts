import type { IncomingMessage } from 'node:http'
import { connectionNames } from './header-rules.ts'

/**
 * All that a product may learn from a caller's headers: what they accept, what they send, under which
 * condition, and Atlassian's own documented switches. A list of what passes rather than of what does
 * not: identity travels in many headers (`X-Forwarded-User`, `X-AUSERNAME`, `Atlassian-Account-Id`,
 * `X-HTTP-Method-Override`, …), and one that is not on anybody's list yet must not get through.
 */
const FORWARDED: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'pragma',
  'prefer',
  'range',
  // `no-check` is needed for uploads: Atlassian's XSRF filter takes it as "no browser form".
  'x-atlassian-token',
  'x-atlassian-force-account-id',
  'x-experimentalapi',
  'x-force-accept-language',
])

/** So that the product's own logs tell what came through here from what the app asked itself. */
const PRODUCT_TOKEN = 'gatehouse-gateway'
const USER_AGENT_LENGTH_MAX = 256

/**
 * The caller's headers that go on to the product: name, value, name, value, with lower-case names. Node has joined repeated ones and
 * refused control characters; what the caller's `Connection` header names is for this connection
 * only and stays here.
 */
export function forwardedHeaders(req: IncomingMessage): readonly string[] {
  const { headers } = req
  const forThisConnection = connectionNames(headers.connection)
  // Framing is decided by the body alone; without one there is nothing to announce.
  const isUnannounced =
    headers['transfer-encoding'] !== undefined || headers['content-length'] === '0'
  const forwarded: string[] = []
  for (const name in headers) {
    if (!FORWARDED.has(name) || forThisConnection.has(name)) continue
    if (isUnannounced && name === 'content-length') continue
    const value = headers[name]
    if (typeof value === 'string') forwarded.push(name, value)
  }
  const agent = headers['user-agent']?.slice(0, USER_AGENT_LENGTH_MAX)
  forwarded.push('user-agent', agent === undefined ? PRODUCT_TOKEN : `${agent} ${PRODUCT_TOKEN}`)
  return forwarded
}
