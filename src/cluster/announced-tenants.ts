import type { TenantRefresh } from '../tenants/tenant-refresh.ts'
import type { TenantStore } from '../tenants/tenant-store.ts'
import type { Neighbours } from './neighbours.ts'

/**
 * The same store, each of whose changes the other processes know of before it is answered. It answers with
 * the tenants as they are stored by then: another process may have changed them once more meanwhile, and
 * the directory must not be told the older state last.
 */
export function announcedTenants(
  tenants: TenantStore,
  refresh: TenantRefresh,
  { tell }: Pick<Neighbours, 'tell'>,
): TenantStore {
  return {
    ...tenants,
    async change(subject, decide) {
      const change = await tenants.change(subject, decide)
      if (change.saves.length === 0) return change
      const tenantIds = change.saves.map(({ id }) => id)
      await tell({ kind: 'tenants', tenantIds })
      return { ...change, saves: await refresh(tenantIds) }
    },
  }
}
