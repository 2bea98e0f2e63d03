import type { AuditEvent } from '../audit/audit-event.ts'
import type { Product, Tenant } from './tenant.ts'

/** What a change is decided on: read inside the same transaction that writes it. */
export interface TenantState {
  readonly current: Tenant | undefined
  /** Other tenants of the same product that claim the same site host. */
  readonly neighbours: readonly Tenant[]
}

export interface TenantChange {
  readonly saves: readonly Tenant[]
  readonly events: readonly AuditEvent[]
}

/** Where tenants are kept. Secrets are sealed inside; whoever asks gets them back as `Secret`. */
export interface TenantStore {
  all(): Promise<Tenant[]>
  /** Those of them that are there. */
  some(tenantIds: readonly string[]): Promise<Tenant[]>
  /**
   * Decides and writes one change as a single transaction; changes run one after the other, so that
   * twenty parallel installs end as one row. An empty change writes nothing.
   * @param host the site's host after the change, for finding neighbours; may be undefined
   */
  change(
    subject: { readonly id: string; readonly product: Product; readonly host: string | undefined },
    decide: (state: TenantState) => TenantChange,
  ): Promise<TenantChange>
}
