import { whenHere, type Awaitable } from '../lib/awaitable.ts'
import { namesFor } from './limit-keys.ts'
import type { LimitRule, LimitScope } from './limit-rule.ts'
import type { PointStore, Taken, Window } from './point-store.ts'
import type { ResourceRule } from './resource-rule.ts'
import { mandatoryLimit } from './site-limit.ts'
import type { Situation } from './situation.ts'
import type { Snapshot } from './snapshot.ts'
import { compileRestrictedWho } from './who-holds.ts'

/** One count that a call has a part in. */
export interface Count {
  readonly rule: LimitRule
  readonly tenantId: string
  readonly name: string
  readonly points: number
}

/** What was taken, and where from. */
export interface Share {
  readonly per: LimitScope
  readonly key: string
  readonly points: number
  readonly window: Window
}

/** What is left of one limit after a call, for the caller to see. */
export interface Budget {
  readonly id: string
  readonly points: number
  readonly seconds: number
  readonly remaining: number
  readonly endsInSeconds: number
}

/** The counts that a call has a part in, by the limits that are not off. */
export function countsOf(
  { document }: Snapshot,
  situation: Situation,
  resource: ResourceRule | undefined,
): Count[] {
  const { tenantId } = situation.principal
  const counts: Count[] = []
  const mandatory = mandatoryLimit(situation)
  if (mandatory !== undefined) {
    const [name = ''] = namesFor(mandatory.per, situation, resource)
    counts.push({ rule: mandatory, tenantId, name, points: 1 })
  }
  for (const rule of document.limits.rules) {
    if (rule.state === 'off' || !holdsFor(rule, situation)) continue
    // What costs more than fits into a window could never be called.
    const points = Math.min(resource?.cost ?? 1, rule.points)
    for (const name of namesFor(rule.per, situation, resource)) {
      counts.push({ rule, tenantId, name, points })
    }
  }
  return counts
}

// A rule is the same object for as long as the policy's version is the same.
const compiled = new WeakMap<LimitRule, ReturnType<typeof compileRestrictedWho>>()

function holdsFor(rule: LimitRule, situation: Situation): boolean {
  if (rule.who === undefined) return true
  const known = compiled.get(rule) ?? compileRestrictedWho(rule.who)
  compiled.set(rule, known)
  return known(situation)
}

/** What a call would find of one count. */
export interface LimitLook {
  readonly rule: LimitRule
  /** Id of the group, where the limit counts for each group. */
  readonly group: string | undefined
  /** What the call would take. */
  readonly points: number
  readonly fits: boolean
  readonly remaining: number
  readonly endsInSeconds: number
  /** The window is spent, and its points would come from the burst. */
  readonly fromBurst: boolean
}

/** What `takeOne` would come to. */
export async function lookAtOne(points: PointStore, count: Count): Promise<LimitLook> {
  const { rule, name, points: cost } = count
  const seen = await points.look(keyOf(count, 'window'), cost, rule)
  const { fits, remaining, endsInMs } = seen
  const fromBurst =
    !fits &&
    rule.burst !== undefined &&
    (await points.look(keyOf(count, 'burst'), cost, rule.burst)).fits
  return {
    rule,
    group: rule.per === 'group' ? name : undefined,
    points: cost,
    fits: fits || fromBurst,
    remaining,
    endsInSeconds: Math.ceil(endsInMs / 1000),
    fromBurst,
  }
}

/** What came of taking points for a count. */
export interface CountTaken {
  readonly budget: Budget
  /** Absent: nothing was taken. */
  readonly share: Share | undefined
  readonly retryAfterMs: number
}

/** Of the window or, when that is spent, of the burst. Without a share nothing was taken. */
export function takeOne(points: PointStore, count: Count): Awaitable<CountTaken> {
  const key = keyOf(count, 'window')
  const taken = points.take(key, count.points, count.rule)
  if (taken instanceof Promise) return takeOneLater(points, count, key, taken)
  return fromWindow(count, key, taken) ?? fromBurst(points, count, taken)
}

async function takeOneLater(
  points: PointStore,
  count: Count,
  key: string,
  asked: Promise<Taken>,
): Promise<CountTaken> {
  const taken = await asked
  return fromWindow(count, key, taken) ?? (await fromBurst(points, count, taken))
}

function fromWindow(count: Count, key: string, taken: Taken): CountTaken | undefined {
  if (!taken.fits) return undefined
  const { rule } = count
  return { budget: budgetOf(rule, taken), share: shareOf(count, key, rule), retryAfterMs: 0 }
}

/** @param taken what came of the window, which is spent */
function fromBurst(points: PointStore, count: Count, taken: Taken): Awaitable<CountTaken> {
  const { rule, points: cost } = count
  const { burst } = rule
  const budget = budgetOf(rule, taken)
  if (burst === undefined || cost > burst.points) {
    return { budget, share: undefined, retryAfterMs: taken.endsInMs }
  }
  const key = keyOf(count, 'burst')
  return whenHere(points.take(key, cost, burst), (more) => ({
    budget,
    share: more.fits ? shareOf(count, key, burst) : undefined,
    retryAfterMs: Math.min(taken.endsInMs, more.endsInMs),
  }))
}

function budgetOf({ id, points, seconds }: LimitRule, taken: Taken): Budget {
  const { remaining, endsInMs } = taken
  return { id, points, seconds, remaining, endsInSeconds: Math.ceil(endsInMs / 1000) }
}

function shareOf({ rule, points }: Count, key: string, window: Window): Share {
  return { per: rule.per, key, points, window }
}

function keyOf({ tenantId, rule, name }: Count, of: 'window' | 'burst'): string {
  return `${tenantId} ${rule.id} ${of} ${name}`
}
