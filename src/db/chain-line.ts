import { outcomeAtFirst, type AuditEvent } from '../audit/audit-event.ts'
import { completionLine, eventLine, wholeLine } from '../audit/event-line.ts'
import type { StoredLine } from '../audit/stored-chain.ts'
import { auditRowOf, completionColumns, recordedEventOf } from './audit-row.ts'
import type { AuditRow } from './tables.ts'

/** The line that an event came into the chain with; a call that was complete by then has its end in it. */
export function firstLineOf(row: AuditRow): StoredLine {
  const lines = linesIn(row)
  const isWhole = row.end_seq === null
  const line = lines && (isWhole ? wholeLine(lines.event, lines.completion) : lines.event)
  // A line that nothing was written for has no hash, and no line gives an empty one.
  return { seq: Number(row.seq), hash: row.hash ?? '', eventId: row.id, at: row.at, line }
}

/** The line of a completion that came into the chain after its event. */
export function endLineOf(row: AuditRow): StoredLine {
  const line = linesIn(row)?.completion
  return { seq: Number(row.end_seq), hash: row.end_hash ?? '', eventId: row.id, line }
}

/**
 * Undefined where a column holds what no event says: lists and numbers are made of columns, so somebody
 * who cannot touch a line could else change what is counted.
 */
function linesIn(row: AuditRow): { event: string; completion: string | undefined } | undefined {
  try {
    const { completion, ...recorded } = recordedEventOf(row)
    const event: AuditEvent =
      recorded.kind === 'call' && completion !== undefined
        ? { ...recorded, outcome: outcomeAtFirst(recorded.decision) }
        : recorded
    const written = { ...auditRowOf(event), ...(completion && completionColumns(completion)) }
    // An end of its own has a hash of its own, and somebody said how the call ended.
    const isEndOfItsOwn = row.end_seq !== null
    if (isEndOfItsOwn !== (row.end_hash !== null)) return undefined
    if (isEndOfItsOwn && completion === undefined) return undefined
    if (!isWritten(row, written)) return undefined
    const end = completion && completionLine(event.id, completion)
    return { event: eventLine(event), completion: end }
  } catch (fault) {
    // Facts that are no JSON were not written by us; whatever else there is rises.
    if (fault instanceof SyntaxError) return undefined
    throw fault
  }
}

const PLACES: readonly string[] = ['seq', 'hash', 'end_seq', 'end_hash']

function isWritten(row: AuditRow, written: AuditRow): boolean {
  const expected = new Map<string, unknown>(Object.entries(written))
  return Object.entries(row).every(
    ([name, value]) => PLACES.includes(name) || expected.get(name) === value,
  )
}
