/** Headers that speak about one connection only (RFC 9110 §7.6.1, and two that predate it). */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Lower-case names that a `Connection` header declares to be for this connection only. */
export function connectionNames(connection: string | undefined): ReadonlySet<string> {
  // By far the most frequent, and every such name is in the list above.
  if (connection === undefined || connection === 'keep-alive') return NONE
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()))
}

const NONE: ReadonlySet<string> = new Set()

/** RFC 9110 §5.5: visible characters, space, tab, and bytes above ASCII; nothing that could end a line. */
export function isHeaderValue(value: string): boolean {
  return !/[^\t\x20-\x7e\x80-\xff]/.test(value)
}
