import type { Awaitable } from '../lib/awaitable.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Decision } from '../policy/decision.ts'
import { GUARD_RULE, type Guard, type GuardTaken } from '../policy/guard/guard.ts'
import type { Situation } from '../policy/situation.ts'
import type { Snapshot } from '../policy/snapshot.ts'
import type { GrowingFacts } from './call-facts.ts'

type Allowed = Extract<Decision, { effect: 'allow' }>

/** An allowed call that the guard lets pass. */
export interface GuardedCall {
  /** With what the guard would have done in shadow. */
  readonly decision: Allowed
  /** Does what may still keep the call from being made, which then counts for nothing. */
  readonly orGiveBack: <T>(work: () => Awaitable<T>) => Awaitable<T>
  /** For a call that the product took for nobody's: it destroyed nothing, and must lock nobody. */
  readonly giveBack: () => Awaitable<void>
}

/** @throws Refusal see `Guard.take` */
export function passGuard(
  guard: Guard,
  snapshot: Snapshot,
  situation: Situation,
  decision: Allowed,
  facts: Pick<GrowingFacts, 'rule'>,
): Awaitable<GuardedCall> {
  const taken = guard.take(snapshot, situation)
  if (!(taken instanceof Promise)) return guardedCall(decision, taken)
  return taken.then(
    (taken) => guardedCall(decision, taken),
    (thrown: unknown) => {
      if (thrown instanceof Refusal && thrown.code === 'guard/locked') facts.rule = GUARD_RULE
      throw thrown
    },
  )
}

function guardedCall(decision: Allowed, { shadows, giveBack }: GuardTaken): GuardedCall {
  const all = shadows.length === 0 ? decision : withShadows(decision, shadows)
  if (giveBack === undefined) return { decision: all, giveBack: nothingBack, orGiveBack: done }
  return { decision: all, giveBack, orGiveBack: (work) => doneOrGivenBack(work, giveBack) }
}

function withShadows(decision: Allowed, shadows: readonly string[]): Allowed {
  return { ...decision, shadows: [...decision.shadows, ...shadows] }
}

function done<T>(work: () => Awaitable<T>): Awaitable<T> {
  return work()
}

async function doneOrGivenBack<T>(
  work: () => Awaitable<T>,
  giveBack: () => Awaitable<void>,
): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    await giveBack()
    throw thrown
  }
}

function nothingBack(): void {}
