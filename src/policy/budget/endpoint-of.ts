import type { Call } from '../call.ts'
import { operationFor } from '../catalogue/catalogue.ts'

const LENGTH_MAX = 255

/** Keys, numbers and other names of things, in place of which an operation has a parameter. */
const NAMES = /\/(?:[A-Z][A-Z0-9_]*-\d+|\d+|[^/]*[:%@][^/]*|[0-9a-f-]{24,})(?=\/|$)/g

/**
 * The operation that a call is one of, as the product's limits on bursts tell them apart: `GET
 * /rest/api/3/issue/{issueIdOrKey}`. What the catalogue does not have is told by its path.
 */
export function endpointOf(call: Pick<Call, 'product' | 'method' | 'path'>): string {
  const path = operationFor(call)?.path ?? call.path.replace(NAMES, '/{}')
  return `${call.method} ${path}`.slice(0, LENGTH_MAX)
}
