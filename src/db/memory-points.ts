import type { PointStore, Taken, Window } from '../policy/point-store.ts'

/** A window that runs, or has ended and was not begun anew yet. */
interface Running {
  consumed: number
  /** By the clock that no administrator sets. */
  endsAt: number
}

/** Windows that have ended are thrown away when there are twice as many as were left the last time. */
const SWEEP_FROM = 1_000

/**
 * Points counted in the memory of this process, until it ends. Counted at once: every call counts with
 * several limits, and a promise for each took ten times as long as the counting (ADR 0011).
 */
export function createMemoryPoints(now: () => number = wholeMs): PointStore {
  const windows = new Map<string, Running>()
  let sweepAt = SWEEP_FROM

  function sweep(at: number): void {
    for (const [key, { endsAt }] of windows) if (endsAt <= at) windows.delete(key)
    sweepAt = Math.max(SWEEP_FROM, windows.size * 2)
  }

  function running(key: string, at: number): Running | undefined {
    const known = windows.get(key)
    return known !== undefined && known.endsAt > at ? known : undefined
  }

  function begin(key: string, { seconds }: Window, at: number): Running {
    if (windows.size >= sweepAt) sweep(at)
    const begun = { consumed: 0, endsAt: at + seconds * 1000 }
    windows.set(inOnePiece(key), begun)
    return begun
  }

  return {
    take(key, points, window) {
      const at = now()
      const counted = running(key, at) ?? begin(key, window, at)
      // By the rule's number of now: one that was changed goes on with the count that it has.
      const fits = counted.consumed + points <= window.points
      if (fits) counted.consumed += points
      return takenOf(fits, counted, window, at)
    },
    look(key, points, window) {
      const at = now()
      const counted = running(key, at) ?? { consumed: 0, endsAt: at + window.seconds * 1000 }
      return takenOf(counted.consumed + points <= window.points, counted, window, at)
    },
    giveBack(key, points) {
      const counted = running(key, now())
      // One that has ended is gone: a count below zero would let more into the next window.
      if (counted !== undefined && counted.consumed >= points) counted.consumed -= points
    },
  }
}

// A key that was put together is a tree of a dozen pieces for V8, four times as large as its text; who is put
// into the map with it would keep them all for as long as the window runs.
function inOnePiece(key: string): string {
  return key.split(' ').join(' ')
}

// Whole, or a window of a minute could have 60.0000001 seconds to go.
function wholeMs(): number {
  return Math.floor(performance.now())
}

function takenOf(fits: boolean, { consumed, endsAt }: Running, window: Window, at: number): Taken {
  const remaining = Math.max(0, window.points - consumed)
  return { fits, remaining, endsInMs: endsAt - at }
}
