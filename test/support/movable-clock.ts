import type { Clock } from '../../src/lib/clock.ts'

/** A clock that tests move instead of sleeping. */
export interface MovableClock extends Clock {
  /** Moves time on (or back, with a negative number) by milliseconds. */
  move(ms: number): void
}

/** Starts at the real time, since tokens that real libraries check must fit to it. */
export function movableClock(start = Date.now()): MovableClock {
  let offset = start - Date.now()
  return {
    now: () => Date.now() + offset,
    move(ms) {
      offset += ms
    },
  }
}

/** A clock that stands still until it is moved. */
export function stoppedClock(start = 1_800_000_000_000): MovableClock {
  let now = start
  return {
    now: () => now,
    move(ms) {
      now += ms
    },
  }
}
