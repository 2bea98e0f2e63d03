import type { TenantDirectory } from './tenant-directory.ts'
import type { TenantStore } from './tenant-store.ts'
import type { Tenant } from './tenant.ts'

/**
 * Tells the directory what is stored now, of these tenants or of all. One look after the other: two at once
 * could end in the wrong order, and the directory would keep the older state.
 */
export type TenantRefresh = (tenantIds?: readonly string[]) => Promise<readonly Tenant[]>

export function createTenantRefresh(
  store: Pick<TenantStore, 'all' | 'some'>,
  directory: Pick<TenantDirectory, 'tell'>,
): TenantRefresh {
  let last: Promise<unknown> = Promise.resolve()
  return (tenantIds) => {
    const look = async () => {
      const found = await (tenantIds === undefined ? store.all() : store.some(tenantIds))
      directory.tell(found)
      return found
    }
    const mine = last.then(look, look)
    last = mine
    return mine
  }
}
