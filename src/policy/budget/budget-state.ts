import type { SeenCallerName } from '../../audit/audit-reader.ts'
import type { CallerUse } from './callers.ts'
import { forgetEnded, type Pause } from './pauses.ts'
import { endPeriod, type TenantBudget } from './tenant-budget.ts'

/** What is known of the product's budget for one tenant, to be shown. */
export interface BudgetState {
  /** Absent while the product has not said anything of this window. */
  readonly quota:
    | {
        readonly limit: number
        readonly remaining: number
        /** Milliseconds since the epoch. */
        readonly resetsAt: number
        /** Little is left. */
        readonly isLow: boolean
      }
    | undefined
  readonly pauses: readonly Pause[]
  /** Those who took the most in this window, by estimate; at most ten. */
  readonly callers: readonly (SeenCallerName & { readonly points: number })[]
}

const CALLERS_SHOWN = 10

const NOTHING: BudgetState = { quota: undefined, pauses: [], callers: [] }

export function budgetState(
  budget: TenantBudget | undefined,
  at: number,
  isLow: (budget: TenantBudget) => boolean,
): BudgetState {
  if (budget === undefined) return NOTHING
  endPeriod(budget, at)
  forgetEnded(budget.pauses, at)
  const { quota, pauses, callers } = budget
  const users = [...callers.values()].filter(({ points }) => points > 0)
  const most = users.toSorted((one, other) => other.points - one.points).slice(0, CALLERS_SHOWN)
  return {
    quota: quota && {
      limit: quota.limit,
      remaining: quota.remaining,
      resetsAt: quota.resetsAt,
      isLow: isLow(budget),
    },
    pauses: [...pauses.values()],
    callers: most.map(shown),
  }
}

function shown({ who, points }: CallerUse) {
  return { ...who, points: Math.ceil(points) }
}
