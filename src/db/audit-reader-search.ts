import { Op, type Order } from 'sequelize'
import type { EventFilter, EventPlace } from '../audit/audit-reader.ts'
import { ASIDE, conditionsOf, inPlaces } from './audit-reader-filter.ts'
import type { Database } from './database.ts'
import { marksSought } from './event-blocks.ts'
import { looksFor } from './search-blocks.ts'
import type { AuditRow } from './tables.ts'

type Log = Pick<Database, 'reports' | 'reportSql'>

interface Page {
  readonly limit: number
  readonly before?: EventPlace | undefined
}

export const NEWEST_FIRST: Order = [
  ['at', 'DESC'],
  ['id', 'DESC'],
]
// Of few places: for the order alone, SQLite would take the index of all events for that of the places.
const NEWEST_OF_FEW: Order = [
  [ASIDE, 'DESC'],
  ['id', 'DESC'],
]

/**
 * A page of the events that fit: from block to block where marks lead to them, or by their time. One at a time:
 * the connection has one transaction.
 */
export async function search(
  log: Log,
  tenantId: string,
  filter: EventFilter,
  { limit, before }: Page,
): Promise<readonly AuditRow[]> {
  const marks = marksSought(filter)
  const conditions = conditionsOf(tenantId, filter, before)
  if (conditions === undefined || limit < 1) return []
  if (marks.length === 0) {
    return rowsOf(log, conditions, NEWEST_FIRST, limit)
  }
  // All looks see the record as it is now: a block that grew in between would be passed over with all its events.
  await log.reportSql.all('BEGIN', [])
  try {
    return await pageOf(log, tenantId, filter, { limit, before }, marks)
  } finally {
    await log.reportSql.all('COMMIT', [])
  }
}

async function pageOf(
  log: Log,
  tenantId: string,
  filter: EventFilter,
  { limit, before }: Page,
  marks: ReturnType<typeof marksSought>,
): Promise<readonly AuditRow[]> {
  let found: readonly AuditRow[] = []
  let isFirst = true
  const { span } = filter
  for await (const look of looksFor(log.reportSql, tenantId, marks, { span, before })) {
    const places = inPlaces(tenantId, look.places, isFirst)
    isFirst = false
    const where = conditionsOf(tenantId, filter, before, places) ?? []
    const more = await rowsOf(log, where, NEWEST_OF_FEW, limit)
    found = [...found, ...more].sort(newestFirst).slice(0, limit)
    if (found.length === limit && (found.at(-1)?.at ?? 0) > look.restUpTo) break
  }
  return found
}

async function rowsOf(
  { reports: { audit } }: Log,
  conditions: readonly object[],
  order: Order,
  limit: number,
): Promise<AuditRow[]> {
  const where = { [Op.and]: conditions }
  // Plain rows: models cost more than all else of a search for a thousand.
  const rows: unknown = await audit.findAll({ where, order, limit, raw: true })
  // `raw` gives plain objects with all columns of the table, which `AuditRow` names.
  return rows as AuditRow[]
}

// Ids are compared as SQLite compares them: all of ours are ASCII.
function newestFirst(one: AuditRow, other: AuditRow): number {
  if (one.at !== other.at) return other.at - one.at
  return one.id < other.id ? 1 : -1
}
