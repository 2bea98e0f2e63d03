/** What `URLSearchParams` makes something else of: escapes, plus signs, a question mark in front, other letters. */
const DECODED = /[%+]|^\?|[^\x20-\x7e]/

/**
 * Names and values of a query as `URLSearchParams` reads them (WHATWG URL §5.1). Most queries have nothing
 * to decode, and are only taken apart then.
 */
export function queryMembers(query: string): Iterable<readonly [name: string, value: string]> {
  if (DECODED.test(query)) return new URLSearchParams(query)
  return query.split('&').filter(isThere).map(taken)
}

function isThere(member: string): boolean {
  return member !== ''
}

function taken(member: string): readonly [name: string, value: string] {
  const at = member.indexOf('=')
  return at < 0 ? [member, ''] : [member.slice(0, at), member.slice(at + 1)]
}
