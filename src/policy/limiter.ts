import type { Awaitable } from '../lib/awaitable.ts'
import type { Log } from '../lib/log.ts'
import { Refusal } from '../lib/refusal.ts'
import {
  countsOf,
  lookAtOne,
  takeOne,
  type Budget,
  type Count,
  type CountTaken,
  type LimitLook,
  type Share,
} from './limit-counts.ts'
import type { LimitScope } from './limit-rule.ts'
import { addTo, leastOf, type Spent, type Tally } from './limit-tally.ts'
import type { PointStore } from './point-store.ts'
import type { ResourceRule } from './resource-rule.ts'
import { isRead } from './resources.ts'
import type { Situation } from './situation.ts'
import type { Snapshot } from './snapshot.ts'
import { isListedOnly } from './token-auth-path.ts'

/** `spent`: the call must not be made, and nothing was taken for it. */
export type Allowance = {
  readonly budgets: readonly Budget[]
  /** Limits in shadow that would have stopped the call: `would-limit:per-token`. */
  readonly shadows: readonly string[]
} & (
  | {
      readonly kind: 'taken'
      /**
       * For a call whose credential proved to be worth nothing: gives back what others would miss. The
       * counts of who made it keep theirs.
       */
      readonly giveBackShared: () => Promise<void>
    }
  | { readonly kind: 'spent'; readonly rule: string; readonly retryAfterSeconds: number }
)

export interface Limiter {
  /**
   * Counts a call that the rules allow. All limits that apply hold together: a call that one of them
   * stops takes nothing from the others.
   * @param resource the rule that allows the call, which says what it costs
   * @throws Refusal `limit/unavailable` when points cannot be counted, unless the call only reads and the
   * tenant's admins have reads served then
   */
  take(
    snapshot: Snapshot,
    situation: Situation,
    resource: ResourceRule | undefined,
  ): Awaitable<Allowance>
  /**
   * What each limit would find of the call, were it made now; takes nothing. A limit for each group is
   * told once for each.
   * @returns undefined when points cannot be counted
   */
  look(
    snapshot: Snapshot,
    situation: Situation,
    resource: ResourceRule | undefined,
  ): Promise<readonly LimitLook[] | undefined>
  /** Whether the last attempt to count has succeeded. */
  readonly isCounting: () => boolean
}

const UNLIMITED: Allowance = {
  kind: 'taken',
  budgets: [],
  shadows: [],
  giveBackShared: async () => {},
}

/** Scopes in which calls of many callers are counted together. */
const SHARED: ReadonlySet<LimitScope> = new Set(['tenant', 'resource', 'group', 'trust-rule'])

export function createLimiter({ points, log }: { points: PointStore; log: Log }): Limiter {
  let counting = true

  async function giveBack(shares: readonly Share[]): Promise<void> {
    for (const { key, points: taken, window } of shares) await points.giveBack(key, taken, window)
  }

  async function stopped(spent: Spent, { shares, budgets, shadows }: Tally): Promise<Allowance> {
    await giveBack(shares)
    return { kind: 'spent', ...spent, budgets: leastOf(budgets), shadows }
  }

  // One after the other, and at once where each is counted at once.
  function count(counts: readonly Count[], tally: Tally, from = 0): Awaitable<Allowance> {
    for (let at = from; at < counts.length; at += 1) {
      const each = counts[at]
      if (each === undefined) break
      const counted = takeOne(points, each)
      if (counted instanceof Promise) return countLater(counts, tally, at, each, counted)
      const spent = addTo(tally, each, counted)
      if (spent !== undefined) return stopped(spent, tally)
    }
    return allTaken(tally)
  }

  async function countLater(
    counts: readonly Count[],
    tally: Tally,
    at: number,
    each: Count,
    counted: Promise<CountTaken>,
  ): Promise<Allowance> {
    const spent = addTo(tally, each, await counted)
    return await (spent === undefined ? count(counts, tally, at + 1) : stopped(spent, tally))
  }

  function allTaken({ shares, budgets, shadows }: Tally): Allowance {
    const giveBackShared = () => giveBack(shares.filter(({ per }) => SHARED.has(per)))
    return { kind: 'taken', budgets: leastOf(budgets), shadows, giveBackShared }
  }

  /** @throws Refusal `limit/unavailable` where the call may not do without */
  function broken(cause: unknown, { document }: Snapshot, { call }: Situation): Allowance {
    if (counting) log.error({ err: cause }, 'rate limits cannot be counted')
    counting = false
    const mayDoWithout = document.limits.readsWhenBroken === 'served' && !isListedOnly(call)
    if (mayDoWithout && isRead(call)) return UNLIMITED
    throw new Refusal('limit/unavailable', { detail: 'points could not be counted', cause })
  }

  async function takenLater(
    counted: Promise<Allowance>,
    snapshot: Snapshot,
    situation: Situation,
  ): Promise<Allowance> {
    let allowance: Allowance
    try {
      allowance = await counted
    } catch (cause) {
      return broken(cause, snapshot, situation)
    }
    counting = true
    return allowance
  }

  return {
    take(snapshot, situation, resource) {
      const counts = countsOf(snapshot, situation, resource)
      if (counts.length === 0) return UNLIMITED
      let allowance: Awaitable<Allowance>
      try {
        allowance = count(counts, { shares: [], budgets: [], shadows: [] })
      } catch (cause) {
        return broken(cause, snapshot, situation)
      }
      if (allowance instanceof Promise) return takenLater(allowance, snapshot, situation)
      counting = true
      return allowance
    },
    async look(snapshot, situation, resource) {
      const looks = countsOf(snapshot, situation, resource).map((each) => lookAtOne(points, each))
      const seen = await Promise.allSettled(looks)
      const told = seen.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
      return told.length === looks.length ? told : undefined
    },
    isCounting: () => counting,
  }
}
