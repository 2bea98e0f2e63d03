import { join } from 'node:path'
import type { CallEvent } from '../../src/audit/audit-event.ts'
import { auditRowOf } from '../../src/db/audit-row.ts'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { storeEvents } from '../../src/db/store-events.ts'
import { fillWithCalls } from '../many-calls.ts'
import type { Engine, OpenEngine } from './engine.ts'

/** Indexes of an empty table cost nothing. */
const EVENTS_BEFORE = 100_000
const TO = Date.UTC(2026, 10, 30)
const MONTH = { from: TO - 30 * 24 * 3_600_000, to: TO }

/** What brings calls from the journal into the table. */
export const prepared: Engine = {
  name: 'the table, prepared statements',
  promise: 'on disk, searchable, a link of the chain',
  open: (folder) =>
    withTable(folder, (database, events) =>
      database.write((_tables, sql) =>
        storeEvents(
          sql,
          events.map((event) => ({ event })),
        ),
      ),
    ),
}

export const bulkCreate: Engine = {
  name: 'the table, Sequelize bulkCreate',
  promise: 'on disk, searchable',
  open: (folder) =>
    withTable(folder, (database, events) =>
      database.write(async ({ audit }) => {
        await audit.bulkCreate(events.map(auditRowOf))
      }),
    ),
}

/** As an app does it that thinks of one request at a time. */
export const rowByRow: Engine = {
  name: 'the table, a transaction for each',
  promise: 'on disk, searchable',
  open: (folder) =>
    withTable(folder, async (database, events) => {
      for (const event of events) {
        await database.write(async ({ audit }) => {
          await audit.create(auditRowOf(event))
        })
      }
    }),
}

async function withTable(
  folder: string,
  commit: (database: Database, events: readonly CallEvent[]) => Promise<void>,
): Promise<OpenEngine> {
  const database = await openDatabase(join(folder, 'table.sqlite'))
  await fillWithCalls(database, 'jira-tenant', { events: EVENTS_BEFORE, ...MONTH })
  await demandFullSync(database)
  return {
    commit: (events) => commit(database, events),
    close: () => database.close(),
  }
}

// What is measured is the promise of src/db/database.ts; a version of SQLite with another default would lie.
async function demandFullSync(database: Database): Promise<void> {
  await database.write(async (_tables, sql) => {
    const [row] = await sql.all('PRAGMA synchronous', [])
    if (row?.['synchronous'] !== 2) throw new Error('synchronous is not FULL')
  })
}
