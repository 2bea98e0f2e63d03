import type { AuditEvent, CallCompletion, CallEvent } from '../audit/audit-event.ts'
import {
  addEndValues,
  addValues,
  blockOf,
  endedAs,
  marksIn,
  noValues,
  type BlockValues,
} from './event-blocks.ts'
import type { RawSql, SqlValue } from './raw-sql.ts'

/** What one transaction has to say of the blocks that it adds events to. */
export interface BlockMarks {
  /** @param seq the event's place in its tenant's chain */
  note(seq: number, event: AuditEvent, end: CallCompletion | undefined): void
  noteEnd(open: OpenCall, end: CallCompletion): void
  /** In the transaction of the events themselves: without its mark an event is there and not found. */
  save(sql: RawSql): Promise<void>
}

/** A call that is in the table without its end. */
export interface OpenCall {
  readonly tenantId: string
  readonly at: number
  readonly decision: CallEvent['decision']
  /** Absent for calls from before there were chains: those are looked at in every search. */
  readonly seq: number | undefined
}

interface Block {
  readonly tenantId: string
  readonly number: number
  from: number
  to: number
  readonly values: BlockValues
}

const SPAN = `INSERT INTO audit_blocks (tenant_id, block, from_at, to_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (tenant_id, block) DO UPDATE
  SET from_at = min(from_at, excluded.from_at), to_at = max(to_at, excluded.to_at)`
// As many as a transaction of one call has, and one over.
const MARKS_AT_ONCE = 16
const MARKS = `INSERT OR IGNORE INTO audit_marks (tenant_id, field, value, block)
  VALUES ${Array(MARKS_AT_ONCE).fill('(?, ?, ?, ?)').join(', ')}`

export function createBlockMarks(): BlockMarks {
  const tenants = new Map<string, Map<number, Block>>()

  function blockFor(tenantId: string, seq: number, at: number): Block {
    const blocks = tenants.get(tenantId) ?? new Map<number, Block>()
    tenants.set(tenantId, blocks)
    const number = blockOf(seq)
    let block = blocks.get(number)
    if (block === undefined) {
      block = { tenantId, number, from: at, to: at, values: noValues() }
      blocks.set(number, block)
    }
    if (at < block.from) block.from = at
    if (at > block.to) block.to = at
    return block
  }

  return {
    note(seq, event, end) {
      addValues(blockFor(event.tenantId, seq, event.at).values, event, end)
    },
    noteEnd({ tenantId, seq, at, decision }, end) {
      if (seq === undefined) return
      const { values } = blockFor(tenantId, seq, at)
      addEndValues(values, end)
      values.outcome.add(end.outcome)
      values.ended.add(endedAs(decision, end.outcome))
    },
    async save(sql) {
      for (const blocks of tenants.values()) {
        for (const block of blocks.values()) await saveBlock(sql, block)
      }
    },
  }
}

async function saveBlock(sql: RawSql, { tenantId, number, from, to, values }: Block) {
  await sql.run(SPAN, [tenantId, number, from, to])
  const marks = marksIn(values)
  for (let at = 0; at < marks.length; at += MARKS_AT_ONCE) {
    // One statement serves any number: a mark that is there twice is there once.
    const rows: SqlValue[] = Array.from({ length: MARKS_AT_ONCE }, (_, more) => {
      const [field, value] = marks[Math.min(at + more, marks.length - 1)] ?? ['', '']
      return [tenantId, field, value, number]
    }).flat()
    await sql.run(MARKS, rows)
  }
}

const FORGET_MARKS = 'DELETE FROM audit_marks WHERE tenant_id = ? AND block < ?'
const FORGET_BLOCKS = 'DELETE FROM audit_blocks WHERE tenant_id = ? AND block < ?'

/** Forgets the blocks that have no event left. @param upTo the last place up to which nothing is left */
export async function forgetBlocks(sql: RawSql, tenantId: string, upTo: number): Promise<void> {
  const firstKept = blockOf(upTo + 1)
  await sql.run(FORGET_MARKS, [tenantId, firstKept])
  await sql.run(FORGET_BLOCKS, [tenantId, firstKept])
}
