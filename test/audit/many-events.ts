import { auditRowOf } from '../../src/db/audit-row.ts'
import type { Database } from '../../src/db/database.ts'
import { markPlacedEvents } from '../../src/db/migrations/0013-event-blocks.ts'
import { aCallEvent } from '../support/things.ts'

/** What the columns of the nth event hold, as SQL over `n`; all else is of an ordinary call. */
export type Columns = Readonly<Record<string, string>>

/**
 * Fills a log by one statement, in the order of time, as a log grows: nobody wants to wait for a million records
 * of real calls. @param span of the events, which come at equal distances
 */
export async function manyEvents(
  database: Database,
  tenantId: string,
  { events, from, to }: { readonly events: number; readonly from: number; readonly to: number },
  given: Columns,
): Promise<void> {
  const columns: Columns = {
    ...Object.fromEntries(
      Object.entries(auditRowOf(aCallEvent({ tenantId }))).map(([name, value]) => [
        name,
        value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value}'`,
      ]),
    ),
    id: `'${tenantId}-' || n`,
    request_id: `'request-${tenantId}-' || n`,
    ...{ seq: 'n', hash: `'of no line'` },
    at: `${String(from)} + n * ${String(Math.floor((to - from) / events))}`,
    ...given,
  }
  const names = Object.keys(columns).map((name) => `"${name}"`)
  const numbers = `WITH RECURSIVE numbers(n) AS
    (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${String(events)})`
  await database.write(async ({ audit: { sequelize }, auditChains }) => {
    if (sequelize === undefined) throw new Error('a table without a database')
    await sequelize.query(
      `${numbers} INSERT INTO audit_events (${names.join(', ')})
        SELECT ${Object.values(columns).join(', ')} FROM numbers`,
    )
    await markPlacedEvents(sequelize)
    await auditChains.upsert({ tenant_id: tenantId, seq: events, hash: 'of no line' })
  })
}
