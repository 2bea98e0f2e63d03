import { Op } from 'sequelize'
import type { Sealer } from '../lib/sealer.ts'
import type { Product, Tenant, TenantStatus } from '../tenants/tenant.ts'
import type { TenantStore } from '../tenants/tenant-store.ts'
import { appendAll } from './audit-table.ts'
import { dataCenterOf, textOfDataCenter } from './data-center-text.ts'
import type { Database } from './database.ts'
import type { Table, TenantRow } from './tables.ts'

/** Tenants in SQL; shared secrets are sealed and bound to their tenant, so a copied row stays shut. */
export function createTenantTable(database: Database, sealer: Sealer): TenantStore {
  const toTenant = (row: TenantRow) => tenantOf(row, sealer)

  const neighboursOf = async (
    subject: { readonly id: string; readonly product: Product; readonly host: string | undefined },
    tenants: Table<TenantRow>,
  ): Promise<Tenant[]> => {
    if (subject.host === undefined) return []
    const found = await tenants.findAll({
      where: { product: subject.product, host: subject.host, id: { [Op.ne]: subject.id } },
    })
    return found.map((row) => toTenant(row.get()))
  }

  return {
    async all() {
      const rows = await database.tables.tenants.findAll()
      return rows.map((row) => toTenant(row.get()))
    },
    async some(tenantIds) {
      const rows = await database.tables.tenants.findAll({ where: { id: [...tenantIds] } })
      return rows.map((row) => toTenant(row.get()))
    },
    change: (subject, decide) =>
      database.write(async ({ tenants }, sql) => {
        const row = await tenants.findByPk(subject.id)
        const current = row === null ? undefined : toTenant(row.get())
        const change = decide({ current, neighbours: await neighboursOf(subject, tenants) })
        for (const tenant of change.saves) {
          await tenants.upsert(rowOf(tenant, sealer))
        }
        await appendAll(sql, change.events)
        return change
      }),
  }
}

/** When each Data Center site was last changed: the operator's program changes them beside the app. */
export async function dataCenterStates({
  tables,
}: Pick<Database, 'tables'>): Promise<readonly Pick<Tenant, 'id' | 'changedAt'>[]> {
  const rows = await tables.tenants.findAll({
    attributes: ['id', 'changed_at'],
    where: { sealed_data_center: { [Op.ne]: null } },
  })
  return rows.map((row) => ({ id: row.get().id, changedAt: row.get().changed_at }))
}

/** What a tenant's sealed secret is bound to. */
export function tenantBinding(tenantId: string): string {
  return `tenants.sealed_secret:${tenantId}`
}

export function dataCenterBinding(tenantId: string): string {
  return `tenants.sealed_data_center:${tenantId}`
}

function rowOf(tenant: Tenant, sealer: Sealer): TenantRow {
  return {
    id: tenant.id,
    product: tenant.product,
    client_key: tenant.clientKey,
    app_key: tenant.appKey,
    sealed_secret:
      tenant.sharedSecret === undefined
        ? null
        : sealer.seal(tenant.sharedSecret, tenantBinding(tenant.id)),
    secret_version: tenant.secretVersion,
    oauth_client_id: tenant.oauthClientId ?? null,
    base_url: tenant.baseUrl,
    host: tenant.host,
    display_url: tenant.displayUrl ?? null,
    cloud_id: tenant.cloudId ?? null,
    sealed_data_center:
      tenant.dataCenter === undefined
        ? null
        : sealer.seal(textOfDataCenter(tenant.dataCenter), dataCenterBinding(tenant.id)),
    status: tenant.status,
    installed_at: tenant.installedAt,
    changed_at: tenant.changedAt,
  }
}

function tenantOf(row: TenantRow, sealer: Sealer): Tenant {
  return {
    id: row.id,
    // Both words were written from these types; no other writer of this table exists.
    product: row.product as Product,
    status: row.status as TenantStatus,
    clientKey: row.client_key,
    appKey: row.app_key,
    sharedSecret:
      row.sealed_secret === null
        ? undefined
        : sealer.open(row.sealed_secret, tenantBinding(row.id)),
    secretVersion: row.secret_version,
    oauthClientId: row.oauth_client_id ?? undefined,
    baseUrl: row.base_url,
    host: row.host,
    displayUrl: row.display_url ?? undefined,
    cloudId: row.cloud_id ?? undefined,
    installedAt: row.installed_at,
    changedAt: row.changed_at,
    ...(row.sealed_data_center !== null && {
      dataCenter: dataCenterOf(sealer.open(row.sealed_data_center, dataCenterBinding(row.id))),
    }),
  }
}
