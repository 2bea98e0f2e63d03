import type { AuditEvent } from '../audit/audit-event.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import { auditRowOf, recordedEventOf } from './audit-row.ts'
import type { Database } from './database.ts'
import type { AuditRow, Table } from './tables.ts'

/** The audit log in SQL: rows are added, completed once, and never otherwise touched. */
export function createAuditTable(database: Database): AuditStore {
  return {
    append: (event) =>
      database.write(async ({ audit }) => {
        await appendAll(audit, [event])
      }),
    complete: (eventId, completion) =>
      database.write(async ({ audit }) => {
        const [changed] = await audit.update(
          {
            outcome: completion.outcome,
            status: completion.status,
            code: completion.code ?? null,
            upstream_status: completion.upstreamStatus ?? null,
            trace_id: completion.traceId ?? null,
            duration_ms: completion.durationMs,
          },
          { where: { id: eventId } },
        )
        if (changed !== 1) throw new Error(`audit event ${eventId} is not there to be completed`)
      }),
    async recent(tenantId, limit) {
      const rows = await database.tables.audit.findAll({
        where: { tenant_id: tenantId },
        order: [
          ['at', 'DESC'],
          ['id', 'DESC'],
        ],
        limit,
      })
      return rows.map((row) => recordedEventOf(row.get()))
    },
  }
}

/** For changes that commit together with their audit events. */
export async function appendAll(
  audit: Table<AuditRow>,
  events: readonly AuditEvent[],
): Promise<void> {
  for (const event of events) await audit.create(auditRowOf(event))
}
