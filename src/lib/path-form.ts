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

/** What a path has that lets it be read in more than one way; undefined when it has nothing of the kind. */
export function pathFault(path: string): string | undefined {
  if (!PLAIN.test(path)) return 'a character that a path does not have'
  if (path.includes('//')) return 'an empty segment'
  if (path.includes('/.') && DOT_SEGMENT.test(path)) return 'a dot segment'
  if (!path.includes('%')) return undefined
  if (AMBIGUOUS.test(path)) return 'an escape that hides what it stands for'
  return isUtf8(path) ? undefined : 'an escape that is not UTF-8'
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
