import type { CallCompletion } from '../../src/audit/audit-event.ts'
import type { AuditReader } from '../../src/audit/audit-reader.ts'
import { createAuditReader } from '../../src/db/audit-reader-table.ts'
import type { Database } from '../../src/db/database.ts'
import { storeEvents } from '../../src/db/store-events.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { aCallEvent } from '../../test/support/things.ts'
import { fillWithCalls } from '../many-calls.ts'
import { withDatabase } from './bench-file.ts'
import type { Figures, Series } from './growth.ts'
import { spreadOfAll } from './spread.ts'

const TENANT = 'jira-tenant'
const TO = Date.UTC(2026, 10, 30)
const MONTH = { from: TO - 30 * 24 * 3_600_000, to: TO }
const SEARCHES = 40
const PAGE = { limit: 50 }
const BATCHES = 40
const ROWS = 200
const CALLERS = 97
const ANSWERED: CallCompletion = {
  ...{ outcome: 'answered', status: 200, code: undefined, upstreamStatus: 200 },
  ...{ traceId: undefined, durationMs: 20 },
}

/** Events of one tenant's record in 30 days: finding some of them, and adding more. */
export const auditGrowth: Series = {
  name: 'audit',
  title: 'The record of calls, by events',
  of: 'events',
  sizes: (full) => [10_000, 100_000, 1_000_000, ...(full ? [10_000_000] : [])],
  units: {
    'the newest 50': 'ms',
    '50 of one caller': 'ms',
    '50 of one account': 'ms',
    'one request': 'ms',
    'a row added, 200 at once': 'ms',
  },
  plotted: 'ms',
  measureAt: (size) => withDatabase(({ database }) => measured(database, size)),
}

async function measured(database: Database, size: number): Promise<Figures> {
  await filled(database, size)
  const reader = createAuditReader(database)
  const all = { span: MONTH }
  return {
    'the newest 50': await searches(reader, () => ({})),
    '50 of one caller': await searches(reader, (at) => ({
      ...all,
      caller: `api-token ${at % CALLERS}`,
    })),
    '50 of one account': await searches(reader, (at) => ({
      ...all,
      accountId: `account-${at % CALLERS}`,
    })),
    'one request': await searches(reader, (at) => ({ requestId: requestOf(1 + at * 241, size) })),
    'a row added, 200 at once': await additions(database),
  }
}

type Filter = Parameters<AuditReader['search']>[1]

/** Each for another caller, account or request; a search that finds nothing would prove nothing. */
async function searches(reader: AuditReader, filterOf: (at: number) => Filter) {
  const took: number[] = []
  for (let at = 0; at < SEARCHES; at += 1) {
    const before = performance.now()
    const found = await reader.search(TENANT, filterOf(at), PAGE)
    took.push(performance.now() - before)
    if (found.length === 0) throw new Error('nothing was found')
  }
  return spreadOfAll(took)
}

/** As calls come from the journal into the table: with their end, as links of the tenant's chain. */
async function additions(database: Database) {
  const took: number[] = []
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const events = Array.from({ length: ROWS }, (_, at) => ({
      event: aCallEvent({
        ...{ id: systemIds.next(), requestId: systemIds.next(), tenantId: TENANT },
        ...{ at: TO + batch * ROWS + at, caller: `api-token ${at % CALLERS}` },
        accountId: `account-${at % CALLERS}`,
      }),
      completion: ANSWERED,
    }))
    const before = performance.now()
    await database.write((_tables, sql) => storeEvents(sql, events))
    took.push((performance.now() - before) / ROWS)
  }
  return spreadOfAll(took)
}

/** Under ids in the order of time, as ids of events and requests are. */
async function filled(database: Database, events: number): Promise<void> {
  const id = `printf('%012x', ${MONTH.from} + n * ${stepOf(events)}) || '-' || n`
  const { audit } = database.tables
  await fillWithCalls(database, TENANT, { events, ...MONTH }, { id, request_id: id })
  // The log of this one huge write would slow down every reader.
  await audit.sequelize?.query('PRAGMA wal_checkpoint(TRUNCATE)')
}

/** The request of the nth event. */
function requestOf(n: number, events: number): string {
  return `${(MONTH.from + n * stepOf(events)).toString(16).padStart(12, '0')}-${n}`
}

function stepOf(events: number): number {
  return Math.floor((MONTH.to - MONTH.from) / events)
}
