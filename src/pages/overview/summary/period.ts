import type { Span } from '../../../audit/audit-reader.ts'
import { lazily } from '../../../lib/lazily.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How far back is looked, and in what steps. */
export interface Period {
  readonly id: string
  readonly label: string
  readonly stepMs: number
  readonly steps: number
  /** What a step is called. @param at its beginning */
  readonly tick: (at: number) => string
}

const format = (options: Intl.DateTimeFormatOptions) => {
  const form = lazily(() => new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }))
  return (at: number) => form().format(at)
}
const HOUR: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' }
const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' }
const hour = format(HOUR)
const day = format(DAY)

const TODAY: Period = {
  id: '24h',
  label: '24 hours',
  stepMs: HOUR_MS,
  steps: 24,
  tick: (at) => `${day(at)}, ${hour(at)} UTC`,
}

/** The first is looked at when nobody says otherwise. */
export const PERIODS: readonly Period[] = [
  TODAY,
  { ...TODAY, id: '7d', label: '7 days', stepMs: 6 * HOUR_MS, steps: 28 },
  { id: '30d', label: '30 days', stepMs: DAY_MS, steps: 30, tick: day },
]

export function periodIn(id: string): Period {
  return PERIODS.find((period) => period.id === id) ?? TODAY
}

/** Whole steps, of which the last has begun and is not over. */
export function spanOf({ stepMs, steps }: Period, now: number): Span {
  const to = (Math.floor(now / stepMs) + 1) * stepMs
  return { from: to - steps * stepMs, to }
}
