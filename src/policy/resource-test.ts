import type { ActsAs } from '../identity/principal.ts'
import type { Call } from './call.ts'
import type { ComparablePath } from './comparable-path.ts'
import type { RuleFinding } from './decision.ts'
import type { ResourceReason, RulePart } from './finding-reason.ts'
import type { IpKey } from './ip-key.ts'
import { keySet } from './network-set.ts'
import { compileQuery } from './query-holds.ts'
import type { ResourceRule, RuleMethod } from './resource-rule.ts'
import type { Situation } from './situation.ts'
import { compileRestrictedWho, compileWho } from './who-holds.ts'

/** A situation with what several rules ask about it, found out once. */
export interface Asked {
  readonly situation: Situation
  /** Undefined for a path that can be read in several ways. */
  readonly path: ComparablePath | undefined
  readonly onlyReads: boolean
  /** Whether some spelling of the path's letters would make it a read, for rules that deny. */
  readonly mayOnlyRead: boolean
  /** The address by `ipKeyOf`. */
  readonly addressKey: IpKey | undefined
}

/** A resource rule ready to be asked; whether its path fits has been found out before. */
export interface ResourceTest {
  readonly rule: ResourceRule
  readonly isOn: boolean
  readonly isForMethod: (call: Call, onlyReads: boolean) => boolean
  /** All the rest of what it asks for. */
  readonly parts: readonly PartTest[]
  /** What can be found of it; made once, so that looking makes nothing. */
  readonly findings: Readonly<Record<ResourceReason, RuleFinding>>
}

/** One thing that a rule asks for; a part that it says nothing about is none. */
export interface PartTest {
  readonly part: RulePart
  readonly holds: (asked: Asked) => boolean
}

/** @throws Refusal `policy/unavailable` for what is not understood here */
export function resourceTest(rule: ResourceRule, anonymousCalls: boolean): ResourceTest {
  const isOn = rule.state === 'on'
  const finding = (because: ResourceReason): RuleFinding =>
    Object.freeze({ rule: `resource:${rule.id}`, matched: because === 'holds' && isOn, because })
  return {
    rule,
    isOn,
    isForMethod: methodTest(rule),
    parts: partsOf(rule, anonymousCalls),
    findings: {
      holds: finding('holds'),
      'holds-in-shadow': finding('holds-in-shadow'),
      'other-credential': finding('other-credential'),
      'other-acting': finding('other-acting'),
      'other-network': finding('other-network'),
      'other-caller': finding('other-caller'),
      'other-query': finding('other-query'),
    },
  }
}

/** What was found of a rule whose path and method fit. */
export function findingOf({ parts, findings, isOn }: ResourceTest, asked: Asked): RuleFinding {
  for (const { part, holds } of parts) if (!holds(asked)) return findings[`other-${part}`]
  return isOn ? findings.holds : findings['holds-in-shadow']
}

/** HEAD asks for what GET does, so a rule for the one is for both. */
export function methodTest({
  methods,
}: Pick<ResourceRule, 'methods'>): ResourceTest['isForMethod'] {
  if (methods === 'all') return () => true
  if (methods === 'reads') return (_, onlyReads) => onlyReads
  const named = new Set<string>(methods)
  if (named.has('GET' satisfies RuleMethod)) named.add('HEAD')
  return ({ method }) => named.has(method)
}

function partsOf(rule: ResourceRule, anonymousCalls: boolean): readonly PartTest[] {
  const { effect, actsAs, who, networks, query } = rule
  const isForNobody = effect === 'deny' || (rule.anonymous === true && anonymousCalls)
  const parts: PartTest[] = []
  if (!isForNobody) parts.push({ part: 'credential', holds: (asked) => !isAnonymous(asked) })
  if (actsAs !== undefined) {
    parts.push({ part: 'acting', holds: (asked) => isMadeAs(actsAs, kindOf(asked), effect) })
  }
  if (networks !== undefined) {
    const isIn = keySet(networks)
    parts.push({ part: 'network', holds: ({ addressKey }) => isIn(addressKey) })
  }
  if (who !== undefined) {
    const holds = effect === 'deny' ? compileRestrictedWho(who) : compileWho(who)
    parts.push({ part: 'caller', holds: ({ situation }) => holds(situation) })
  }
  if (query !== undefined) {
    const holds = compileQuery(query, effect)
    parts.push({ part: 'query', holds: ({ situation }) => holds(situation.call) })
  }
  return parts
}

function kindOf({ situation }: Asked): ActsAs['kind'] {
  return situation.principal.actsAs.kind
}

function isAnonymous(asked: Asked): boolean {
  return kindOf(asked) === 'anonymous'
}

/** For denying it is enough that the call might be made as this, had its caller shown who that is. */
function isMadeAs(
  wanted: 'user' | 'app',
  kind: ActsAs['kind'],
  effect: ResourceRule['effect'],
): boolean {
  if (kind === wanted) return true
  if (effect === 'allow') return false
  return kind === 'anonymous' || (kind === 'caller' && wanted === 'user')
}
