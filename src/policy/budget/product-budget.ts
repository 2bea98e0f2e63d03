import { LRUCache } from 'lru-cache'
import type { ActsAs } from '../../identity/principal.ts'
import type { Awaitable } from '../../lib/awaitable.ts'
import type { Clock } from '../../lib/clock.ts'
import type { StopSignal } from '../../lib/stop-signal.ts'
import type { Call } from '../call.ts'
import type { Situation } from '../situation.ts'
import type { Snapshot } from '../snapshot.ts'
import { admit, refused, SLOW_MS_MAX } from './admit.ts'
import { budgetState, type BudgetState } from './budget-state.ts'
import { tellWhenLow, type LowNoticeDeps } from './low-notice.ts'
import { beginPause, pauseOf, type Pause } from './pauses.ts'
import type { QuotaSignals } from './quota-signals.ts'
import {
  createTenantBudget,
  isLow,
  learnQuota,
  settle,
  take,
  type Settled,
  type Taken,
  type TenantBudget,
} from './tenant-budget.ts'
import { waitFor } from './wait.ts'

/**
 * The hourly quota that the product counts the app's calls against, as far as its answers tell: one for
 * each tenant, and nothing of one tenant is seen by another. Calls with the product's own API tokens,
 * and those of nobody, are not counted there and not here. Each process has its own picture of it.
 */
export interface ProductBudget {
  /**
   * A call that is about to be made. A caller that gives way to others may be kept waiting for a moment.
   * @throws Refusal `budget/paused`, `budget/share-spent`; the signal's reason when it was aborted while waiting
   */
  enter(snapshot: Snapshot, situation: Situation, signal?: StopSignal): Awaitable<Passage>
  /** What an answer to the app said. */
  note(tenantId: string, call: CountedCall, signals: QuotaSignals): void
  /** What holds such a call back just now. */
  pauseOf(tenantId: string, call: CountedCall): Pause | undefined
  state(tenantId: string): BudgetState
}

type CountedCall = Pick<Call, 'product' | 'method' | 'path'>

/** A call on its way; settled once, when it is known what became of it. */
export interface Passage {
  settle(how: Settled): void
}

export interface ProductBudgetDeps extends LowNoticeDeps {
  readonly clock: Clock
  /** How a slowed call waits; tests hand in one that is over at once. */
  readonly wait?: (ms: number, signal: StopSignal | undefined) => Promise<void>
}

const TENANTS_MAX = 2_000
// More than these would hold more connections than slow callers are worth.
const WAITING_MAX = 100

const UNCOUNTED: Passage = { settle: () => {} }

export function createProductBudget(deps: ProductBudgetDeps): ProductBudget {
  const { clock, wait = waitFor } = deps
  const budgets = new LRUCache<string, TenantBudget>({ max: TENANTS_MAX })

  function budgetOf(tenantId: string): TenantBudget {
    const known = budgets.get(tenantId)
    if (known !== undefined) return known
    const made = createTenantBudget()
    budgets.set(tenantId, made)
    return made
  }

  async function slowDown(
    budget: TenantBudget,
    ms: number,
    signal: StopSignal | undefined,
  ): Promise<void> {
    if (budget.waiting >= WAITING_MAX) {
      const at = clock.now()
      throw refused('budget/share-spent', at + SLOW_MS_MAX, at, 'too many calls are slowed down')
    }
    budget.waiting += 1
    try {
      await wait(ms, signal)
    } finally {
      budget.waiting -= 1
    }
  }

  return {
    enter(snapshot, situation, signal) {
      const { tenantId, actsAs } = situation.principal
      if (!isCounted(actsAs) || situation.call.isDataCenter === true) return UNCOUNTED
      const budget = budgetOf(tenantId)
      const admitNow = () => admit(budget, situation, snapshot.document.limits.budget, clock.now())
      const admission = admitNow()
      if (admission.kind === 'admitted') return passageOf(budget, admission.taken)
      // Things may be worse after that, and once is enough: it has waited as long as anybody has to.
      const waited = slowDown(budget, admission.ms, signal)
      return waited.then(() => passageOf(budget, admitNow().taken))
    },
    note(tenantId, call, signals) {
      const at = clock.now()
      const budget = budgetOf(tenantId)
      learnQuota(budget, signals, at)
      const { refusal } = signals
      if (refusal !== undefined) {
        const ofQuota = refusal.scope === 'quota' ? budget.quota?.resetsAt : undefined
        beginPause(budget.pauses, call, { ...refusal, until: refusal.until ?? ofQuota }, at)
      }
      tellWhenLow(deps, tenantId, budget, at)
    },
    pauseOf(tenantId, call) {
      const budget = budgets.peek(tenantId)
      return budget === undefined ? undefined : pauseOf(budget.pauses, call, clock.now())
    },
    state: (tenantId) => budgetState(budgets.peek(tenantId), clock.now(), isLow),
  }
}

// The product counts what the app does for its users and for itself, and nothing else.
function isCounted({ kind }: ActsAs): boolean {
  return kind === 'user' || kind === 'app'
}

function passageOf(budget: TenantBudget, taken: Taken): Passage {
  take(budget, taken)
  return {
    settle: (how) => {
      settle(budget, taken, how)
    },
  }
}
