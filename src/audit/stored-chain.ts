import type { ChainLink } from './chain.ts'
import type { ChainCut, SignedHead } from './signed-links.ts'

/** A line of a chain as it was found, which need not be as it was written. */
export interface StoredLine extends ChainLink {
  readonly eventId: string
  /** When it happened, in milliseconds since the epoch; of the end of a call it is not told. */
  readonly at?: number
  /** Undefined where what is stored is not what any line says: somebody else wrote there. */
  readonly line: string | undefined
}

/** The events that have no place in the chain, since they are older than it. */
interface UnchainedEvents {
  readonly events: number
  /** Of the newest, in milliseconds since the epoch. */
  readonly newestAt: number | undefined
}

/** The chain of one tenant as it is stored, for whoever wants to prove it. */
export interface StoredChain {
  readonly tenantId: string
  /** The last link, as it is noted beside the events. */
  end(): Promise<ChainLink | undefined>
  /** The highest place that any event has; 0 without one. */
  highestPlace(): Promise<number>
  /** In the order of their places. */
  cuts(): Promise<readonly ChainCut[]>
  /** In the order of their places. */
  heads(): Promise<readonly SignedHead[]>
  /** Lines of places above `after` up to `to`, in their order, a few at a time in memory. */
  lines(after: number, to: number): AsyncIterable<StoredLine>
  /** How many events have their place at or below this one. */
  eventsUpTo(place: number): Promise<number>
  unchained(): Promise<UnchainedEvents>
}
