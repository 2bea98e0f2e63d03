import { SCOPE_LADDER, type NeededScope, type ProductOperation } from './product-operation.ts'

export interface ScopeStanding {
  readonly scope: NeededScope
  /** What the sources say; otherwise it is the least that the method needs, and it may need more. */
  readonly isStated: boolean
  /** The app asks for it when it is installed. Never so for what is served to no app at all. */
  readonly isAskedFor: boolean
}

/** @param appScopes what the app's descriptor asks for */
export function scopeStanding(
  operation: Pick<ProductOperation, 'scope' | 'method' | 'reads'>,
  appScopes: readonly string[],
): ScopeStanding {
  const scope = operation.scope ?? leastFor(operation)
  return {
    scope,
    isStated: operation.scope !== undefined,
    isAskedFor: isAskedFor(scope, appScopes),
  }
}

function leastFor({ method, reads }: Pick<ProductOperation, 'method' | 'reads'>): NeededScope {
  if (reads) return 'READ'
  return method === 'DELETE' ? 'DELETE' : 'WRITE'
}

const ladder: readonly string[] = SCOPE_LADDER

// Each includes the ones before it; what else an app asks for stands alone.
function isAskedFor(scope: NeededScope, appScopes: readonly string[]): boolean {
  if (scope === 'NONE') return true
  const step = ladder.indexOf(scope)
  if (step < 0) return appScopes.includes(scope)
  return appScopes.some((each) => ladder.indexOf(each) >= step)
}
