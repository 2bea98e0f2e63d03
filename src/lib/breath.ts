import { setImmediate } from 'node:timers/promises'

/** Awaited by long work every few milliseconds; it goes on when everybody else has had a turn. */
export type Breath = () => Promise<void>

/**
 * One for all long work of a process, which has one thread: of a hundred such pieces of work at once one goes on
 * in each turn, or together they would hold up the calls as if none of them ever paused.
 */
export function createBreath(): Breath {
  let last: Promise<void> = Promise.resolve()
  return () => {
    last = last.then(() => setImmediate())
    return last
  }
}
