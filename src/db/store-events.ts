import type { AuditEvent, CallCompletion } from '../audit/audit-event.ts'
import { completionLine, eventLine, wholeLine } from '../audit/event-line.ts'
import { completionColumns, NO_COMPLETION } from './audit-row.ts'
import { addAuditValues, EVENT_COLUMNS } from './audit-values.ts'
import { createBlockMarks, type BlockMarks, type OpenCall } from './block-marks.ts'
import { openChainTail, type ChainTail } from './chain-tail.ts'
import type { RawSql, SqlRow, SqlValue } from './raw-sql.ts'

/** An event on its way into the table, with how it ended where that is known by now. */
export interface EventToStore {
  readonly event: AuditEvent
  /** `eventLine` of it, where it was made before. */
  readonly line?: string
  readonly completion?: CallCompletion | undefined
  /** `completionLine` of that, where it was made before. */
  readonly endLine?: string | undefined
}

/** How a call ended whose event is in the table. */
export interface EndToStore {
  /** Absent where only the journal speaks, which names no more than the event. */
  readonly tenantId?: string
  readonly eventId: string
  readonly completion: CallCompletion
}

const ROW = `(${EVENT_COLUMNS.map(() => '?').join(', ')})`
const INSERT = `INSERT INTO audit_events (${EVENT_COLUMNS.join(', ')}) VALUES `
const ONE = INSERT + ROW

/** Adds events in this order, each as the next link of its tenant's chain. */
export async function storeEvents(sql: RawSql, events: readonly EventToStore[]): Promise<void> {
  const tail = await openChainTail(
    sql,
    events.map(({ event }) => event.tenantId),
  )
  const marks = createBlockMarks()
  const { rowsAtOnce } = sql
  let at = 0
  for (; rowsAtOnce > 1 && at + rowsAtOnce <= events.length; at += rowsAtOnce) {
    await sql.run(insertOf(rowsAtOnce), valuesOf(tail, marks, events.slice(at, at + rowsAtOnce)))
  }
  for (const each of events.slice(at)) await sql.run(ONE, valuesOf(tail, marks, [each]))
  await tail.save()
  await marks.save(sql)
}

// The text is the key of the statement that is ready, so it is put together once.
const inserts = new Map<number, string>()

function insertOf(rows: number): string {
  const known = inserts.get(rows)
  if (known !== undefined) return known
  const text = INSERT + Array.from({ length: rows }, () => ROW).join(', ')
  inserts.set(rows, text)
  return text
}

function valuesOf(tail: ChainTail, marks: BlockMarks, events: readonly EventToStore[]): SqlValue[] {
  const values: SqlValue[] = []
  for (const { event, line, completion, endLine } of events) {
    const end = completion && (endLine ?? completionLine(event.id, completion))
    const link = tail.next(event.tenantId, wholeLine(line ?? eventLine(event), end))
    addAuditValues(values, event, completion, link)
    marks.note(link.seq, event, completion)
  }
  return values
}

const ENDS = ['outcome', ...(Object.keys(NO_COMPLETION) as (keyof typeof NO_COMPLETION)[])] as const
const COMPLETE = `UPDATE audit_events SET ${ENDS.map((name) => `${name} = ?`).join(', ')},
  end_seq = ?, end_hash = ? WHERE id = ?`
const OPEN = 'SELECT tenant_id, status, at, decision, seq FROM audit_events WHERE id = ?'

/**
 * Adds how calls ended, each as a link of its own. One that is complete already is left as it is.
 * @returns the ids of those events that are not there
 */
export async function storeEnds(sql: RawSql, ends: readonly EndToStore[]): Promise<string[]> {
  const missing: string[] = []
  const open: { readonly end: EndToStore; readonly call: OpenCall }[] = []
  const seen = new Set<string>()
  for (const end of ends) {
    const { tenantId, eventId } = end
    const [row] = await sql.all(OPEN, [eventId])
    const call = row && openCallOf(row)
    if (call === undefined || (tenantId ?? call.tenantId) !== call.tenantId) missing.push(eventId)
    // Of two ends of one call the first counts; the table says so only once that is in it.
    else if (row?.['status'] === null && !seen.has(eventId)) {
      seen.add(eventId)
      open.push({ end, call })
    }
  }
  const tail = await openChainTail(
    sql,
    open.map(({ call }) => call.tenantId),
  )
  const marks = createBlockMarks()
  for (const { end, call } of open) {
    const { eventId, completion } = end
    const { seq, hash } = tail.next(call.tenantId, completionLine(eventId, completion))
    const columns = completionColumns(completion)
    await sql.run(COMPLETE, [...ENDS.map((name) => columns[name]), seq, hash, eventId])
    marks.noteEnd(call, completion)
  }
  await tail.save()
  await marks.save(sql)
  return missing
}

function openCallOf(row: SqlRow): OpenCall {
  const { seq } = row
  return {
    tenantId: String(row['tenant_id']),
    at: Number(row['at']),
    decision: row['decision'] === 'deny' ? 'deny' : 'allow',
    seq: seq === null || seq === undefined ? undefined : Number(seq),
  }
}

const KNOWN_AT_ONCE = 200
const KNOWN = `SELECT id FROM audit_events WHERE id IN (${Array(KNOWN_AT_ONCE).fill('?').join(', ')})`

/** Which of these events are in the table. */
export async function knownEvents(sql: RawSql, ids: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (let at = 0; at < ids.length; at += KNOWN_AT_ONCE) {
    const some: SqlValue[] = ids.slice(at, at + KNOWN_AT_ONCE)
    while (some.length < KNOWN_AT_ONCE) some.push(null)
    const rows: readonly SqlRow[] = await sql.all(KNOWN, some)
    for (const row of rows) known.add(String(row['id']))
  }
  return known
}
