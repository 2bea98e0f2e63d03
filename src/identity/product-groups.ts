import type { Tenant } from '../tenants/tenant.ts'

/** A group of the product, as somebody picks it. */
export interface ProductGroup {
  /** Stays the same when the group is renamed. */
  readonly groupId: string
  readonly name: string
}

/** Groups of the product, asked as the app. */
export interface ProductGroups {
  /**
   * Ids of all groups that an account is in, believed for at most a minute.
   * @throws Refusal `groups/unavailable` when the product gives no plain answer and none is remembered:
   * never a guess
   */
  ofAccount(tenant: Tenant, accountId: string): Promise<readonly string[]>
  /** Groups whose names have this in them; a few. @throws Refusal `groups/unavailable` */
  search(tenant: Tenant, query: string): Promise<readonly ProductGroup[]>
  /** The next question about this account is put to the product again. */
  forget(tenantId: string, accountId: string): void
}
