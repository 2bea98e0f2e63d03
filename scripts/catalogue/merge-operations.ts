import { keyOf, type FoundOperation } from './found-operation.ts'
import { READ_LIKE_POSTS } from './reviewed-reads.ts'

/** What is written into the catalogue. */
export interface MergedOperation extends FoundOperation {
  /** A POST that only asks a question. */
  readonly asks: boolean
}

const ASKING = new Set(READ_LIKE_POSTS.map((path) => `POST ${path}`))
const WRITING = new Set(['WRITE', 'DELETE', 'PROJECT_ADMIN', 'SPACE_ADMIN'])

/**
 * One entry for each operation of an API, in the order of paths. A client may have an
 * operation twice, with the one function deprecated for the other: then the operation is not.
 * @param root what the paths of the API begin with; a client has other APIs beside it
 * @param described the product's own description, for the scope; what is deprecated in it and no longer
 *   in the client is kept too, since there are callers who find out late
 */
export function mergeOperations(
  root: string,
  clients: readonly FoundOperation[],
  described: readonly FoundOperation[],
): readonly MergedOperation[] {
  const known = new Map(described.map((each) => [keyOf(each), each]))
  const merged = new Map<string, MergedOperation>()
  for (const found of [...clients, ...described.filter(({ deprecated }) => deprecated)]) {
    if (!found.path.startsWith(root)) continue
    const key = keyOf(found)
    const before = merged.get(key)
    if (before !== undefined && (!before.deprecated || found.deprecated)) continue
    merged.set(key, mergedOf(found, known.get(key), ASKING.has(key)))
  }
  return [...merged.values()].toSorted(byPath)
}

function mergedOf(
  found: FoundOperation,
  described: FoundOperation | undefined,
  asks: boolean,
): MergedOperation {
  const scope = described?.scope ?? found.scope
  // Whoever may only read would be given a token that the product refuses; or worse, one that it takes.
  if (asks && WRITING.has(scope)) throw new Error(`${keyOf(found)} asks, and needs ${scope}`)
  return { ...found, scope, asks, deprecated: found.deprecated || (described?.deprecated ?? false) }
}

function byPath(one: MergedOperation, other: MergedOperation): number {
  const [first, second] = [`${one.path} ${one.method}`, `${other.path} ${other.method}`]
  return first < second ? -1 : Number(first > second)
}
