import type { EventPlace, Span } from '../audit/audit-reader.ts'
import { placesOf, type MarkedField } from './event-blocks.ts'
import type { RawSql, SqlValue } from './raw-sql.ts'

type Mark = readonly [MarkedField, string]

/** Places of a chain, one after the other; the last is among them. */
export interface Places {
  readonly from: number
  readonly to: number
}

/** Where a search looks next. */
export interface Look {
  readonly places: readonly Places[]
  /** No event of a later look is newer than this. */
  readonly restUpTo: number
}

// The page of a rare value is put together from few looks, that of a frequent one from one small look.
const BLOCKS_AT_FIRST = 1
const BLOCKS_AT_MOST = 64

/**
 * The places where events with all these marks may be, those of the newest block first. Blocks overlap in time:
 * a call gets its place when it ends.
 */
export async function* looksFor(
  sql: Pick<RawSql, 'all'>,
  tenantId: string,
  marks: readonly Mark[],
  { span, before }: { readonly span: Span | undefined; readonly before?: EventPlace | undefined },
): AsyncGenerator<Look, void> {
  const question = questionOf(tenantId, marks, span, before)
  let place: readonly [number, number] = [Number.MAX_SAFE_INTEGER, 0]
  for (let size = BLOCKS_AT_FIRST; ; size = Math.min(2 * size, BLOCKS_AT_MOST)) {
    const found = await sql.all(question.text, [...question.values, ...place, size + 1])
    const blocks = found.map((row) => ({ block: Number(row['block']), toAt: Number(row['to_at']) }))
    const restUpTo = blocks[size]?.toAt
    const some = blocks.slice(0, size)
    const places = joined(some.map(({ block }) => block))
    yield { places, restUpTo: restUpTo ?? Number.NEGATIVE_INFINITY }
    const last = some.at(-1)
    if (restUpTo === undefined || last === undefined) return
    place = [last.toAt, last.block]
  }
}

const MARKED = `EXISTS (SELECT 1 FROM audit_marks AS mark WHERE mark.tenant_id = audit_blocks.tenant_id
  AND mark.field = ? AND mark.value = ? AND mark.block = audit_blocks.block)`

function questionOf(
  tenantId: string,
  marks: readonly Mark[],
  { from, to }: Span = { from: 0, to: Number.MAX_SAFE_INTEGER },
  before: EventPlace | undefined,
): { readonly text: string; readonly values: readonly SqlValue[] } {
  const text = `SELECT block, to_at FROM audit_blocks WHERE tenant_id = ? AND from_at < ? AND from_at <= ?
    AND to_at >= ? AND ${marks.map(() => `${MARKED} AND `).join('')} (to_at, block) < (?, ?)
    ORDER BY to_at DESC, block DESC LIMIT ?`
  const values = [tenantId, to, before?.at ?? Number.MAX_SAFE_INTEGER, from, ...marks.flat()]
  return { text, values }
}

// Neighbours are one range, so that a look into blocks that all have the value is a look into one.
function joined(blocks: readonly number[]): readonly Places[] {
  const ranges: { from: number; to: number }[] = []
  for (const { from, to } of blocks.toSorted((one, other) => one - other).map(placesOf)) {
    const last = ranges.at(-1)
    if (last?.to === from - 1) last.to = to
    else ranges.push({ from, to })
  }
  return ranges
}
