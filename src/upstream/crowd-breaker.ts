import type { Clock } from '../lib/clock.ts'

/** How a call ended; `unclear` is one that says nothing about the other side. */
export type Outcome = 'answered' | 'failed' | 'unclear'

/** Leaves a server alone that fails again and again, so that callers are not kept waiting for nothing. */
export interface Breaker {
  /** Whole seconds for which no call may go out; undefined when one may. */
  waitSeconds(): number | undefined
  /** A call goes out; its outcome is told to what this returns. */
  begin(): (outcome: Outcome) => void
}

type State =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly since: number }
  /** One call finds out whether the server is back. */
  | { readonly kind: 'trying'; readonly since: number }

/** Failures in a row until the server is left alone. */
const FAILURES_MAX = 5
const OPEN_MS = 10_000

export function createBreaker(clock: Clock): Breaker {
  let state: State = { kind: 'closed', failures: 0 }
  // What went out before the state changed says nothing about the server of now.
  let era = 0
  const enter = (next: State): void => {
    state = next
    era += 1
  }

  return {
    waitSeconds() {
      switch (state.kind) {
        case 'closed':
          return undefined
        case 'trying':
          return 1
        case 'open':
          return waitLeft(clock.now() - state.since)
      }
    },
    begin() {
      if (state.kind === 'open') enter({ kind: 'trying', since: state.since })
      const mine = era
      return (outcome) => {
        if (mine !== era) return
        const next = after(state, outcome, clock.now())
        if (next.kind === state.kind) state = next
        else enter(next)
      }
    },
  }
}

// A clock that was set back must not keep the server waiting for as long.
function waitLeft(elapsedMs: number): number | undefined {
  const isOver = elapsedMs < 0 || elapsedMs >= OPEN_MS
  return isOver ? undefined : Math.ceil((OPEN_MS - elapsedMs) / 1000)
}

function after(state: State, outcome: Outcome, now: number): State {
  switch (outcome) {
    case 'answered':
      return { kind: 'closed', failures: 0 }
    case 'failed': {
      const failures = state.kind === 'closed' ? state.failures + 1 : FAILURES_MAX
      return failures < FAILURES_MAX ? { kind: 'closed', failures } : { kind: 'open', since: now }
    }
    case 'unclear':
      // Its time is over, so that the next call may try.
      return state.kind === 'trying' ? { kind: 'open', since: state.since } : state
  }
}
