import type { Product, Tenant } from '../tenants/tenant.ts'

/** What a policy may say depends on which product it is for, and on whether that is one of Data Center; absent: it is none. */
export interface SiteKind {
  readonly product: Product
  readonly isDataCenter?: boolean | undefined
}

export function kindOf({ product, dataCenter }: Pick<Tenant, 'product' | 'dataCenter'>): SiteKind {
  return { product, isDataCenter: dataCenter !== undefined }
}

/** One for each kind of site, made at once: making a schema takes far longer than using it. */
export function schemasBy<T>(make: (kind: SiteKind) => T): (kind: SiteKind) => T {
  const of = (product: Product, isDataCenter: boolean) => make({ product, isDataCenter })
  const cloud = { jira: of('jira', false), confluence: of('confluence', false) }
  const dataCenter = { jira: of('jira', true), confluence: of('confluence', true) }
  return ({ product, isDataCenter }) => (isDataCenter === true ? dataCenter : cloud)[product]
}
