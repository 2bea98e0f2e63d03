import { namesFor } from './limit-keys.ts'
import type { LimitRule, LimitScope } from './limit-rule.ts'
import type { PointStore, Window } from './point-store.ts'
import type { ResourceRule } from './resource-rule.ts'
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

/** The counts that a call has a part in, by the limits that are not off. */
export function countsOf(
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
    return names.map((name) => ({ rule, tenantId, name, points }))
  })
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

/** Of the window or, when that is spent, of the burst. Without a share nothing was taken. */
export async function takeOne(points: PointStore, count: Count) {
  const { rule, points: cost } = count
  const { per } = rule
  const key = keyOf(count, 'window')
  const window = { points: rule.points, seconds: rule.seconds }
  const taken = await points.take(key, cost, window)
  const budget = {
    id: rule.id,
    ...window,
    remaining: taken.remaining,
    endsInSeconds: Math.ceil(taken.endsInMs / 1000),
  }
  if (taken.fits) return { budget, share: { per, key, points: cost, window }, retryAfterMs: 0 }
  if (rule.burst === undefined || cost > rule.burst.points) {
    return { budget, share: undefined, retryAfterMs: taken.endsInMs }
  }
  const burstKey = keyOf(count, 'burst')
  const more = await points.take(burstKey, cost, rule.burst)
  const retryAfterMs = Math.min(taken.endsInMs, more.endsInMs)
  const share = more.fits ? { per, key: burstKey, points: cost, window: rule.burst } : undefined
  return { budget, share, retryAfterMs }
}

function keyOf({ tenantId, rule, name }: Count, of: 'window' | 'burst'): string {
  return `${tenantId} ${rule.id} ${of} ${name}`
}
