import type { NoticeDelivery } from '../audit/notices/notice-store.ts'
import type { NoticeDeliveryRow } from './tables.ts'

export function deliveryRowOf(delivery: NoticeDelivery): NoticeDeliveryRow {
  return {
    id: delivery.id,
    tenant_id: delivery.tenantId,
    kind: delivery.kind,
    body: delivery.body,
    state: delivery.state,
    attempts: delivery.attempts,
    created_at: delivery.createdAt,
    due_at: delivery.dueAt,
    settled_at: delivery.settledAt ?? null,
    outcome: delivery.outcome ?? null,
  }
}

/** The row as it was written: both casts read back words that `deliveryRowOf` wrote. */
export function deliveryOf(row: NoticeDeliveryRow): NoticeDelivery {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    kind: row.kind as NoticeDelivery['kind'],
    body: row.body,
    state: row.state as NoticeDelivery['state'],
    attempts: row.attempts,
    createdAt: row.created_at,
    dueAt: row.due_at,
    settledAt: row.settled_at ?? undefined,
    outcome: row.outcome ?? undefined,
  }
}
