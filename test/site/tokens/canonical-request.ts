import { createHash } from 'node:crypto'

const unreserved = /[A-Za-z0-9\-._~]/

/** RFC 3986 encoding byte by byte with upper-case hex, as Atlassian's Java side encodes names and values. */
function percentEncode(text: string): string {
  let encoded = ''
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte)
    encoded += unreserved.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}

function canonicalPath(path: string): string {
  const rooted = path.startsWith('/') ? path : `/${path}`
  const trimmed = rooted.length > 1 && rooted.endsWith('/') ? rooted.slice(0, -1) : rooted
  return trimmed.replaceAll('&', '%26')
}

function canonicalQuery(rawQuery: string): string {
  const valuesByName = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    if (name === 'jwt') continue
    valuesByName.set(name, [...(valuesByName.get(name) ?? []), value])
  }
  return (
    [...valuesByName]
      .map(([name, values]) => ({ name: percentEncode(name), values: [...values].sort() }))
      // The Java side sorts by the encoded name; JavaScript ports sort by the raw one and differ here.
      .sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0))
      .map(({ name, values }) => `${name}=${values.map(percentEncode).join(',')}`)
      .join('&')
  )
}

/** The text whose digest is `qsh`. The caller decides whether `path` is decoded (signing) or raw (verifying). */
export function canonicalRequest(method: string, path: string, rawQuery: string): string {
  return `${method.toUpperCase()}&${canonicalPath(path)}&${canonicalQuery(rawQuery)}`
}

/** `qsh` of a canonical request. */
export function digestOf(canonical: string): string {
  return createHash('sha256').update(canonical, 'utf8').digest('hex')
}

/** Path below the base path, cut on a segment boundary only: `/apple` is not below `/app`. */
export function pathBelow(basePath: string, path: string): string {
  const base = basePath.replace(/\/$/, '')
  if (base === '' || (path !== base && !path.startsWith(`${base}/`))) return path
  return path.slice(base.length)
}

/** Canonical request of a URL of the app, computed as the Java host does: over the decoded path. */
export function canonicalAppRequest(method: string, url: URL, appBaseUrl: string): string {
  const below = pathBelow(new URL(appBaseUrl).pathname, url.pathname)
  return canonicalRequest(method, decodeURIComponent(below), url.search.slice(1))
}
