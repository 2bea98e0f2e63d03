import { createAuditReader } from '../../src/db/audit-reader-table.ts'
import { auditRowOf, completionColumns } from '../../src/db/audit-row.ts'
import { readsTheLog } from '../audit/audit-reader-contract.ts'
import { memoryAuditReader } from '../audit/memory-audit-reader.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'

describe('the log, read from SQLite', () => {
  let temporary: TemporaryDatabase
  before(async () => {
    temporary = await temporaryDatabase()
  })
  after(() => temporary.clear())

  readsTheLog(async (events) => {
    const rows = events.map((event) => ({
      ...auditRowOf(event),
      ...('completion' in event ? completionColumns(event.completion) : {}),
    }))
    await temporary.database.write(async ({ audit }) => {
      await audit.destroy({ where: {} })
      await audit.bulkCreate(rows)
    })
    return createAuditReader(temporary.database)
  })
})

describe('the log, read naively', () => {
  readsTheLog(async (events) => memoryAuditReader(events), 5)
})
