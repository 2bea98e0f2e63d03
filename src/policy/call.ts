import type { Product } from '../tenants/tenant.ts'

/** One API request on its way. What the decision sees is byte for byte what the product gets. */
export interface Call {
  readonly requestId: string
  readonly product: Product
  /** Host (and port, on development sites) as the caller named the site. */
  readonly siteHost: string
  /** Upper case. */
  readonly method: string
  /** Below the product's base URL, in the checked form, still percent-encoded: `/rest/api/3/issue/P-1`. */
  readonly path: string
  /** What follows `?`, as sent; empty without one. */
  readonly query: string
  /** It was named by the prefix that takes tokens alone (`/rest/token-auth/api/`). */
  readonly needsToken: boolean
  /** The site is one of Data Center, and named as such. */
  readonly isDataCenter?: true
}
