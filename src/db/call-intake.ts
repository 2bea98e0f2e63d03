import { setTimeout as wait } from 'node:timers/promises'
import type { ReadLine } from '../audit/event-line.ts'
import { unknownOf, type CallTable } from './call-lines.ts'
import type { Database } from './database.ts'
import type { PendingCalls } from './pending-calls.ts'
import { storeEnds, storeEvents } from './store-events.ts'

/** Brings calls from the journal into the table, where they can be searched and are links of the chain. */
export interface CallIntake {
  /** Stores what has ended, and what is open for long. */
  round(): Promise<void>
  /** Stores all that was on disk when this was asked, open or not. */
  catchUp(): Promise<void>
  /** Stores what an earlier process left behind; what is there already stays as it is. */
  takeOver(lines: readonly ReadLine[]): Promise<void>
}

// The ends of its indexes go into the log once for each transaction: with half as many a row takes a fifth more.
const ROWS_AT_ONCE = 2_048
// Nearly every call has ended by then, and is one row written once.
const OPEN_MS = 5_000

export function createCallIntake(
  database: Database,
  table: CallTable,
  calls: PendingCalls,
): CallIntake {
  let running: Promise<void> = Promise.resolve()

  async function storeDue(openSince: number): Promise<void> {
    for (;;) {
      const due = calls.due(openSince, ROWS_AT_ONCE)
      if (due.length === 0) return
      await table.store(due)
      calls.settle(due)
      if (due.length < ROWS_AT_ONCE) return
      // Calls come first: they wait for the same thread.
      await wait(0)
    }
  }

  // One after the other, or two would store the same calls.
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = running.then(work)
    running = mine.catch(() => undefined) // Whoever asked is told.
    return mine
  }

  return {
    round: () => inTurn(() => storeDue(performance.now() - OPEN_MS)),
    catchUp: () => inTurn(() => storeDue(performance.now())),
    takeOver: (lines) => inTurn(() => takeOver(database, lines)),
  }
}

async function takeOver(database: Database, lines: readonly ReadLine[]): Promise<void> {
  const events = lines.flatMap((each) => (each.kind === 'event' ? [each.event] : []))
  const ends = lines.flatMap((each) => (each.kind === 'end' ? [each] : []))
  const endings = new Map(ends.map(({ eventId, completion }) => [eventId, completion]))
  for (let from = 0; from < lines.length; from += ROWS_AT_ONCE) {
    const to = from + ROWS_AT_ONCE
    const some = events
      .slice(from, to)
      .map((event) => ({ event, completion: endings.get(event.id) }))
    await database.write(async (_tables, sql) => {
      await storeEvents(sql, await unknownOf(sql, some))
      // Of events that were stored before; for those just stored it changes nothing.
      await storeEnds(sql, ends.slice(from, to))
    })
  }
}
