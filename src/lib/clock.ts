/** Where the time comes from; handed in everywhere so that tests move it instead of sleeping. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** JWT claims count whole seconds. */
export function epochSeconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000)
}
