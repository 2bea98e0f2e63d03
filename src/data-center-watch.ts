import { dataCenterStates } from './db/tenant-table.ts'
import type { Database } from './db/database.ts'
import type { TenantDirectory } from './tenants/tenant-directory.ts'
import type { TenantRefresh } from './tenants/tenant-refresh.ts'

/**
 * Takes over what the operator's program has changed of Data Center sites, and has dropped what was held
 * of them. The program runs beside the app, so nobody tells us.
 */
export function createDataCenterWatch(deps: {
  readonly database: Pick<Database, 'tables'>
  readonly directory: Pick<TenantDirectory, 'byId'>
  readonly refreshTenants: TenantRefresh
  readonly forgetTenants: (tenantIds: readonly string[]) => void
}): () => Promise<void> {
  return async () => {
    const states = await dataCenterStates(deps.database)
    const changed = states.filter(
      ({ id, changedAt }) => deps.directory.byId(id)?.changedAt !== changedAt,
    )
    if (changed.length === 0) return
    const ids = changed.map(({ id }) => id)
    await deps.refreshTenants(ids)
    deps.forgetTenants(ids)
  }
}
