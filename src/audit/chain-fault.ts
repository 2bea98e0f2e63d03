/** What can be wrong with a chain. */
type ChainFaultKind =
  /** What is stored of a line does not give its hash: it was edited, replaced or moved. */
  | 'line-changed'
  | 'lines-missing'
  | 'place-doubled'
  /** The chain as it is does not come to what is noted as its end. */
  | 'end-differs'
  | 'head-unsigned'
  /** A signed head says that the chain was another one. */
  | 'head-differs'
  /** Much was recorded after the last signed head. */
  | 'head-missing'
  | 'cut-unsigned'
  | 'cut-differs'
  /** An event that a cut says was removed. */
  | 'before-cut'
  /** An event that is in no chain, and is too new for that. */
  | 'unchained'

export interface ChainFault {
  readonly kind: ChainFaultKind
  /** First place in the chain that it is about. */
  readonly seq?: number
  readonly eventId?: string
  /** A sentence for who reads the record. */
  readonly says: string
}

/** Keeps the first of many faults and counts the rest. */
export interface FaultList {
  readonly count: number
  readonly first: readonly ChainFault[]
  add(fault: ChainFault): void
}

export function createFaultList(keptMax: number): FaultList {
  const first: ChainFault[] = []
  let count = 0
  return {
    get count() {
      return count
    },
    first,
    add(fault) {
      count += 1
      if (first.length < keptMax) first.push(fault)
    },
  }
}

export function placesInWords(from: number, to: number): string {
  return from === to ? `line ${String(from)}` : `lines ${String(from)} to ${String(to)}`
}
