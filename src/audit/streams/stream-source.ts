import type { RecordedEvent } from '../audit-event.ts'
import type { StreamChoice } from './audit-stream.ts'

/**
 * One line of a tenant's chain. A call that took long has two: `begun` when it came into the chain, and
 * `ended`, the same call once more, with its completion. Everything else is `whole`.
 */
export interface ChainLine {
  readonly seq: number
  readonly hash: string
  readonly part: 'whole' | 'begun' | 'ended'
  readonly event: RecordedEvent
}

/** What follows a place of the chain. */
export type ChainPart =
  /** Nothing yet. */
  | { readonly kind: 'end' }
  /** What was there until this place has been removed. */
  | { readonly kind: 'gap'; readonly upTo: number }
  /** Every line up to this place that was asked for; oldest first. */
  | { readonly kind: 'lines'; readonly lines: readonly ChainLine[]; readonly upTo: number }

/** The log, read along its chain; the tenant comes first. */
export interface StreamSource {
  /** The last place; 0 where there is none. */
  head(tenantId: string): Promise<number>
  /** The last place before the oldest line that is kept. */
  beforeOldest(tenantId: string): Promise<number>
  /** A bounded part of what follows a place, without a hole in it. */
  after(tenantId: string, place: number, what: StreamChoice): Promise<ChainPart>
}
