import { createHash } from 'node:crypto'

/** The one literal that marks a context token (`AP.context.getToken`); never valid on a page URL. */
export const CONTEXT_QSH = 'context-qsh'

/**
 * The canonical form of a request that Atlassian hashes into the `qsh` claim:
 * `METHOD&path&query`, path relative to the base URL, names sorted by their percent-encoded form
 * as Atlassian's Java side does (the JavaScript library sorts decoded names; the two differ only
 * for names outside RFC 3986 unreserved).
 *
 * @param method HTTP method, any case
 * @param relativePath path below the base URL, without query
 * @param rawQuery what follows `?`, undecoded, without `?`; a `jwt` parameter is left out
 */
export function canonicalRequest(method: string, relativePath: string, rawQuery: string): string {
  return `${method.toUpperCase()}&${canonicalPath(relativePath)}&${canonicalQuery(rawQuery)}`
}

/** `qsh` of a request: lower-case hex SHA-256 of its canonical form. */
export function queryStringHash(method: string, relativePath: string, rawQuery: string): string {
  return sha256Hex(canonicalRequest(method, relativePath, rawQuery))
}

/**
 * Every hash that a faithful sender may have put on this request. Atlassian's host hashes the
 * decoded path, its JavaScript library the path as sent; both are right, so both are accepted.
 */
export function acceptableHashes(method: string, relativePath: string, rawQuery: string): string[] {
  const asSent = queryStringHash(method, relativePath, rawQuery)
  const decoded = decodeOnce(relativePath)
  if (decoded === undefined || decoded === relativePath) return [asSent]
  return [asSent, queryStringHash(method, decoded, rawQuery)]
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
    const values = valuesByName.get(name)
    if (values === undefined) valuesByName.set(name, [value])
    else values.push(value)
  }
  return [...valuesByName]
    .map(([name, values]) => [encode(name), values.sort(byCodeUnit).map(encode).join(',')] as const)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, values]) => `${name}=${values}`)
    .join('&')
}

// RFC 3986: encodeURIComponent leaves these five alone, Atlassian's algorithm does not.
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function decodeOnce(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined // Malformed escapes: only the form as sent can match.
  }
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
