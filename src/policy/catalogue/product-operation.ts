import type { Product } from '../../tenants/tenant.ts'

/** Which of a product's APIs an operation belongs to. */
export const PRODUCT_APIS = [
  'jira-platform',
  'jira-software',
  'confluence-v1',
  'confluence-v2',
] as const
export type ProductApi = (typeof PRODUCT_APIS)[number]

/** What a Connect app's descriptor can ask for; each includes the ones before it. */
export const SCOPE_LADDER = [
  'NONE',
  'READ',
  'WRITE',
  'DELETE',
  'PROJECT_ADMIN',
  'SPACE_ADMIN',
  'ADMIN',
] as const

/**
 * Besides them, what is asked for by itself. `INACCESSIBLE`: the product serves it to no Connect app at all. `ACT_AS_USER`: to one that calls as a
 * person, and never as itself.
 */
export const NEEDED_SCOPES = [
  ...SCOPE_LADDER,
  'ACCESS_EMAIL_ADDRESSES',
  'ACT_AS_USER',
  'INACCESSIBLE',
] as const
export type NeededScope = (typeof NEEDED_SCOPES)[number]

/** One operation of a product's REST API, as its published clients describe it. */
export interface ProductOperation {
  readonly product: Product
  readonly api: ProductApi
  /** Upper case. */
  readonly method: string
  /** Below the product's base URL, as `ResourceRule.path` writes it: `/rest/api/3/issue/{issueIdOrKey}`. */
  readonly path: string
  readonly title: string
  /** Heading that the product's documentation has it under. */
  readonly tag: string
  /** Absent where the sources do not say. */
  readonly scope: NeededScope | undefined
  /** GETs, and POSTs that only ask a question. */
  readonly reads: boolean
  readonly deprecated: boolean
}
