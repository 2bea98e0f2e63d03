import type { ProductApi, ProductOperation } from '../../../policy/catalogue/product-operation.ts'
import type { Product } from '../../../tenants/tenant.ts'
import { scopeWords, type ScopeTold } from './scope-words.ts'

/** What the APIs of each product are called, in the order of the filter. */
export const APIS: Readonly<Record<Product, readonly (readonly [ProductApi, string])[]>> = {
  jira: [
    ['jira-platform', 'Jira platform'],
    ['jira-software', 'Jira Software'],
  ],
  confluence: [
    ['confluence-v2', 'Confluence, version 2'],
    ['confluence-v1', 'Confluence, version 1'],
  ],
}

/** One operation as lists show it. */
export interface OperationModel extends ScopeTold {
  readonly method: string
  readonly path: string
  readonly title: string
  readonly tag: string
  readonly kind: 'Reads' | 'Writes'
  readonly deprecated: boolean
}

export function operationModel(
  operation: ProductOperation,
  appScopes: readonly string[],
): OperationModel {
  const { method, path, title, tag, reads, deprecated } = operation
  const kind = reads ? 'Reads' : 'Writes'
  return { method, path, title, tag, kind, deprecated, ...scopeWords(operation, appScopes) }
}
