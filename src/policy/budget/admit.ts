import { Refusal } from '../../lib/refusal.ts'
import { estimatedPoints } from '../catalogue/estimated-points.ts'
import type { BudgetRules } from '../limit-rule.ts'
import type { Situation } from '../situation.ts'
import { activeWeights, callerUse, isLowPriority, shareOf, type Share } from './callers.ts'
import { judgeClaim, type Verdict } from './fair-share.ts'
import { pauseOf, type Pause } from './pauses.ts'
import { costOf, endPeriod, freePoints, type Taken, type TenantBudget } from './tenant-budget.ts'

export const SLOW_MS_MAX = 2_000
const ASK_AGAIN_MS = 60_000

/** What a call may take, or how long it has to wait until it may. */
export type Admission =
  | { readonly kind: 'admitted'; readonly taken: Taken }
  | { readonly kind: 'slowed'; readonly ms: number; readonly taken: Taken }

/**
 * Whether a call may be made now. Takes no points.
 * @throws Refusal `budget/paused`, `budget/share-spent`
 */
export function admit(
  budget: TenantBudget,
  situation: Situation,
  rules: BudgetRules | undefined,
  at: number,
): Admission {
  endPeriod(budget, at)
  const pause = pauseOf(budget.pauses, situation.call, at)
  if (pause !== undefined) throw refused('budget/paused', pause.until, at, pauseWords(pause))
  const caller = callerUse(budget.callers, situation)
  const share = shareOf(budget.shares, situation, rules, at)
  const estimate = estimatedPoints(situation.call)
  const cost = costOf(budget, estimate)
  const taken = { caller, share, estimate, cost, ofReserve: 0 }
  const { quota } = budget
  if (rules === undefined || quota === undefined) return { kind: 'admitted', taken }

  const reserve = (quota.limit * rules.reservePercent) / 100
  const isOfReserve = freePoints(budget) - cost < reserve
  const isLast = isLowPriority(rules, situation.groups)
  const verdict = judged(budget, share, { cost, reserve, isOfReserve, isLast, at })
  switch (verdict.kind) {
    case 'pass':
      return { kind: 'admitted', taken: isOfReserve ? { ...taken, ofReserve: cost } : taken }
    case 'slow':
      return { kind: 'slowed', ms: Math.ceil(SLOW_MS_MAX * verdict.by), taken }
    case 'nothing-left':
      if (isTimeToAsk(budget, at)) return { kind: 'admitted', taken }
      throw refused('budget/paused', quota.resetsAt, at, 'the product’s quota is used up')
    case 'share-spent':
      throw refused('budget/share-spent', quota.resetsAt, at, isLast ? GIVES_WAY : HAD_ITS_SHARE)
  }
}

/**
 * One call in a while is let through when nothing is left: only from an answer can be learnt that the product
 * has meant something else, and without a call there is none until the window ends.
 */
function isTimeToAsk(budget: TenantBudget, at: number): boolean {
  if (at - budget.heardAt < ASK_AGAIN_MS) return false
  budget.heardAt = at
  return true
}

const GIVES_WAY = 'the caller gives way to others'
const HAD_ITS_SHARE = 'the caller has had its share of the reserve'

function judged(
  budget: TenantBudget,
  share: Share,
  given: {
    readonly cost: number
    readonly reserve: number
    readonly isOfReserve: boolean
    readonly isLast: boolean
    readonly at: number
  },
): Verdict {
  const { cost, reserve, isOfReserve, isLast, at } = given
  return judgeClaim({
    remaining: freePoints(budget),
    reserve,
    cost,
    weight: share.weight,
    // Before the reserve nobody's shares are asked for.
    weights: isOfReserve ? activeWeights(budget.shares, at) : share.weight,
    taken: share.ofReserve,
    isLowPriority: isLast,
  })
}

/** @param until when to come back, in milliseconds since the epoch */
export function refused(
  code: 'budget/paused' | 'budget/share-spent',
  until: number,
  at: number,
  detail: string,
): Refusal {
  const retryAfterSeconds = Math.max(1, Math.ceil((until - at) / 1000))
  return new Refusal(code, { detail, retryAfterSeconds })
}

function pauseWords({ scope, of, reason }: Pause): string {
  const what = scope === 'quota' ? 'everything' : of
  return `the product asked to pause ${what}${reason === undefined ? '' : ` (${reason})`}`
}
