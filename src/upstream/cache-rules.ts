/** Headers that say who may keep an answer, some of them to shared caches alone (RFC 9213). */
const REPLACED = new Set(['cache-control', 'cdn-cache-control', 'surrogate-control'])

/** Directives that only narrow what one caller's own cache does (RFC 9111 §5.2.2). */
const KEPT = /^(?:no-store|no-cache|must-revalidate|max-age=\d+)$/

/**
 * The headers of a file that was fetched by a one-time link. There the link was the permission, so the
 * media host lets any cache keep the file; here the permission is the caller's credential, and a
 * shared cache would hand the file to others without asking.
 */
export function forOneCaller(rawHeaders: readonly string[]): string[] {
  const headers: string[] = []
  const directives = ['private']
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const value = rawHeaders[at + 1] ?? ''
    const lower = name.toLowerCase()
    if (lower === 'cache-control') directives.push(...keptOf(value))
    if (!REPLACED.has(lower)) headers.push(name, value)
  }
  return [...headers, 'Cache-Control', directives.join(', '), 'Vary', 'Authorization']
}

function keptOf(cacheControl: string): string[] {
  const directives = cacheControl.split(',').map((each) => each.trim().toLowerCase())
  return directives.filter((each) => KEPT.test(each))
}
