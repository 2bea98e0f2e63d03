import type { AuditStore } from '../../audit/audit-store.ts'
import type { Ids } from '../../lib/ids.ts'
import type { Log } from '../../lib/log.ts'
import { isLow, type TenantBudget } from './tenant-budget.ts'

export interface LowNoticeDeps {
  readonly audit: Pick<AuditStore, 'append'>
  readonly ids: Ids
  readonly log: Log
}

/**
 * Writes it down, once in a window, when little is left of a tenant's budget; whoever wants notices of it
 * has them from the audit log. No call waits for that, and none fails with it.
 */
export function tellWhenLow(
  { audit, ids, log }: LowNoticeDeps,
  tenantId: string,
  budget: TenantBudget,
  at: number,
): void {
  const { quota } = budget
  if (quota === undefined || !isLow(budget) || at < budget.lowToldUntil) return
  budget.lowToldUntil = quota.resetsAt
  const { limit, remaining, resetsAt } = quota
  const event = {
    id: ids.next(),
    tenantId,
    at,
    requestId: ids.next(),
    kind: 'budget.low',
    actor: 'gatehouse',
    subject: tenantId,
    facts: { limit, remaining: Math.floor(remaining), resetsAt: new Date(resetsAt).toISOString() },
  } as const
  audit.append(event).catch((cause: unknown) => {
    // The next answer tells it again.
    budget.lowToldUntil = 0
    log.error({ err: cause, tenantId }, 'that little is left of a budget could not be recorded')
  })
}
