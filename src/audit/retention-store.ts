import type { EventPlace } from './audit-reader.ts'
import type { ChangeEvent } from './audit-event.ts'
import type { CutWish } from './retention-rules.ts'
import type { CutReason } from './signed-links.ts'

/** The oldest events beyond the number that is kept. */
export interface ExcessEvents {
  /** Of those without a place in the chain, which are older than all others: the last of them. */
  readonly unchained: EventPlace | undefined
  /** Of the others: the place of the last of them; 0 where there are none. */
  readonly upTo: number
}

/** One tenant's part of a run, as far as it has come. */
export interface CutRun {
  readonly tenantId: string
  /** When the run began, in milliseconds since the epoch: a run makes one cut. */
  readonly at: number
  readonly wish: CutWish
  readonly excess: ExcessEvents
  /** How many events it has removed so far. */
  readonly removed: number
}

/** What is told of a run in the record. */
export interface CutTale {
  readonly events: number
  /** The last place that was removed; absent where nothing with a place was. */
  readonly upTo: number | undefined
  readonly reason: CutReason
  /** Of the oldest event that stays, in milliseconds since the epoch. */
  readonly keptFrom: number | undefined
}

interface CutStep {
  readonly events: number
  readonly isLast: boolean
}

export interface RetentionStore {
  /** When the newest event was recorded, in milliseconds since the epoch. */
  newestAt(tenantId: string): Promise<number | undefined>
  /** Whether any head was signed between these moments. */
  wasSigned(from: number, to: number): Promise<boolean>
  excess(tenantId: string, wish: CutWish): Promise<ExcessEvents>
  /**
   * Removes some of the oldest events and moves the signed cut, in one transaction, which at the end of
   * the run writes the event that tells it as well. What another run has removed meanwhile is left out.
   * @throws Error when lines are missing there: the traces of that are not to be removed
   */
  cutSome(run: CutRun, eventOf: (tale: CutTale) => ChangeEvent): Promise<CutStep>
}
