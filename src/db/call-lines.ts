import type { AuditEvent, CallCompletion } from '../audit/audit-event.ts'
import { readLine } from '../audit/event-line.ts'
import type { RawSql } from './raw-sql.ts'
import {
  knownEvents,
  storeEnds,
  storeEvents,
  type EndToStore,
  type EventToStore,
} from './store-events.ts'

/** One call on its way from the journal into the table, as the lines that the journal has of it. */
export interface CallLines {
  readonly line: string
  /** The event is in the table; what is open is its end. */
  readonly isStored: boolean
  /** Absent while the call is under way. */
  readonly endLine: string | undefined
}

/** Puts calls into the table: all that it is given, or nothing. */
export interface CallTable {
  /** Passes over what is there already. */
  store(calls: readonly CallLines[]): Promise<void>
  /** After what is under way. */
  close(): Promise<void>
}

/** One transaction. */
export type Transaction = (work: (sql: RawSql) => Promise<void>) => Promise<void>

/** Stores calls by a connection of whoever asks; what `CallTable.store` promises. */
export async function storeCallLines(
  transaction: Transaction,
  calls: readonly CallLines[],
): Promise<void> {
  const events = calls.filter(({ isStored }) => !isStored).map(eventOf)
  const ends = calls.filter(({ isStored }) => isStored).flatMap(endOf)
  const write = (fresh: (sql: RawSql) => Promise<readonly EventToStore[]>) =>
    transaction(async (sql) => {
      await storeEvents(sql, await fresh(sql))
      await storeEnds(sql, ends)
    })
  try {
    await write(async () => events)
  } catch (failure) {
    if (!isTaken(failure)) throw failure
    // Some are there: another process has taken our files for left behind, or a writer was ended after
    // its commit and before it could say so.
    ends.push(...calls.filter(({ isStored }) => !isStored).flatMap(endOf))
    await write((sql) => unknownOf(sql, events))
  }
}

/** Those of these events that are not in the table. */
export async function unknownOf(sql: RawSql, events: readonly EventToStore[]) {
  const known = await knownEvents(
    sql,
    events.map(({ event }) => event.id),
  )
  return events.filter(({ event }) => !known.has(event.id))
}

function eventOf({ line, endLine }: CallLines): EventToStore {
  const completion = endLine === undefined ? undefined : readEnd(endLine).completion
  return { event: readEvent(line), line, completion, endLine }
}

function endOf({ line, endLine }: CallLines): EndToStore[] {
  if (endLine === undefined) return []
  return [{ tenantId: readEvent(line).tenantId, ...readEnd(endLine) }]
}

function readEvent(line: string): AuditEvent {
  const read = readLine(line)
  if (read.kind !== 'event') throw new Error('the line of an end where that of an event belongs')
  return read.event
}

function readEnd(line: string): { eventId: string; completion: CallCompletion } {
  const read = readLine(line)
  if (read.kind !== 'end') throw new Error('the line of an event where that of an end belongs')
  return read
}

function isTaken(failure: unknown): boolean {
  if (!(failure instanceof Error) || !('code' in failure)) return false
  // One package names the family of a fault, the other its exact kind.
  return String(failure.code).startsWith('SQLITE_CONSTRAINT')
}
