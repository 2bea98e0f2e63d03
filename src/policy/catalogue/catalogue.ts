import type { Product } from '../../tenants/tenant.ts'
import type { Call } from '../call.ts'
import { comparablePath } from '../comparable-path.ts'
import { withoutTokenAuth } from '../token-auth-path.ts'
import { createPathRouter } from '../path-router.ts'
import type { CatalogueLine } from './catalogue-line.ts'
import { CONFLUENCE_V1 } from './confluence-v1-operations.ts'
import { CONFLUENCE_V2 } from './confluence-v2-operations.ts'
import { JIRA_PLATFORM } from './jira-platform-operations.ts'
import { JIRA_SOFTWARE } from './jira-software-operations.ts'
import type { ProductApi, ProductOperation } from './product-operation.ts'

/** What of a call names its operation. */
export type CalledPath = Pick<Call, 'product' | 'method' | 'path'>

/** Jira serves its platform API by three names; the catalogue has it by the first. */
const JIRA_VERSION = /^\/rest\/api\/(3|2|latest)(?=\/)/
const NEWEST = '/rest/api/3/'
const JIRA_NAMES = ['3', '2', 'latest'] as const

const OPERATIONS: Readonly<Record<Product, readonly ProductOperation[]>> = {
  jira: [
    ...read('jira', 'jira-platform', JIRA_PLATFORM),
    ...read('jira', 'jira-software', JIRA_SOFTWARE),
  ],
  confluence: [
    ...read('confluence', 'confluence-v2', CONFLUENCE_V2),
    ...read('confluence', 'confluence-v1', CONFLUENCE_V1),
  ],
}

const NAMED = new Map(
  JIRA_NAMES.map((name) => [
    name,
    new Map(OPERATIONS.jira.map((operation) => [operation, namedBy(operation, name)])),
  ]),
)

// The tables are sorted such that of two templates that fit a path the more exact one comes first.
const FIND = {
  jira: createPathRouter(OPERATIONS.jira.map(placed), false),
  confluence: createPathRouter(OPERATIONS.confluence.map(placed), false),
}

/**
 * The operation that a call is, with the template in the version that was called: `/rest/api/2/…` for a
 * call of that. Undefined where the catalogue has none; a product has more than its clients know.
 */
export function operationFor(call: CalledPath): ProductOperation | undefined {
  if (last?.call !== call) last = { call, operation: lookedUp(call) }
  return last.operation
}

// Asked for one call after the other, for each by its rules, its record and its budget. A map of calls would
// hold them until the collector comes by, which has more to do for each of its entries than a look-up takes.
let last:
  { readonly call: CalledPath; readonly operation: ProductOperation | undefined } | undefined

function lookedUp({ product, method, path }: CalledPath): ProductOperation | undefined {
  const comparable = comparablePath(canonicalPath(product, path))
  if (comparable === undefined) return undefined
  const asked = method === 'HEAD' ? 'GET' : method
  const found = FIND[product](comparable.exact).find((each) => each.method === asked)
  if (found === undefined || product !== 'jira' || path.startsWith(NEWEST)) return found
  const called = JIRA_VERSION.exec(path)?.[1]
  const name = JIRA_NAMES.find((each) => each === called)
  return name === undefined ? found : NAMED.get(name)?.get(found)
}

/** All operations of a product; those of Jira's platform API by version 3 alone. */
export function operationsOf(product: Product): readonly ProductOperation[] {
  return OPERATIONS[product]
}

/** The operation by each name that the product serves it by. */
export function namesOf(operation: ProductOperation): readonly ProductOperation[] {
  if (operation.api !== 'jira-platform') return [operation]
  return JIRA_NAMES.map((name) => namedBy(operation, name))
}

/**
 * The path, or template, as the catalogue has it: with version 3 for each version of Jira's platform API, and
 * without Confluence's second prefix.
 */
export function canonicalPath(product: Product, path: string): string {
  if (product === 'confluence') return withoutTokenAuth(path)
  return path.startsWith(NEWEST) ? path : path.replace(JIRA_VERSION, '/rest/api/3')
}

function namedBy(operation: ProductOperation, name: string): ProductOperation {
  if (name === '3') return operation
  return Object.freeze({
    ...operation,
    path: operation.path.replace(JIRA_VERSION, `/rest/api/${name}`),
  })
}

function placed(operation: ProductOperation) {
  return { path: operation.path, value: operation }
}

function read(
  product: Product,
  api: ProductApi,
  lines: readonly CatalogueLine[],
): readonly ProductOperation[] {
  return lines.map(([method, path, title, tag, scope, marks]) => {
    const reads = method === 'GET' || marks.includes('asks')
    const deprecated = marks.includes('deprecated')
    const needed = scope === '' ? undefined : scope
    return Object.freeze({
      product,
      api,
      method,
      path,
      title,
      tag,
      scope: needed,
      reads,
      deprecated,
    })
  })
}
