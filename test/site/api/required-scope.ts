import type { RankedScope } from '../access/scopes.ts'
import type { ApiRoute } from './api-call.ts'

/** What an app must hold to call the operation: reading, writing and deleting go by the method. */
export function requiredScope(route: ApiRoute): RankedScope {
  if (route.scope !== undefined) return route.scope
  if (route.method === 'GET') return 'READ'
  return route.method === 'DELETE' ? 'DELETE' : 'WRITE'
}
