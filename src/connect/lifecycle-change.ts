import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import type { ChangeFacts } from '../tenants/lifecycle-event.ts'
import type { TenantDirectory } from '../tenants/tenant-directory.ts'
import type { TenantChange, TenantState, TenantStore } from '../tenants/tenant-store.ts'
import { untrusted } from './untrusted.ts'
import { tenantIdOf, type Product, type Tenant } from '../tenants/tenant.ts'

export interface LifecycleChangeDeps {
  readonly product: Product
  readonly tenants: TenantStore
  readonly directory: TenantDirectory
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  onTenantChanged(tenants: readonly Tenant[]): void
}

/** Whom a change is about; `host` as it will be afterwards, where the change may move it. */
export interface ChangeSubject {
  readonly clientKey: string
  readonly host?: string
}

/**
 * Writes a decided change, and resolves when every look-up sees it: a secret that was replaced here
 * opens nothing from the product's answer on.
 *
 * @param accountId the admin on whose behalf the product calls, if it says so
 */
export async function applyChange(
  subject: ChangeSubject,
  accountId: string | undefined,
  decide: (state: TenantState, facts: ChangeFacts) => TenantChange,
  deps: LifecycleChangeDeps,
): Promise<void> {
  const { product, clock, ids } = deps
  const actor = accountId ?? 'product'
  const facts = { product, at: clock.now(), requestId: ids.next(), actor, ids }
  const id = tenantIdOf(product, subject.clientKey)
  const change = await deps.tenants.change({ id, product, host: subject.host }, (state) => {
    // The operator alone says what becomes of a Data Center site.
    if (state.current?.dataCenter !== undefined) throw untrusted('unknown-tenant')
    return decide(state, facts)
  })
  if (change.saves.length === 0) return
  deps.directory.tell(change.saves)
  deps.onTenantChanged(change.saves)
  for (const { kind, tenantId } of change.events) {
    deps.log.info({ kind, tenantId }, 'tenant changed')
  }
}
