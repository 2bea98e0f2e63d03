import { Op, type FindOptions, type WhereOptions } from 'sequelize'
import { outcomeAtFirst } from '../audit/audit-event.ts'
import type { StreamChoice } from '../audit/streams/audit-stream.ts'
import type { ChainLine, StreamSource } from '../audit/streams/stream-source.ts'
import { recordedEventOf } from './audit-row.ts'
import type { Database } from './database.ts'
import type { AuditRow, Table } from './tables.ts'

/** As many as go at once; where most are passed over, more. */
const PLACES_AT_ONCE: Readonly<Record<StreamChoice, number>> = {
  all: 500,
  changes: 2_000,
  refusals: 2_000,
}

// What a stream says of itself goes with every choice: it is how a receiver learns of losses.
const OF_STREAMS = { [Op.like]: 'stream%' }

const WANTED: Readonly<Record<StreamChoice, WhereOptions<AuditRow>>> = {
  all: {},
  changes: { kind: { [Op.ne]: 'call' } },
  refusals: {
    [Op.or]: [{ kind: 'call', decision: 'deny' }, { kind: 'calls.refused' }, { kind: OF_STREAMS }],
  },
}

type Place = 'seq' | 'end_seq'

/**
 * The chain as the log has it: each row stands at the place of its event, and once more at that of its
 * completion, where that came later. Whoever writes a place does so in the transaction in which it is taken,
 * so a place that is seen has all places before it.
 */
export function createStreamSource(database: Database): StreamSource {
  // Long reads of others wait for these, and calls for neither.
  const { audit, auditChains } = database.reports

  async function head(tenantId: string): Promise<number> {
    const chain = await auditChains.findByPk(tenantId)
    const places = await edges(audit, tenantId, 'DESC')
    return Math.max(chain?.get().seq ?? 0, ...places)
  }

  return {
    head,
    async beforeOldest(tenantId) {
      const places = await edges(audit, tenantId, 'ASC')
      return places.length === 0 ? head(tenantId) : Math.min(...places) - 1
    },
    async after(tenantId, place, what) {
      // First, so that whatever is not found below was there, and is there no more.
      const last = await head(tenantId)
      if (last <= place) return { kind: 'end' }
      const places = await placesAfter(audit, tenantId, place, PLACES_AT_ONCE[what])
      const [first = last + 1] = places
      if (first > place + 1) return { kind: 'gap', upTo: first - 1 }
      const upTo = place + unbroken(places)
      const lines = await linesBetween(audit, tenantId, { after: place, upTo }, what)
      return { kind: 'lines', lines, upTo }
    },
  }
}

/** The first or the last place of either kind, where there is one. */
async function edges(
  audit: Table<AuditRow>,
  tenantId: string,
  direction: 'ASC' | 'DESC',
): Promise<number[]> {
  const found: number[] = []
  for (const column of ['seq', 'end_seq'] as const) {
    const row = await audit.findOne({
      where: { tenant_id: tenantId, [column]: { [Op.gt]: 0 } },
      attributes: [column],
      order: [[column, direction]],
    })
    const place = row?.get()[column] ?? undefined
    if (place !== undefined) found.push(place)
  }
  return found
}

/** The next places that are taken, in their order; read from the indexes alone. */
async function placesAfter(
  audit: Table<AuditRow>,
  tenantId: string,
  place: number,
  limit: number,
): Promise<number[]> {
  const all: number[] = []
  for (const column of ['seq', 'end_seq'] as const) {
    const rows = await plainRows(audit, {
      where: { tenant_id: tenantId, [column]: { [Op.gt]: place } },
      attributes: [column],
      order: [[column, 'ASC']],
      limit,
    })
    all.push(...rows.map((row) => row[column] ?? 0))
  }
  return all.toSorted((one, other) => one - other).slice(0, limit)
}

/** How many of the places follow each other without a hole. */
function unbroken(places: readonly number[]): number {
  const [first = 0] = places
  const hole = places.findIndex((place, at) => place !== first + at)
  return hole === -1 ? places.length : hole
}

async function linesBetween(
  audit: Table<AuditRow>,
  tenantId: string,
  { after, upTo }: { readonly after: number; readonly upTo: number },
  what: StreamChoice,
): Promise<ChainLine[]> {
  const lines: ChainLine[] = []
  for (const column of ['seq', 'end_seq'] as const) {
    const between = { [Op.gt]: after, [Op.lte]: upTo }
    const where = { tenant_id: tenantId, [column]: between, [Op.and]: WANTED[what] }
    for (const row of await plainRows(audit, { where })) lines.push(lineOf(row, column))
  }
  return lines.sort((one, other) => one.seq - other.seq)
}

/** Rows as they are: of so many at once, models would cost more than all else. */
async function plainRows(
  audit: Table<AuditRow>,
  options: FindOptions<AuditRow>,
): Promise<readonly AuditRow[]> {
  // `raw` gives the columns of the table, or those that were asked for.
  return (await audit.findAll({ ...options, raw: true })) as unknown as readonly AuditRow[]
}

function lineOf(row: AuditRow, place: Place): ChainLine {
  const event = recordedEventOf(row)
  if (place === 'end_seq') {
    return { seq: row.end_seq ?? 0, hash: row.end_hash ?? '', part: 'ended', event }
  }
  const [seq, hash] = [row.seq ?? 0, row.hash ?? '']
  if (event.kind !== 'call' || (row.end_seq === null && event.completion !== undefined))
    return { seq, hash, part: 'whole', event }
  // What was added later belongs to the later place.
  const outcome = outcomeAtFirst(event.decision)
  const begun = recordedEventOf({ ...row, outcome, status: null })
  return { seq, hash, part: 'begun', event: begun }
}
