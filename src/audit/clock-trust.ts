import type { Clock } from '../lib/clock.ts'

const DAY_MS = 24 * 3_600_000
const LEAP_MS = 3_600_000

/**
 * Whether the time may be believed where believing a wrong one would destroy something: a clock that is
 * a year ahead would make all events too old. It is believed when a head was signed between one and two
 * days ago by this clock, since nobody signs in the past of a clock that has leapt; or else when this
 * process has seen a whole day go by on it. A clock that leaps under our eyes is only believed after a day.
 * @returns asks anew each time
 */
export function createClockTrust(deps: {
  readonly clock: Clock
  /** Milliseconds that only ever go on, whatever is done to the clock. */
  readonly uptime: () => number
  readonly wasSigned: (from: number, to: number) => Promise<boolean>
}): () => Promise<boolean> {
  const { clock, uptime, wasSigned } = deps
  let begun = { wall: clock.now(), up: uptime() }
  let hasLeapt = false
  return async () => {
    const seen = { wall: clock.now(), up: uptime() }
    const goneBy = seen.up - begun.up
    if (Math.abs(seen.wall - begun.wall - goneBy) > LEAP_MS) {
      begun = seen
      hasLeapt = true
      return false
    }
    if (goneBy >= DAY_MS) return true
    return !hasLeapt && (await wasSigned(seen.wall - 2 * DAY_MS, seen.wall - DAY_MS))
  }
}
