import createRouter from 'find-my-way'
import { ANY_ONE, contains, overlaps, readPattern, type PathPattern } from './path-pattern.ts'

/** All values whose patterns a path fits, in the order in which they were given. */
export type PathRouter<T> = (comparablePath: string) => readonly T[]

interface Placed<T> {
  readonly value: T
  readonly position: number
}

interface Route<T> {
  readonly pattern: PathPattern
  readonly placed: Placed<T>[]
}

interface Answer<T> {
  readonly placed: readonly Placed<T>[]
  readonly values: readonly T[]
}

/**
 * A router answers with one route, and here all are wanted. So patterns come into one router only where
 * each two of them have no path in common or the one contains the other: what fits besides the
 * narrowest one, which a router finds, is known beforehand then. The others make further routers, of
 * which a document of contrary patterns has as many as patterns, and each is asked in no time.
 * @param isFolded in which of the two forms of `ComparablePath` paths are asked for
 * @throws Refusal `policy/unavailable` for a pattern that means nothing here
 */
export function createPathRouter<T>(
  entries: readonly { readonly path: string; readonly value: T }[],
  isFolded: boolean,
): PathRouter<T> {
  const routes = new Map<string, Route<T>>()
  for (const [position, { path, value }] of entries.entries()) {
    const pattern = readPattern(path, isFolded)
    const name = routeOf(pattern)
    const route = routes.get(name) ?? { pattern, placed: [] }
    route.placed.push({ value, position })
    routes.set(name, route)
  }
  const layers = layersOf([...routes.values()]).map(layerRouter)
  const [only] = layers
  if (only !== undefined && layers.length === 1) return (path) => only(path).values
  return (path) => {
    const answers = layers.map((layer) => layer(path)).filter(({ values }) => values.length > 0)
    const [first] = answers
    if (first === undefined || answers.length === 1) return first?.values ?? []
    return inOrder(answers.flatMap(({ placed }) => placed)).values
  }
}

function layersOf<T>(routes: readonly Route<T>[]): readonly (readonly Route<T>[])[] {
  const layers: Route<T>[][] = []
  for (const route of routes) {
    const layer = layers.find((each) => each.every((other) => goTogether(route, other)))
    if (layer === undefined) layers.push([route])
    else layer.push(route)
  }
  return layers
}

function goTogether<T>({ pattern: one }: Route<T>, { pattern: other }: Route<T>): boolean {
  return !overlaps(one, other) || contains(one, other) || contains(other, one)
}

function layerRouter<T>(layer: readonly Route<T>[]): (path: string) => Answer<T> {
  // Without a limit of its own, or a long segment would escape a rule that denies.
  const router = createRouter({ maxParamLength: Number.MAX_SAFE_INTEGER })
  const answers = new Map<unknown, Answer<T>>()
  for (const { pattern } of layer) {
    const route = routeOf(pattern)
    const fitting = layer.filter((each) => contains(each.pattern, pattern))
    answers.set(route, inOrder(fitting.flatMap(({ placed }) => placed)))
    router.on('GET', route, notCalled, route)
  }
  return (path) => {
    const found = router.find('GET', path)
    const answer = found === null ? NOTHING : answers.get(found.store)
    if (answer === undefined) throw new Error('a route that nobody has made')
    return answer
  }
}

// The router's own form; `comparablePath` leaves nothing in a literal that has a meaning in it.
function routeOf({ segments, isOpen }: PathPattern): string {
  const parts = segments.map((segment) => (segment === ANY_ONE ? ':one/' : `${segment}/`))
  return `/${parts.join('')}${isOpen ? '*' : ''}`
}

function inOrder<T>(placed: readonly Placed<T>[]): Answer<T> {
  const sorted = placed.toSorted((one, other) => one.position - other.position)
  return { placed: sorted, values: sorted.map(({ value }) => value) }
}

const NOTHING = { placed: [], values: [] }

// A route needs a handler; only its name is asked for.
function notCalled(): void {}
