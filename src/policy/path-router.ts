import { ANY_ONE, readPattern } from './path-pattern.ts'

/** All values whose patterns a path fits, in the order in which they were given. */
export type PathRouter<T> = (comparablePath: string) => readonly T[]

interface Placed<T> {
  readonly value: T
  readonly position: number
}

/** What patterns have in common up to some segment. */
interface Junction<T> {
  readonly literals: Map<string, Junction<T>>
  anyOne: Junction<T> | undefined
  /** Of patterns that end here. */
  readonly ends: Placed<T>[]
  /** Of those that go on with anything from here. */
  readonly open: Placed<T>[]
}

/**
 * Patterns that begin alike share a way, on which a path is led segment by segment. Routers of HTTP frameworks
 * answer with one route, and here all are wanted; no junction is passed twice for a path, however contrary the
 * patterns are.
 * @param isFolded in which of the two forms of `ComparablePath` paths are asked for
 * @throws Refusal `policy/unavailable` for a pattern that means nothing here
 */
export function createPathRouter<T>(
  entries: readonly { readonly path: string; readonly value: T }[],
  isFolded: boolean,
): PathRouter<T> {
  const start = newJunction<T>()
  for (const [position, { path, value }] of entries.entries()) {
    const { segments, isOpen } = readPattern(path, isFolded)
    let junction = start
    for (const segment of segments) junction = wayOn(junction, segment)
    const values = isOpen ? junction.open : junction.ends
    values.push({ value, position })
  }
  return (path) => {
    const found: Placed<T>[] = []
    follow(start, path, 1, found)
    if (found.length === 0) return NONE
    putInOrder(found)
    return found.map(valueOf)
  }
}

const NONE: readonly never[] = []

function newJunction<T>(): Junction<T> {
  return { literals: new Map(), anyOne: undefined, ends: [], open: [] }
}

function wayOn<T>(junction: Junction<T>, segment: string): Junction<T> {
  if (segment === ANY_ONE) return (junction.anyOne ??= newJunction())
  const known = junction.literals.get(segment)
  if (known !== undefined) return known
  const made = newJunction<T>()
  junction.literals.set(segment, made)
  return made
}

/** @param from where the next segment begins; each ends with a slash */
function follow<T>(junction: Junction<T>, path: string, from: number, found: Placed<T>[]): void {
  for (const each of junction.open) found.push(each)
  if (from >= path.length) {
    for (const each of junction.ends) found.push(each)
    return
  }
  const to = path.indexOf('/', from)
  const literal = junction.literals.get(path.slice(from, to))
  if (literal !== undefined) follow(literal, path, to + 1, found)
  if (junction.anyOne !== undefined) follow(junction.anyOne, path, to + 1, found)
}

// Nearly always a handful: then the sort of the engine takes longer than finding them did.
const FEW = 16

function putInOrder(found: Placed<unknown>[]): void {
  if (found.length > FEW) {
    found.sort(byPosition)
    return
  }
  for (let next = 1; next < found.length; next += 1) {
    for (let at = next; at > 0; at -= 1) {
      const [before, here] = [found[at - 1], found[at]]
      if (before === undefined || here === undefined || before.position <= here.position) break
      found[at - 1] = here
      found[at] = before
    }
  }
}

function byPosition(one: Placed<unknown>, other: Placed<unknown>): number {
  return one.position - other.position
}

function valueOf<T>({ value }: Placed<T>): T {
  return value
}
