import { col, fn, Op, type WhereOptions } from 'sequelize'
import type { AuditEvent } from '../audit/audit-event.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import { recordedEventOf } from './audit-row.ts'
import type { Database } from './database.ts'
import type { RawSql } from './raw-sql.ts'
import { storeEnds, storeEvents } from './store-events.ts'
import type { AuditRow, Table } from './tables.ts'

const WAITING_WRITES_MAX = 2_000

/** The audit log in SQL: rows are added, completed once, and never otherwise touched. */
export function createAuditTable(database: Database): AuditStore {
  return {
    append: async (event) => {
      // A slow disk under a flood would otherwise fill the memory; the call is then not made.
      if (database.waitingWrites >= WAITING_WRITES_MAX) throw new Error('too many writes wait')
      await database.write((_tables, sql) => appendAll(sql, [event]))
    },
    appendRefused: (calls, summaries) =>
      database.write((_tables, sql) =>
        storeEvents(sql, [...calls, ...summaries.map((event) => ({ event }))]),
      ),
    complete: (event, completion) =>
      database.write(async (_tables, sql) => {
        const { tenantId, id: eventId } = event
        const missing = await storeEnds(sql, [{ tenantId, eventId, completion }])
        if (missing.length > 0)
          throw new Error(`audit event ${eventId} is not there to be completed`)
      }),
    async bypassHits(tenantId, since) {
      const where = {
        tenant_id: tenantId,
        credential_kind: 'bypass',
        at: { [Op.gte]: since },
        // One that a rule denied did not go past the rules.
        decision: 'allow',
      }
      return countsBy('credential_id', database.tables.audit, where)
    },
    async shadowHits(tenantId, since) {
      const where = { tenant_id: tenantId, at: { [Op.gte]: since }, shadows: { [Op.ne]: null } }
      const byAll = await countsBy('shadows', database.tables.audit, where)
      const hits = new Map<string, number>()
      for (const [all, count] of byAll) {
        for (const each of all.split(' ')) hits.set(each, count + (hits.get(each) ?? 0))
      }
      return hits
    },
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

/** How many rows there are of each value of a column; counted where the rows are. */
async function countsBy(
  column: 'credential_id' | 'shadows',
  audit: Table<AuditRow>,
  where: WhereOptions<AuditRow>,
): Promise<Map<string, number>> {
  const rows = await audit.findAll({
    where,
    attributes: [column, [fn('count', col('*')), 'hits']],
    group: [column],
  })
  return new Map(rows.map((row) => [row.get()[column] ?? '', Number(row.get('hits'))]))
}

/** For changes that commit together with their audit events. */
export async function appendAll(sql: RawSql, events: readonly AuditEvent[]): Promise<void> {
  await storeEvents(
    sql,
    events.map((event) => ({ event })),
  )
}
