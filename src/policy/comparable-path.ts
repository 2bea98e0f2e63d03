/** A path in the forms in which patterns are compared with it. */
export interface ComparablePath {
  readonly exact: string
  /** The same for all spellings that some server takes for the same path. */
  readonly folded: string
}

/** In most paths there is nothing that a router could take for anything but itself. */
const SPECIAL = /[^A-Za-z0-9\-_.!~'()/]|\/\//

/**
 * Each segment decoded exactly once and written again without `%`, `:` and `*`, which routers give a
 * meaning, and with a slash at the end. Undefined for what cannot be read in one way, such as an empty
 * segment or a broken escape.
 */
export function comparablePath(path: string): ComparablePath | undefined {
  if (last?.path !== path) last = { path, comparable: comparedAs(path) }
  return last.comparable
}

// Rules and catalogue ask for the same path one after the other.
let last: { readonly path: string; readonly comparable: ComparablePath | undefined } | undefined

function comparedAs(path: string): ComparablePath | undefined {
  if (path.startsWith('/') && !SPECIAL.test(path)) {
    const exact = path.endsWith('/') ? path : `${path}/`
    return { exact, folded: exact.toLowerCase() }
  }
  const segments = segmentsOf(path)
  const exact = joined(segments?.map((each) => comparableSegment(each, false)))
  const folded = joined(segments?.map((each) => comparableSegment(each, true)))
  return exact === undefined || folded === undefined ? undefined : { exact, folded }
}

function joined(segments: readonly (string | undefined)[] | undefined): string | undefined {
  if (segments === undefined || segments.includes(undefined)) return undefined
  return segments.length === 0 ? '/' : `/${segments.join('/')}/`
}

/** What stands between the slashes; undefined where the path does not begin with one, or two meet. */
export function segmentsOf(path: string): readonly string[] | undefined {
  if (!path.startsWith('/')) return undefined
  if (path === '/') return []
  const segments = path.slice(1, path.endsWith('/') ? -1 : undefined).split('/')
  return segments.includes('') ? undefined : segments
}

/** One segment in the form of `comparablePath`; undefined when it has no meaning. */
export function comparableSegment(segment: string, isFolded: boolean): string | undefined {
  if (!SPECIAL.test(segment)) return isFolded ? segment.toLowerCase() : segment
  try {
    const decoded = decodeURIComponent(segment)
    return encodeURIComponent(isFolded ? fold(decoded) : decoded)
      .replaceAll('*', '%2A')
      .replaceAll('%', '=')
  } catch {
    // Both throw a URIError and nothing else: for a broken escape, and for half of a surrogate pair.
    return undefined
  }
}

/**
 * The same text for all that some server takes for the same: letters of either case, and those that
 * become an ASCII letter on the way from one case to the other (`ſ`, `İ`, the Kelvin sign), also in
 * their full-width forms.
 */
function fold(text: string): string {
  const lower = text.normalize('NFKC').toUpperCase().toLowerCase()
  return lower.replaceAll('i\u0307', 'i')
}
