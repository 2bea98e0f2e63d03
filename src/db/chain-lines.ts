import { Op } from 'sequelize'
import type { StoredLine } from '../audit/stored-chain.ts'
import { endLineOf, firstLineOf } from './chain-line.ts'
import type { AuditRow, Table } from './tables.ts'

const ROWS_AT_ONCE = 1_000

/** Both kinds of lines of a tenant's chain in the order of their places. */
export async function* linesOf(
  audit: Table<AuditRow>,
  tenantId: string,
  after: number,
  to: number,
): AsyncGenerator<StoredLine> {
  const firsts = inPages(audit, tenantId, 'seq', after, to)
  const ends = inPages(audit, tenantId, 'end_seq', after, to)
  let [first, end] = [await firsts.next(), await ends.next()]
  for (;;) {
    if (first.done !== true && (end.done === true || first.value.seq <= end.value.seq)) {
      yield first.value
      first = await firsts.next()
    } else if (end.done !== true) {
      yield end.value
      end = await ends.next()
    } else return
  }
}

const LINE = { seq: firstLineOf, end_seq: endLineOf }

async function* inPages(
  audit: Table<AuditRow>,
  tenantId: string,
  column: 'seq' | 'end_seq',
  after: number,
  to: number,
): AsyncGenerator<StoredLine, undefined> {
  let [place, id] = [after, '']
  for (;;) {
    // By the event's id as well: whoever doubled a place has had to drop the index that forbids it.
    const next = [{ [column]: { [Op.gt]: place } }, { [column]: place, id: { [Op.gt]: id } }]
    const within = { [column]: { [Op.gte]: place, [Op.lte]: to } }
    const rows = await audit.findAll({
      where: { [Op.and]: [{ tenant_id: tenantId }, within, { [Op.or]: next }] },
      order: [column, 'id'],
      limit: ROWS_AT_ONCE,
    })
    for (const row of rows) {
      const line = LINE[column](row.get())
      ;[place, id] = [line.seq, line.eventId]
      // What stands at the place that is begun at is before the beginning.
      if (line.seq > after) yield line
    }
    if (rows.length < ROWS_AT_ONCE) return undefined
  }
}
