import type { AuditReader, DeprecatedUse } from '../audit/audit-reader.ts'
import type { Clock } from '../lib/clock.ts'
import { operationFor } from '../policy/catalogue/catalogue.ts'
import { estimatedPointsOf } from '../policy/catalogue/estimated-points.ts'
import { scopeStanding } from '../policy/catalogue/needed-scope.ts'
import type { ProductOperation } from '../policy/catalogue/product-operation.ts'
import { searchOperations } from '../policy/catalogue/search-operations.ts'
import { deprecatedUse } from '../policy/catalogue/sunset-radar.ts'
import type { Product } from '../tenants/tenant.ts'
import { CATALOGUE_QUERY, DAYS_QUERY, readCatalogueQuery, readDays } from './catalogue-query.ts'
import { listOf, named, record } from './forms.ts'
import type { ManagementCall, Operation } from './operation.ts'

export interface CatalogueOperationDeps {
  readonly reader: Pick<AuditReader, 'deprecatedUse'>
  /** What each product's descriptor asks for. */
  readonly appScopesOf: (product: Product) => readonly string[]
  readonly clock: Clock
}

const DAY_MS = 24 * 60 * 60 * 1_000

/** What the product can be asked for, and who asks for what it is to take away. */
export function catalogueOperations(deps: CatalogueOperationDeps): readonly Operation[] {
  const { reader, appScopesOf, clock } = deps
  // Read once: descriptors are files, and stay as they are.
  const scopes = { jira: appScopesOf('jira'), confluence: appScopesOf('confluence') }

  async function search({ person, inQuery }: ManagementCall) {
    const { product } = person.tenant
    const { limit, ...query } = readCatalogueQuery(inQuery)
    const found = searchOperations(product, query)
    const shown = found.slice(0, limit)
    const operations = shown.map((each) => shownOperation(each, scopes[product]))
    return { status: 200 as const, body: { operations, found: found.length } }
  }

  async function radar({ person: { tenant }, inQuery }: ManagementCall) {
    const now = clock.now()
    const span = { from: now - readDays(inQuery) * DAY_MS, to: now + 1 }
    const uses = await deprecatedUse(reader, tenant, span)
    const from = new Date(span.from).toISOString()
    const body = { from, uses: uses.map((each) => shownUse(each, tenant.product)) }
    return { status: 200 as const, body }
  }

  return [
    {
      method: 'get',
      path: '/operations',
      name: 'searchOperations',
      says: 'The operations that the product is known to have, best first. All that is named has to hold.',
      inQuery: CATALOGUE_QUERY,
      answer: {
        status: 200,
        says: 'Some of the operations, and how many were found.',
        form: record({
          operations: listOf(named('ProductOperation')),
          found: { type: 'integer' },
        }),
      },
      refuses: [],
      handle: search,
    },
    {
      method: 'get',
      path: '/deprecations',
      name: 'listDeprecations',
      says: 'Who still calls what the product is to take away, the one with the most calls first.',
      inQuery: DAYS_QUERY,
      answer: {
        status: 200,
        says: 'The calls since then, by caller and operation.',
        form: record({
          from: { type: 'string', format: 'date-time' },
          uses: listOf(named('DeprecatedUse')),
        }),
      },
      refuses: ['gatehouse/busy'],
      handle: radar,
    },
  ]
}

function shownOperation(operation: ProductOperation, appScopes: readonly string[]): object {
  const { api, method, path, title, tag, reads, deprecated } = operation
  const { scope, isStated, isAskedFor } = scopeStanding(operation, appScopes)
  return {
    ...{ api, method, path, title, tag },
    ...{ scope, scopeIsStated: isStated, scopeIsAskedFor: isAskedFor },
    ...{ reads, deprecated, estimatedPoints: estimatedPointsOf(operation) },
  }
}

// What nobody knows is left out of the JSON.
function shownUse(use: DeprecatedUse, product: Product): object {
  const { method, operation, lastAt } = use
  const title = operationFor({ product, method, path: operation })?.title
  return { ...use, title, lastAt: new Date(lastAt).toISOString() }
}
