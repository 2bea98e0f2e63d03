const LENGTH_MAX = 255
const INSTANCE = '{}'

/** The edition of an API stays, since what its paths mean depends on it. */
const EDITION = /^(?:latest|\d{1,2}(?:\.\d{1,2}){0,2})$/

/** Each looks at a segment once from end to end: callers choose paths, and may choose them long. */
const INSTANCES = [
  /^\d+$/,
  // Issue keys, and keys of projects and spaces: nothing in the products' APIs is named in capitals alone.
  /^[A-Z][A-Z0-9_]*-\d+$/,
  /^[A-Z][A-Z0-9_]+$/,
  // Account ids, e-mail addresses, personal spaces, and whatever had to be encoded.
  /[:@%~]/,
  // UUIDs, hashes and ids of most makes. A name of an API has one digit at most.
  /^\D*\d\D*\d/,
  // Random text that happens to have few digits.
  /^(?=\D*\d).{20}/,
  /^.{41}/,
]

/**
 * What a path has in common with those of the same kind: `/rest/acme/1.0/board/{}`. For calls that the
 * catalogue does not know, which lists would otherwise have by the thousand, each with a key of its own. It is a
 * guess: a name that looks like a key is taken for one, and a key that looks like a name is not.
 * @returns as many segments as the path has, or the first of them that are not too long together
 */
export function pathClassOf(path: string): string {
  const segments = path.split('/')
  return joinedUpTo(LENGTH_MAX, segments.map(classOf))
}

function classOf(segment: string, at: number, all: readonly string[]): string {
  if (all[at - 2] === 'rest' && EDITION.test(segment)) return segment
  return INSTANCES.some((instance) => instance.test(segment)) ? INSTANCE : segment
}

// Never within a segment: half a key may look like a name.
function joinedUpTo(lengthMax: number, segments: readonly string[]): string {
  const joined = segments.join('/')
  if (joined.length <= lengthMax) return joined
  return joined.slice(0, joined.lastIndexOf('/', lengthMax))
}
