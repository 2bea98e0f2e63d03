import { chainBeginning, type ChainLink } from './chain.ts'
import { createFaultList, type ChainFault, type FaultList } from './chain-fault.ts'
import { walkAlong, type Walk } from './chain-walk.ts'
import { createHeadCheck, type ReachedPlace } from './head-check.ts'
import { cutText, type ChainCut, type LinkSigner, type SignedHead } from './signed-links.ts'
import type { StoredChain } from './stored-chain.ts'

/** What came of proving one tenant's record. */
export interface ChainReport {
  readonly tenantId: string
  /** How many lines were looked at, and between which places. */
  readonly lines: number
  readonly after: number
  readonly upTo: number
  /** The first few; `faultCount` are all. */
  readonly faults: readonly ChainFault[]
  readonly faultCount: number
  /** Lines that were removed by retention, from the beginning. */
  readonly removed: number
  /** Lines after the last signed head: who can write the database can still cut these off unseen. */
  readonly unsigned: number
  /** When the first of these was recorded, in milliseconds since the epoch. */
  readonly unsignedSince: number | undefined
  /** Events from before there was a chain: nothing proves these. */
  readonly unchained: number
  readonly headsCompared: number
  /** Signed heads of lines that are no longer there, or were not looked at. */
  readonly headsPassed: number
}

export interface VerifyOptions {
  readonly signer: Pick<LinkSigner, 'isSignature'>
  /** Heads of this tenant that somebody has kept outside of the database. */
  readonly keptHeads?: readonly SignedHead[]
  /** Only about so many lines at the end; they are proved from a signed head on. */
  readonly linesMax?: number
  readonly onProgress?: (place: number, end: number) => void
}

const FAULTS_KEPT = 20

/**
 * Walks along a tenant's chain as it is stored and computes each hash anew, from where retention has cut
 * it or from its beginning, to the end that is noted at the start: what is recorded meanwhile is left
 * for the next time. Memory does not grow with the number of lines.
 */
export async function verifyChain(
  chain: StoredChain,
  options: VerifyOptions,
): Promise<ChainReport> {
  const faults = createFaultList(FAULTS_KEPT)
  const { signer, keptHeads = [], linesMax = Infinity } = options
  // The end comes last: what is signed or cut meanwhile is not behind it.
  const own = await chain.heads()
  const cuts = await chain.cuts()
  const noted = await chain.end()
  const cut = cuts.at(-1)
  const to = noted?.seq ?? (await chain.highestPlace())
  cuts.forEach((each) => checkCut(each, to, signer, faults))

  const heads = createHeadCheck(own, keptHeads, signer, faults)
  const begin = startOf(chain.tenantId, cut, own, to - linesMax)
  const walk: Walk = { chain, faults, heads, ...begin, unsignedSince: undefined }
  const after = walk.place.seq
  heads.beginAt(walk.place)
  const lines = await walkAlong(walk, to, options.onProgress)
  heads.end(Math.max(to, walk.place.seq))

  await checkEnd(chain, noted, walk.place, faults)
  await checkBeforeCut(chain, walk.cut, faults)
  const unchained = await checkUnchained(chain, own[0]?.at, faults)
  return {
    tenantId: chain.tenantId,
    lines,
    after,
    upTo: to,
    faults: faults.first,
    faultCount: faults.count,
    removed: walk.cut?.seq ?? 0,
    unsigned: Math.max(0, to - Math.max(heads.provedUpTo, walk.cut?.seq ?? 0)),
    unsignedSince: walk.unsignedSince,
    unchained,
    headsCompared: heads.compared,
    headsPassed: heads.passed,
  }
}

/** @param from place that lines are wanted after; a signed head at it or behind it is begun at */
function startOf(
  tenantId: string,
  cut: ChainCut | undefined,
  heads: readonly SignedHead[],
  from: number,
): Pick<Walk, 'place' | 'cut'> {
  const first = cut ?? chainBeginning(tenantId)
  if (from <= first.seq) return { place: { seq: first.seq, hash: first.hash }, cut }
  const head = heads.find(({ seq }) => seq >= from)
  const place = head === undefined ? { seq: from, hash: undefined } : head
  return { place: { seq: place.seq, hash: place.hash }, cut }
}

function checkCut(
  cut: ChainCut,
  end: number,
  signer: Pick<LinkSigner, 'isSignature'>,
  faults: FaultList,
): void {
  const { seq } = cut
  if (!signer.isSignature(cutText(cut), cut.signature)) {
    const says = `Somebody says that the lines up to ${String(seq)} were removed by retention: Gatehouse has not signed that.`
    faults.add({ kind: 'cut-unsigned', seq, says })
  }
  if (seq > end) {
    const says = `Lines up to ${String(seq)} were removed by retention, but the record ends at line ${String(end)} now.`
    faults.add({ kind: 'cut-differs', seq, says })
  }
}

async function checkEnd(
  chain: StoredChain,
  noted: ChainLink | undefined,
  reached: ReachedPlace,
  faults: FaultList,
): Promise<void> {
  // In this order: what is recorded in between only moves the noted end on.
  const highest = await chain.highestPlace()
  const end = (await chain.end())?.seq ?? 0
  const wrong = (says: string) => {
    faults.add({ kind: 'end-differs', seq: reached.seq, says })
  }
  if (noted === undefined) {
    if (highest > 0) wrong('The note of where the record ends is gone.')
    return
  }
  if (highest > end) {
    wrong(`There are lines up to ${String(highest)}, after the noted end at line ${String(end)}.`)
  }
  if (noted.seq === reached.seq && reached.hash !== undefined && noted.hash !== reached.hash) {
    wrong(`The record does not come to what is noted as its end at line ${String(noted.seq)}.`)
  }
}

async function checkBeforeCut(
  chain: StoredChain,
  cut: ChainCut | undefined,
  faults: FaultList,
): Promise<void> {
  const seq = cut?.seq ?? 0
  const events = await chain.eventsUpTo(seq)
  if (events === 0) return
  const says =
    seq === 0
      ? `Events with places before the first line: ${String(events)}.`
      : `Events with places up to line ${String(seq)}, which were removed by retention: ${String(events)}.`
  faults.add({ kind: 'before-cut', seq, says })
}

async function checkUnchained(
  chain: StoredChain,
  firstHeadAt: number | undefined,
  faults: FaultList,
): Promise<number> {
  const { events, newestAt } = await chain.unchained()
  if (newestAt !== undefined && firstHeadAt !== undefined && newestAt > firstHeadAt) {
    const says = `An event of ${new Date(newestAt).toISOString()} has no place in the record, which had begun by then.`
    faults.add({ kind: 'unchained', says })
  }
  return events
}
