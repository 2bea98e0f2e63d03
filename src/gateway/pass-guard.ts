import { Refusal } from '../lib/refusal.ts'
import type { Decision } from '../policy/decision.ts'
import { GUARD_RULE, type Guard } from '../policy/guard/guard.ts'
import type { Situation } from '../policy/situation.ts'
import type { Snapshot } from '../policy/snapshot.ts'
import type { CallFacts } from './call-record.ts'

type Allowed = Extract<Decision, { effect: 'allow' }>

/** An allowed call that the guard lets pass. */
export interface GuardedCall {
  /** With what the guard would have done in shadow. */
  readonly decision: Allowed
  /** Awaits what may still keep the call from being made, which then counts for nothing. */
  readonly orGiveBack: <T>(work: Promise<T>) => Promise<T>
  /** For a call that the product took for nobody's: it destroyed nothing, and must lock nobody. */
  readonly giveBack: () => Promise<void>
}

/** @throws Refusal see `Guard.take` */
export async function passGuard(
  guard: Guard,
  snapshot: Snapshot,
  situation: Situation,
  decision: Allowed,
  learn: (more: Pick<CallFacts, 'rule'>) => void,
): Promise<GuardedCall> {
  try {
    const { shadows, giveBack } = await guard.take(snapshot, situation)
    const all = [...decision.shadows, ...shadows]
    return {
      giveBack,
      decision: shadows.length === 0 ? decision : { ...decision, shadows: all },
      async orGiveBack(work) {
        try {
          return await work
        } catch (thrown) {
          await giveBack()
          throw thrown
        }
      },
    }
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'guard/locked') learn({ rule: GUARD_RULE })
    throw thrown
  }
}
