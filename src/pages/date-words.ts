import { lazily } from '../lib/lazily.ts'

const format = (options: Intl.DateTimeFormatOptions) =>
  lazily(() => new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }))
const day = format({ day: 'numeric', month: 'short', year: 'numeric' })
const time = format({ hour: '2-digit', minute: '2-digit' })
const distance = lazily(() => new Intl.RelativeTimeFormat('en'))

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A point in time as a page tells it: `iso` for machines, the rest for people. */
export interface Moment {
  readonly iso: string
  readonly date: string
  /** With the hour and its zone, since a date alone differs between the reader's zone and ours. */
  readonly exact: string
  /** From now: "in 5 days". */
  readonly distance: string
}

/** @param at and @param now milliseconds since the epoch */
export function momentOf(at: number, now: number): Moment {
  return {
    iso: new Date(at).toISOString(),
    date: dateWords(at),
    exact: `${dateWords(at)}, ${time().format(at)} UTC`,
    distance: distanceWords(at - now),
  }
}

/** The calendar day in UTC: "21 Nov 2026". */
function dateWords(at: number): string {
  return day().format(at)
}

/** @param days whole days from `now` */
export function dateAfter(days: number, now: number): string {
  return dateWords(now + days * DAY_MS)
}

// Hours up to two days, so that "in 1 day" never hides whether it ends tonight or tomorrow night.
function distanceWords(distanceMs: number): string {
  const size = Math.abs(distanceMs)
  if (size < MINUTE_MS) return distanceMs > 0 ? 'in less than a minute' : 'just now'
  if (size < HOUR_MS) return distance().format(Math.round(distanceMs / MINUTE_MS), 'minute')
  if (size < 2 * DAY_MS) return distance().format(Math.round(distanceMs / HOUR_MS), 'hour')
  return distance().format(Math.round(distanceMs / DAY_MS), 'day')
}
