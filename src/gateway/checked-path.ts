import { Refusal } from '../lib/refusal.ts'

/** RFC 3986 §3.3 path characters without `;`: path parameters mean different things to different servers. */
const PLAIN = /^(?:\/|\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%[0-9A-Fa-f]{2})*)$/

/**
 * Escapes that make one path look like another, each refused whatever the case of its digits:
 * - control characters and DEL, which end or split names in some servers;
 * - slash, backslash and semicolon, which some servers decode before they split, and some after;
 * - letters, digits, `-`, `.` and `_`, which need no escape (RFC 3986 §6.2.2.2), so that a rule
 *   on `/rest/api/` sees every such path spelled one way. `~` is let through: Java's and older
 *   Python's libraries escape it, and Confluence's personal spaces begin with it;
 * - `%25` in front of two hex digits: decoded twice it would be one of the above. A percent sign that
 *   stands for itself, as in `100%25`, passes.
 */
const AMBIGUOUS =
  /%(?:[01][0-9a-f]|7f|2f|5c|3b|3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a]|2d|2e|5f|25[0-9a-f]{2})/i

const DOT_SEGMENT = /\/\.{1,2}(?:\/|$)/

/**
 * The path, unchanged, if it can only be read in one way. It is checked here once; rules, record and
 * product then get the very same bytes.
 * @throws Refusal `request/bad-path`
 */
export function checkedPath(path: string): string {
  if (!PLAIN.test(path)) throw badPath('a character that a path does not have')
  if (path.includes('//')) throw badPath('an empty segment')
  if (DOT_SEGMENT.test(path)) throw badPath('a dot segment')
  if (AMBIGUOUS.test(path)) throw badPath('an escape that hides what it stands for')
  if (path.includes('%') && !isUtf8(path)) throw badPath('an escape that is not UTF-8')
  return path
}

export function badPath(what: string): Refusal {
  return new Refusal('request/bad-path', { detail: `the path has ${what}` })
}

/** Whether the escapes decode to well-formed UTF-8; overlong forms do not. */
export function isUtf8(escaped: string): boolean {
  try {
    decodeURIComponent(escaped)
    return true
  } catch {
    return false
  }
}
