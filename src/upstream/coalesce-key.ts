import type { SiteRequest } from './site-request.ts'

/** With one of these the caller wants something else than the whole answer as it is now. */
const NOT_JOINED: ReadonlySet<string> = new Set([
  'range',
  'if-range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'cache-control',
  'pragma',
])

/**
 * Names a question so that two of one name have the same answer: the tenant first, then who asks by which
 * credential, what is asked, and everything that the product is told about how to answer. Undefined for
 * what is never shared: other methods than GET, calls with a credential that only the product can judge,
 * calls of nobody, parts and conditions.
 */
export function joinKeyOf(request: SiteRequest, credential: string): string | undefined {
  const { tenant, actsAs, method, path, query, headers, redirects } = request
  if (method !== 'GET' || request.body !== undefined || redirects === 'manual') return undefined
  if (actsAs.kind === 'caller' || actsAs.kind === 'anonymous') return undefined
  const identity = actsAs.kind === 'user' ? `user ${actsAs.accountId}` : 'app'
  // No part can hold a line break, so none can pass for the beginning of the next.
  let key = `${tenant.id}\n${identity}\n${credential}\n${path}\n${query}`
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? ''
    if (NOT_JOINED.has(name)) return undefined
    key += `\n${name}:${headers[at + 1] ?? ''}`
  }
  return key
}
