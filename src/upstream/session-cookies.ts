/**
 * The two cookies that make a session at Jira and Confluence: the HTTP session, and the value that their
 * forms carry. No other cookie of a product is ever kept, its sign-on cookie least of all: that is the
 * caller's.
 */
export const SESSION_COOKIES = ['JSESSIONID', 'atlassian.xsrf.token'] as const
type SessionCookie = (typeof SESSION_COOKIES)[number]

/** By name; undefined: the product has taken the cookie back. */
export type CookieChanges = ReadonlyMap<SessionCookie, string | undefined>

/** RFC 6265 §4.1.1, cookie-octet; what else a product sent would become part of our next header. */
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,1024}$/

/** What the answer says of the two; later ones of the same name win. */
export function cookieChanges(rawHeaders: readonly string[]): CookieChanges {
  const changes = new Map<SessionCookie, string | undefined>()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== 'set-cookie') continue
    const [pair = '', ...attributes] = (rawHeaders[at + 1] ?? '').split(';')
    const equals = pair.indexOf('=')
    const name = SESSION_COOKIES.find((each) => each === pair.slice(0, equals).trim())
    if (name === undefined) continue
    const value = pair.slice(equals + 1).trim()
    const isKept = VALUE.test(value) && !attributes.some(isEnd)
    changes.set(name, isKept ? value : undefined)
  }
  return changes
}

function isEnd(attribute: string): boolean {
  return /^\s*max-age\s*=\s*(?:0|-\d+)\s*$/i.test(attribute)
}
