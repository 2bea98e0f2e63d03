/** Moments are milliseconds since the epoch. */

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

export function hoursAfter(moment: number, hours: number): number {
  return moment + hours * HOUR_MS
}

/** Days of 24 hours, as life times are counted. */
export function daysAfter(moment: number, days: number): number {
  return moment + days * DAY_MS
}

export function daysBetween(from: number, to: number): number {
  return (to - from) / DAY_MS
}
