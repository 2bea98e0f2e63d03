import type { RecordedEvent } from '../../src/audit/audit-event.ts'
import { createAuditReader } from '../../src/db/audit-reader-table.ts'
import { auditRowOf, completionColumns } from '../../src/db/audit-row.ts'
import { createBlockMarks } from '../../src/db/block-marks.ts'
import { BLOCK_PLACES } from '../../src/db/event-blocks.ts'
import { readsTheLog } from '../audit/audit-reader-contract.ts'
import { memoryAuditReader } from '../audit/memory-audit-reader.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'

// Two or three events a block, so that a page is put together from several.
const PLACES_APART = Math.floor(BLOCK_PLACES / 2.5)

/** The place of the nth event, or none for events from before there were chains. */
type PlaceOf = (nth: number) => number | null

const LOGS: Readonly<Record<string, PlaceOf>> = {
  'from SQLite': (nth) => (nth + 1) * PLACES_APART,
  'from SQLite, with events of before there were chains': (nth) =>
    nth % 2 === 0 ? null : (nth + 1) * PLACES_APART,
}

for (const [name, placeOf] of Object.entries(LOGS)) {
  describe(`the log, read ${name}`, () => {
    let temporary: TemporaryDatabase
    before(async () => {
      temporary = await temporaryDatabase()
    })
    after(() => temporary.clear())

    readsTheLog(async (events) => {
      await filled(temporary, events, placeOf)
      return createAuditReader(temporary.database)
    })
  })
}

describe('the log, read naively', () => {
  readsTheLog(async (events) => memoryAuditReader(events), 5)
})

async function filled(
  { database }: TemporaryDatabase,
  events: readonly RecordedEvent[],
  placeOf: PlaceOf,
): Promise<void> {
  const marks = createBlockMarks()
  const rows = events.map((event, nth) => {
    const seq = placeOf(nth)
    const end = 'completion' in event ? event.completion : undefined
    if (seq !== null) marks.note(seq, event, end)
    return { ...auditRowOf(event), ...(end === undefined ? {} : completionColumns(end)), seq }
  })
  await database.write(async ({ audit }, sql) => {
    for (const table of ['audit_events', 'audit_blocks', 'audit_marks']) {
      await sql.run(`DELETE FROM ${table}`, [])
    }
    await audit.bulkCreate(rows)
    await marks.save(sql)
  })
}
