/** For how long a tenant's record is kept; what is absent removes nothing. */
export interface RetentionRules {
  /** Events that are older than so many days are removed. */
  readonly keepDays?: number | undefined
  /** Of more events than these the oldest are removed. */
  readonly keepEvents?: number | undefined
  /** Nothing is removed, whatever the rest says. */
  readonly legalHold: boolean
}

export const DEFAULT_RETENTION: RetentionRules = { legalHold: false }

const DAY_MS = 24 * 3_600_000
/**
 * Younger events stay whatever the number of events: one whose call is under way will be completed.
 */
const YOUNG_MS = 3_600_000

/** Up to where a record is to be cut. */
export interface CutWish {
  /** Events of before this moment are too old, in milliseconds since the epoch. */
  readonly before: number | undefined
  /** How many of the newest events are to stay. */
  readonly keepEvents: number | undefined
  /** Nothing of this moment or later goes. */
  readonly youngFrom: number
}

/** Undefined where nothing is ever to be removed. */
export function cutWishOf(rules: RetentionRules, now: number): CutWish | undefined {
  const { keepDays, keepEvents, legalHold } = rules
  if (legalHold || (keepDays === undefined && keepEvents === undefined)) return undefined
  return {
    before: keepDays === undefined ? undefined : now - keepDays * DAY_MS,
    keepEvents,
    youngFrom: now - YOUNG_MS,
  }
}
