import type { Tenant } from '../tenants/tenant.ts'

/** Whom a verified token of the product names, on a page of ours. */
export interface Person {
  readonly tenant: Tenant
  readonly accountId: string
}
