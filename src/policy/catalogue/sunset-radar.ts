import type { AuditReader, DeprecatedUse, Span } from '../../audit/audit-reader.ts'
import type { Product } from '../../tenants/tenant.ts'
import { namesOf, operationsOf } from './catalogue.ts'

/** Every way in which calls of what the catalogue has as deprecated are recorded. */
const DEPRECATED: Readonly<Record<Product, readonly RecordedName[]>> = {
  jira: recordedNames('jira'),
  confluence: recordedNames('confluence'),
}

interface RecordedName {
  readonly method: string
  readonly operation: string
}

/**
 * Who still uses what the product is to take away: by its own headers, and by the catalogue where it says
 * nothing. The one with the most calls first.
 */
export function deprecatedUse(
  reader: Pick<AuditReader, 'deprecatedUse'>,
  { id, product }: { readonly id: string; readonly product: Product },
  span: Span,
): Promise<readonly DeprecatedUse[]> {
  return reader.deprecatedUse(id, span, DEPRECATED[product])
}

// A HEAD is recorded as what it is, and is a call of the same operation.
function recordedNames(product: Product): readonly RecordedName[] {
  const deprecated = operationsOf(product).filter((operation) => operation.deprecated)
  return deprecated.flatMap(namesOf).flatMap(({ method, path }) => {
    const methods = method === 'GET' ? ['GET', 'HEAD'] : [method]
    return methods.map((each) => ({ method: each, operation: path }))
  })
}
