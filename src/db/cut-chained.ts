import { Op } from 'sequelize'
import type { ChainLink } from '../audit/chain.ts'
import type { CutWish } from '../audit/retention-rules.ts'
import type { CutRun } from '../audit/retention-store.ts'
import {
  gapsText,
  signedCut,
  type ChainCut,
  type CutReason,
  type LinkSigner,
} from '../audit/signed-links.ts'
import { cutOf } from './chain-table.ts'
import type { AuditRow, Tables } from './tables.ts'

interface Removed {
  readonly events: number
  readonly hasMore: boolean
  /** Of the cut that the run has made, with this step or before it. */
  readonly upTo: number | undefined
  readonly reason: CutReason | undefined
  readonly keptFrom: number | undefined
}

type Row = Pick<AuditRow, 'seq' | 'at' | 'hash' | 'end_seq' | 'end_hash'>

/** Removes some of the oldest events that have a place, and moves the cut of the run behind them. */
export async function cutChained(
  tables: Tables,
  run: CutRun,
  limit: number,
  signer: LinkSigner,
): Promise<Removed> {
  const { tenantId, wish } = run
  const last = await lastCut(tables, tenantId)
  const found = await tables.audit.findAll({
    where: { tenant_id: tenantId, seq: { [Op.gt]: last?.seq ?? 0 } },
    attributes: ['seq', 'at', 'hash', 'end_seq', 'end_hash'],
    order: ['seq'],
    limit: limit + 1,
  })
  const rows = found.map((row): Row => row.get())
  const kept = rows.findIndex((row) => !goes(row, run))
  const going = rows.slice(0, kept === -1 ? rows.length : kept)
  const removable = going.slice(0, limit)
  const keptFrom = kept === -1 ? undefined : rows[kept]?.at
  const hasMore = going.length > limit
  const newest = removable.at(-1)
  if (newest === undefined) {
    const isOfRun = last !== undefined && last.at === run.at
    const [upTo, reason] = isOfRun ? [last.seq, last.reason] : [undefined, undefined]
    return { events: 0, hasMore, upTo, reason, keptFrom }
  }
  const place = placeAfter(removable, last)
  await removeRows(tables, tenantId, last?.seq ?? 0, place.seq, removable.length)
  const isOfRun = last?.at === run.at
  const events = removable.length + (isOfRun ? last.events : 0)
  const reason = reasonOf(wish, newest.at)
  const { seq } = place
  if (isOfRun) await tables.auditCuts.destroy({ where: { tenant_id: tenantId, at: run.at } })
  await keepCut(tables, signedCut({ tenantId, ...place, events, at: run.at, reason }, signer))
  await tables.auditHeads.destroy({ where: { tenant_id: tenantId, seq: { [Op.lt]: seq } } })
  return { events: removable.length, hasMore, upTo: seq, reason, keptFrom }
}

/** @param newestAt of what was removed; by the days where these alone remove it */
export function reasonOf({ before }: CutWish, newestAt: number | undefined): CutReason {
  if (before === undefined) return 'count'
  return newestAt === undefined || newestAt < before ? 'days' : 'count'
}

function goes({ seq, at }: Row, { wish, excess }: CutRun): boolean {
  if (at >= wish.youngFrom) return false
  return (wish.before !== undefined && at < wish.before) || (seq ?? 0) <= excess.upTo
}

/**
 * The last place that has nothing left before it, and what is missing behind it: ends of removed calls.
 * @throws Error where lines are missing that nobody removed by right
 */
function placeAfter(
  rows: readonly Row[],
  last: ChainCut | undefined,
): ChainLink & { readonly gaps: readonly ChainLink[] } {
  const links = [
    ...(last?.gaps ?? []),
    ...rows.map(({ seq, hash }) => linkOf(seq, hash)),
    ...rows.flatMap(({ end_seq, end_hash }) =>
      end_seq === null ? [] : [linkOf(end_seq, end_hash)],
    ),
  ].sort((one, other) => one.seq - other.seq)
  const newest = rows.at(-1)?.seq ?? 0
  let place: ChainLink = { seq: last?.seq ?? 0, hash: last?.hash ?? '' }
  let next = 0
  for (let link = links[next]; link?.seq === place.seq + 1; link = links[next]) {
    place = link
    next += 1
  }
  if (place.seq < newest) {
    throw new Error(`line ${String(place.seq + 1)} is missing: a damaged record is not cut`)
  }
  return { ...place, gaps: links.slice(next) }
}

// A row with a place has a hash; one that lost it gives a cut that the rest of the chain does not fit to.
function linkOf(seq: number | null, hash: string | null): ChainLink {
  return { seq: seq ?? 0, hash: hash ?? '' }
}

async function removeRows(
  { audit }: Tables,
  tenantId: string,
  after: number,
  upTo: number,
  expected: number,
): Promise<void> {
  const where = { tenant_id: tenantId, seq: { [Op.gt]: after, [Op.lte]: upTo } }
  const removed = await audit.destroy({ where })
  if (removed !== expected)
    throw new Error(`${String(removed)} events instead of ${String(expected)}`)
}

async function lastCut({ auditCuts }: Tables, tenantId: string): Promise<ChainCut | undefined> {
  const row = await auditCuts.findOne({ where: { tenant_id: tenantId }, order: [['seq', 'DESC']] })
  return row === null ? undefined : cutOf(row.get())
}

async function keepCut({ auditCuts }: Tables, cut: ChainCut): Promise<void> {
  const { tenantId, seq, hash, events, at, reason, gaps, signature } = cut
  const row = { tenant_id: tenantId, seq, hash, events, at, reason, signature }
  await auditCuts.create({ ...row, gaps: gapsText(gaps) })
}
