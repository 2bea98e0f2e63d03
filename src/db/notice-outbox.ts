import { literal, Op } from 'sequelize'
import { isNotice, type Notice, type NoticeKind } from '../audit/notices/notice-kinds.ts'
import { GIVEN_UP_AFTER_MS } from '../audit/notices/next-attempt.ts'
import type { NoticeSettings } from '../audit/notices/notice-settings.ts'
import type { NoticeDelivery } from '../audit/notices/notice-store.ts'
import { recordedEventOf } from './audit-row.ts'
import { deliveryRowOf } from './notice-delivery-row.ts'
import type { Tables } from './tables.ts'

/** Messages of one tenant that may wait; the rest of what happened is put on its way when there is room. */
const WAITING_MAX = 1_000
const AT_ONCE = 100

// Told by the absence of a delivery rather than by a position in the log: events get their times before
// they are committed, and one that is committed late would be behind the position already.
const UNTOLD = literal(
  'NOT EXISTS (SELECT 1 FROM notice_deliveries AS told WHERE told.id = audit_events.id)',
)

/** What happened, is to be told, and is not on its way yet; oldest first. */
export async function untold(
  { audit }: Pick<Tables, 'audit'>,
  { tenantId, kinds, since }: Pick<NoticeSettings, 'tenantId' | 'kinds' | 'since'>,
  now: number,
  limit: number,
): Promise<readonly Notice[]> {
  const from = Math.max(since, now - GIVEN_UP_AFTER_MS)
  const where = { ...ofKinds(tenantId, kinds, from), [Op.and]: UNTOLD }
  const rows = await audit.findAll({
    where,
    order: [
      ['at', 'ASC'],
      ['id', 'ASC'],
    ],
    limit,
  })
  return rows.map((row) => recordedEventOf(row.get())).filter(isNotice)
}

/** Puts it on its way. Within a transaction, so that nobody else does the same meanwhile. */
export async function enqueueUntold(
  tables: Tables,
  settings: NoticeSettings,
  now: number,
  bodyOf: (notice: Notice) => string,
): Promise<void> {
  const { noticeDeliveries } = tables
  const { tenantId } = settings
  const waiting = await noticeDeliveries.count({ where: { tenant_id: tenantId, state: 'waiting' } })
  const room = Math.min(AT_ONCE, WAITING_MAX - waiting)
  if (room <= 0) return
  const notices = await untold(tables, settings, now, room)
  const rows = notices.map((notice) => deliveryRowOf(deliveryFor(notice, now, bodyOf(notice))))
  // Another process may have done the same: its rows are as good.
  await noticeDeliveries.bulkCreate(rows, { ignoreDuplicates: true })
}

/** Kinds of notices since a time; written so that the index over changes serves. */
export function ofKinds(tenantId: string, kinds: readonly NoticeKind[], from: number) {
  return {
    tenant_id: tenantId,
    kind: { [Op.ne]: 'call', [Op.in]: [...kinds] },
    at: { [Op.gte]: from },
  }
}

function deliveryFor({ id, tenantId, kind }: Notice, now: number, body: string): NoticeDelivery {
  return {
    id,
    tenantId,
    kind,
    body,
    state: 'waiting',
    attempts: 0,
    createdAt: now,
    dueAt: now,
    settledAt: undefined,
    outcome: undefined,
  }
}
