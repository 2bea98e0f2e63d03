import { nextLink } from './chain.ts'
import { placesInWords, type FaultList } from './chain-fault.ts'
import type { HeadCheck, ReachedPlace } from './head-check.ts'
import type { ChainCut } from './signed-links.ts'
import type { StoredChain, StoredLine } from './stored-chain.ts'

/** How far along a chain somebody has come. */
export interface Walk {
  readonly chain: StoredChain
  readonly faults: FaultList
  readonly heads: HeadCheck
  place: ReachedPlace
  cut: ChainCut | undefined
  /** When the first line after the last right head was recorded. */
  unsignedSince: number | undefined
}

const PROGRESS_EVERY = 10_000
/** Heads are signed every minute while anything is recorded. */
const UNSIGNED_MS_MAX = 3_600_000

/**
 * Goes from the walk's place to the end, and tells what is wrong on the way.
 * @returns how many lines there were
 */
export async function walkAlong(
  walk: Walk,
  to: number,
  onProgress?: (place: number, end: number) => void,
): Promise<number> {
  let lines = 0
  let newestAt = 0
  for await (const line of walk.chain.lines(walk.place.seq, to)) {
    lines += 1
    if (lines % PROGRESS_EVERY === 0) onProgress?.(line.seq, to)
    if (line.seq > walk.place.seq + 1) await crossGap(walk, line.seq - 1)
    step(walk, line)
    noteSigned(walk, line)
    newestAt = Math.max(newestAt, line.at ?? 0)
  }
  if (walk.place.seq < to) await crossGap(walk, to)
  const since = walk.unsignedSince
  if (since !== undefined && newestAt - since > UNSIGNED_MS_MAX) {
    const says = `Nothing was signed since ${new Date(since).toISOString()}, though events were recorded for longer than an hour: signed heads were removed.`
    walk.faults.add({
      kind: 'head-missing',
      seq: Math.max(walk.heads.provedUpTo, walk.cut?.seq ?? 0) + 1,
      says,
    })
  }
  return lines
}

function noteSigned(walk: Walk, { seq, at }: StoredLine): void {
  if (walk.heads.provedUpTo === seq) walk.unsignedSince = undefined
  else walk.unsignedSince ??= at
}

function step(walk: Walk, line: StoredLine): void {
  const { seq, eventId, hash } = line
  if (seq <= walk.place.seq) {
    // A cut that was made meanwhile has removed it, and it was read before that.
    if (walk.cut !== undefined && seq <= walk.cut.seq) return
    const says = `There are two lines ${String(seq)}; one is of event ${eventId}.`
    walk.faults.add({ kind: 'place-doubled', seq, eventId, says })
    return
  }
  if (!followsFrom(walk.place, line)) {
    const says = `Line ${String(seq)} (event ${eventId}) does not give its hash: it was edited, or another one stands in its place.`
    walk.faults.add({ kind: 'line-changed', seq, eventId, says })
  }
  // On with what is stored, or one fault would be told of each line after it.
  walk.place = { seq, hash }
  walk.heads.reach(walk.place)
}

function followsFrom({ seq, hash }: ReachedPlace, { line, hash: stored }: StoredLine): boolean {
  if (line === undefined) return false
  return hash === undefined || nextLink({ seq, hash }, line).hash === stored
}

/** Over places without a line: by what a cut says of them, or else they are missing. */
async function crossGap(walk: Walk, upTo: number): Promise<void> {
  while (walk.place.seq < upTo) {
    const next = walk.place.seq + 1
    const gap = walk.cut?.gaps.find(({ seq }) => seq >= next && seq <= upTo)
    if (gap?.seq === next) {
      walk.place = { seq: gap.seq, hash: gap.hash }
      walk.heads.reach(walk.place)
      continue
    }
    const newest = (await walk.chain.cuts()).at(-1)
    if (newest !== undefined && newest.seq >= next && newest.seq > (walk.cut?.seq ?? 0)) {
      walk.cut = newest
      walk.place = { seq: newest.seq, hash: newest.hash }
      walk.heads.beginAt(walk.place)
      continue
    }
    missing(walk, next, gap === undefined ? upTo : gap.seq - 1)
  }
}

function missing(walk: Walk, from: number, to: number): void {
  const says = `The record has no ${placesInWords(from, to)} any more: ${from === to ? 'it was' : 'they were'} removed.`
  walk.faults.add({ kind: 'lines-missing', seq: from, says })
  walk.place = { seq: to, hash: undefined }
  walk.heads.reach(walk.place)
}
