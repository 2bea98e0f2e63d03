import { isSameValue } from '../lib/same-value.ts'
import { whoWords, type NameOf } from './caller-words.ts'
import { gains, loses, sideBySide, when, type Effect } from './impact-effect.ts'
import type { LimitRule, LimitScope } from './limit-rule.ts'
import type { PolicyDocument } from './policy-document.ts'

const EACH: Readonly<Record<LimitScope, string>> = {
  credential: 'each credential',
  account: 'each account',
  group: 'each group',
  'trust-rule': 'each trust rule',
  address: 'each address',
  resource: 'each resource rule',
  tenant: 'all together',
}

/** How much can be called that could not be, and the other way round. */
export function impactOfLimits(
  { limits: before }: PolicyDocument,
  { limits: after }: PolicyDocument,
  nameOf: NameOf,
): Effect[] {
  const ofRules = sideBySide(before.rules, after.rules).flatMap(({ then, now }) =>
    limitEffects(then, now, nameOf),
  )
  if (before.readsWhenBroken === after.readsWhenBroken) return ofRules
  const broken =
    after.readsWhenBroken === 'refused'
      ? loses('Everybody: while points cannot be counted, reads are refused as well.')
      : gains('Everybody: while points cannot be counted, reads are served uncounted.')
  return [...ofRules, broken]
}

function limitEffects(
  then: LimitRule | undefined,
  now: LimitRule | undefined,
  nameOf: NameOf,
): Effect[] {
  const [was, is] = [inForce(then), inForce(now)]
  if (was === undefined) {
    return is === undefined ? [] : [loses(`${limitWords(is, nameOf)}: more is refused.`)]
  }
  if (is === undefined) return [gains(`${limitWords(was, nameOf)}: this limit is gone.`)]
  const change = `${limitWords(is, nameOf)}: the limit was another one.`
  const way = wayOf(was, is)
  return [
    ...when(way === 'loses' || way === 'either', loses(change)),
    ...when(way === 'gains' || way === 'either', gains(change)),
  ]
}

function inForce(limit: LimitRule | undefined): LimitRule | undefined {
  return limit?.state === 'on' ? limit : undefined
}

function wayOf(then: LimitRule, now: LimitRule): 'same' | 'loses' | 'gains' | 'either' {
  const { points: was, ...before } = counted(then)
  const { points: is, ...after } = counted(now)
  if (!isSameValue(before, after)) return 'either'
  if (was === is) return 'same'
  return is < was ? 'loses' : 'gains'
}

function counted({ per, who, points, seconds, burst }: LimitRule) {
  return { per, who, points, seconds, burst }
}

function limitWords(limit: LimitRule, nameOf: NameOf): string {
  const { who, points, seconds, burst } = limit
  const whom = who === undefined ? 'Everybody' : `Callers that are ${whoWords(who, nameOf)}`
  const more = burst === undefined ? '' : ` and ${burst.points} more in ${burst.seconds} s`
  return `${whom}, ${points} points in ${seconds} s${more} for ${EACH[limit.per]} (“${limit.name}”)`
}
