/** Anything that can be found by method and path pattern, where `:name` stands for one segment. */
export interface Routed {
  readonly method: string
  readonly path: string
}

export type PathParameters = Readonly<Record<string, string>>

export type Found<R extends Routed> =
  | { readonly kind: 'found'; readonly route: R; readonly parameters: PathParameters }
  | { readonly kind: 'method-not-allowed'; readonly allow: readonly string[] }
  | { readonly kind: 'unknown' }

// Patterns never change, and every request walks over all of them.
const splitPatterns = new Map<string, readonly string[]>()

function partsOf(pattern: string): readonly string[] {
  const known = splitPatterns.get(pattern)
  if (known !== undefined) return known
  const parts = pattern.slice(1).split('/')
  splitPatterns.set(pattern, parts)
  return parts
}

function match(pattern: string, segments: readonly string[]): PathParameters | undefined {
  const expected = partsOf(pattern)
  if (expected.length !== segments.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of expected.entries()) {
    const segment = segments[index] ?? ''
    if (part.startsWith(':') && segment !== '') parameters[part.slice(1)] = segment
    else if (part !== segment) return undefined
  }
  return parameters
}

function literals(pattern: string): number {
  return partsOf(pattern).filter((part) => !part.startsWith(':')).length
}

/** The most literal matching route; HEAD is answered where GET is. */
export function findRoute<R extends Routed>(
  routes: readonly R[],
  method: string,
  segments: readonly string[],
): Found<R> {
  const allow = new Set<string>()
  let best: { route: R; parameters: PathParameters } | undefined
  for (const route of routes) {
    const parameters = match(route.path, segments)
    if (parameters === undefined) continue
    allow.add(route.method)
    if (route.method !== (method === 'HEAD' ? 'GET' : method)) continue
    if (best === undefined || literals(route.path) > literals(best.route.path)) {
      best = { route, parameters }
    }
  }
  if (best !== undefined) return { kind: 'found', ...best }
  return allow.size > 0 ? { kind: 'method-not-allowed', allow: [...allow] } : { kind: 'unknown' }
}
