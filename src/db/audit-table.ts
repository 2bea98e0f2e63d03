import type { AuditEvent } from '../audit/audit-event.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import { auditRowOf, completionColumns, recordedEventOf } from './audit-row.ts'
import type { Database } from './database.ts'
import type { AuditRow, Table } from './tables.ts'

const WAITING_WRITES_MAX = 2_000

/** The audit log in SQL: rows are added, completed once, and never otherwise touched. */
export function createAuditTable(database: Database): AuditStore {
  return {
    append: async (event) => {
      // A slow disk under a flood would otherwise fill the memory; the call is then not made.
      if (database.waitingWrites >= WAITING_WRITES_MAX) throw new Error('too many writes wait')
      await database.write(async ({ audit }) => {
        await appendAll(audit, [event])
      })
    },
    appendRefused: (calls, summaries) =>
      database.write(async ({ audit }) => {
        const rows = calls.map(({ event, completion }) => ({
          ...auditRowOf(event),
          ...completionColumns(completion),
        }))
        await audit.bulkCreate([...rows, ...summaries.map(auditRowOf)])
      }),
    complete: (eventId, completion) =>
      database.write(async ({ audit }) => {
        const [changed] = await audit.update(completionColumns(completion), {
          where: { id: eventId },
        })
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
