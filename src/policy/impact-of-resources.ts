import { callersOf, callsOf, listed, type NameOf } from './caller-words.ts'
import { gains, loses, sideBySide, type Effect } from './impact-effect.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { ResourceRule } from './resource-rule.ts'
import { ruleChange } from './rule-breadth.ts'

/** What resource rules allow and deny that they did not, and the other way round. */
export function impactOfResources(
  before: PolicyDocument,
  after: PolicyDocument,
  nameOf: NameOf,
): Effect[] {
  return sideBySide(before.resources, after.resources).flatMap(({ then, now }) => {
    const [was, is] = [forceOf(then), forceOf(now)]
    if (was === is && then !== undefined && now !== undefined) {
      return was === 'none' ? [] : [...breadthEffects(then, now, nameOf), ...costEffects(then, now)]
    }
    return [...ended(then, now, nameOf), ...begun(then, now, nameOf)]
  })
}

type Force = ResourceRule['effect'] | 'none'

// A rule in shadow stops nothing and lets nothing through.
function forceOf(rule: ResourceRule | undefined): Force {
  return rule?.state === 'on' ? rule.effect : 'none'
}

function ended(
  then: ResourceRule | undefined,
  now: ResourceRule | undefined,
  nameOf: NameOf,
): Effect[] {
  if (then?.state !== 'on') return []
  const what = `${callsOf(then)}, for ${callersOf(then, nameOf)}`
  const why = `the rule “${then.name}” ${endWords(now)}`
  return then.effect === 'allow'
    ? [loses(`Not allowed any more, unless by another rule: ${what}; ${why}.`)]
    : [gains(`Not denied any more, unless by another rule: ${what}; ${why}.`)]
}

function begun(
  then: ResourceRule | undefined,
  now: ResourceRule | undefined,
  nameOf: NameOf,
): Effect[] {
  if (now?.state !== 'on') return []
  const what = `${callsOf(now)}, for ${callersOf(now, nameOf)}`
  const why = `the rule “${now.name}” ${beginWords(then, now)}`
  return now.effect === 'allow'
    ? [gains(`Allowed from now on: ${what}; ${why}.`)]
    : [loses(`Denied from now on: ${what}; ${why}.`)]
}

function endWords(now: ResourceRule | undefined): string {
  if (now === undefined) return 'is removed'
  if (now.state === 'off') return 'is switched off'
  if (now.state === 'shadow') return 'is only in shadow'
  return now.effect === 'deny' ? 'denies now' : 'allows now'
}

function beginWords(then: ResourceRule | undefined, now: ResourceRule): string {
  if (then === undefined) return 'is added'
  if (then.state !== 'on') return 'is switched on'
  return now.effect === 'deny' ? 'denies now' : 'allows now'
}

function breadthEffects(then: ResourceRule, now: ResourceRule, nameOf: NameOf): Effect[] {
  const { breadth, changed } = ruleChange(then, now)
  if (breadth === 'same') return []
  const verb = now.effect === 'allow' ? 'allows' : 'denies'
  const what = `changed: ${listed(changed)}; it ${verb} ${callsOf(now)}, for ${callersOf(now, nameOf)}`
  const isCertain = breadth !== 'either'
  const more = `The rule “${now.name}” ${isCertain ? `${verb} more` : `may ${now.effect} more`}: ${what}.`
  const less = `The rule “${now.name}” ${isCertain ? `${verb} less` : `may ${now.effect} less`}: ${what}.`
  const [ofMore, ofLess] =
    now.effect === 'allow' ? [gains(more), loses(less)] : [loses(more), gains(less)]
  if (breadth === 'wider') return [ofMore]
  return breadth === 'narrower' ? [ofLess] : [ofLess, ofMore]
}

function costEffects(then: ResourceRule, now: ResourceRule): Effect[] {
  const [was, is] = [then.cost ?? 1, now.cost ?? 1]
  if (was === is || now.effect === 'deny') return []
  const says = `A call by the rule “${now.name}” takes ${is} of the points of rate limits, instead of ${was}.`
  return [is > was ? loses(says) : gains(says)]
}
