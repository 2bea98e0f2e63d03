import type { AuditEvent } from '../../src/audit/audit-event.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import type { TenantStore } from '../../src/tenants/tenant-store.ts'

/** Tenants in memory, with the store's promise kept: changes run one after the other. */
export interface MemoryTenantStore extends TenantStore {
  readonly rows: ReadonlyMap<string, Tenant>
  readonly events: readonly AuditEvent[]
  /** What the next change has to wait for, or fail with, before it is written. */
  hold(until: Promise<void>): void
}

export function memoryTenantStore(): MemoryTenantStore {
  const rows = new Map<string, Tenant>()
  const events: AuditEvent[] = []
  let held: Promise<void> = Promise.resolve()
  let last: Promise<unknown> = Promise.resolve()

  return {
    rows,
    events,
    hold(until) {
      held = until
    },
    all: () => Promise.resolve([...rows.values()]),
    some: (ids) => Promise.resolve([...rows.values()].filter(({ id }) => ids.includes(id))),
    change(subject, decide) {
      const work = async () => {
        await held
        const neighbours = [...rows.values()].filter(
          ({ id, product, host }) =>
            product === subject.product && host === subject.host && id !== subject.id,
        )
        const change = decide({ current: rows.get(subject.id), neighbours })
        for (const tenant of change.saves) rows.set(tenant.id, tenant)
        events.push(...change.events)
        return change
      }
      const run = last.then(work, work)
      last = run.catch(() => undefined)
      return run
    },
  }
}
