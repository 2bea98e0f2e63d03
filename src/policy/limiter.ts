import type { Log } from '../lib/log.ts'
import { Refusal } from '../lib/refusal.ts'
import { namesFor } from './limit-keys.ts'
import type { LimitRule } from './limit-rule.ts'
import type { PointStore, Window } from './point-store.ts'
import type { ResourceRule } from './resource-rule.ts'
import { isRead } from './resources.ts'
import type { Situation } from './situation.ts'
import type { Snapshot } from './snapshot.ts'
import { compileWho } from './who-holds.ts'

/** What is left of one limit after a call, for the caller to see. */
export interface Budget {
  readonly id: string
  readonly points: number
  readonly seconds: number
  readonly remaining: number
  readonly endsInSeconds: number
}

/** `spent`: the call must not be made, and nothing was taken for it. */
export type Allowance = {
  readonly budgets: readonly Budget[]
  /** Limits in shadow that would have stopped the call: `would-limit:per-token`. */
  readonly shadows: readonly string[]
} & (
  | { readonly kind: 'taken' }
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
  ): Promise<Allowance>
  /** Whether the last attempt to count has succeeded. */
  readonly isCounting: () => boolean
}

/** One count that a call has a part in. */
interface Count {
  readonly rule: LimitRule
  readonly key: string
  readonly points: number
}

/** What was taken, and where from. */
interface Share {
  readonly key: string
  readonly points: number
  readonly window: Window
}

const UNLIMITED: Allowance = { kind: 'taken', budgets: [], shadows: [] }

export function createLimiter({ points, log }: { points: PointStore; log: Log }): Limiter {
  let counting = true

  async function count(counts: readonly Count[]): Promise<Allowance> {
    const shares: Share[] = []
    const budgets: Budget[] = []
    const shadows: string[] = []
    for (const each of counts) {
      const { budget, share, retryAfterMs } = await takeOne(points, each)
      if (share !== undefined) shares.push(share)
      if (each.rule.state === 'shadow') {
        if (share === undefined) shadows.push(`would-limit:${each.rule.id}`)
        continue
      }
      budgets.push(budget)
      if (share !== undefined) continue
      for (const { key, points: taken, window } of shares) await points.giveBack(key, taken, window)
      const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
      return { kind: 'spent', rule: `limit:${each.rule.id}`, retryAfterSeconds, budgets, shadows }
    }
    return { kind: 'taken', budgets, shadows }
  }

  return {
    async take(snapshot, situation, resource) {
      const counts = countsOf(snapshot, situation, resource)
      if (counts.length === 0) return UNLIMITED
      try {
        const allowance = await count(counts)
        counting = true
        return allowance
      } catch (cause) {
        if (counting) log.error({ err: cause }, 'rate limits cannot be counted')
        counting = false
        const { readsWhenBroken } = snapshot.document.limits
        if (readsWhenBroken === 'served' && isRead(situation.call)) return UNLIMITED
        throw new Refusal('limit/unavailable', { detail: 'points could not be counted', cause })
      }
    },
    isCounting: () => counting,
  }
}

function countsOf(
  { document }: Snapshot,
  situation: Situation,
  resource: ResourceRule | undefined,
): Count[] {
  const { tenantId } = situation.principal
  return document.limits.rules.flatMap((rule) => {
    if (rule.state === 'off' || !holdsFor(rule, situation)) return []
    // What costs more than fits into a window could never be called.
    const points = Math.min(resource?.cost ?? 1, rule.points)
    const names = namesFor(rule.per, situation, resource)
    return names.map((name) => ({ rule, key: `${tenantId} ${rule.id} ${name}`, points }))
  })
}

// A rule is the same object for as long as the policy's version is the same.
const compiled = new WeakMap<LimitRule, ReturnType<typeof compileWho>>()

function holdsFor(rule: LimitRule, situation: Situation): boolean {
  if (rule.who === undefined) return true
  const known = compiled.get(rule) ?? compileWho(rule.who)
  compiled.set(rule, known)
  return known(situation)
}

/** Of the window or, when that is spent, of the burst. Without a share nothing was taken. */
async function takeOne(points: PointStore, { rule, key, points: cost }: Count) {
  const window = { points: rule.points, seconds: rule.seconds }
  const taken = await points.take(key, cost, window)
  const budget = {
    id: rule.id,
    ...window,
    remaining: taken.remaining,
    endsInSeconds: Math.ceil(taken.endsInMs / 1000),
  }
  if (taken.fits) return { budget, share: { key, points: cost, window }, retryAfterMs: 0 }
  if (rule.burst === undefined || cost > rule.burst.points) {
    return { budget, share: undefined, retryAfterMs: taken.endsInMs }
  }
  const burstKey = `${key} burst`
  const more = await points.take(burstKey, cost, rule.burst)
  const retryAfterMs = Math.min(taken.endsInMs, more.endsInMs)
  const share = more.fits ? { key: burstKey, points: cost, window: rule.burst } : undefined
  return { budget, share, retryAfterMs }
}
