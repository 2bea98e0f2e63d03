import { issueRoutes } from './jira/issue-routes.ts'
import { createIssueStore } from './jira/issue-store.ts'
import { searchRoutes } from './jira/search-routes.ts'
import { startProduct } from './product/start-product.ts'
import type { Product, ProductOptions } from './product/start-product.ts'

/** Starts a Jira with the project `PROJ` and one issue, in front of this Crowd. */
export async function startJira(options: ProductOptions): Promise<Product> {
  const store = createIssueStore()
  const routes = [...issueRoutes(store), ...searchRoutes(store)]
  return startProduct('jira', { routes, isUnlimited: () => false }, options)
}
