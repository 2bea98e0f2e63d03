import type { ActsAs } from '../identity/principal.ts'
import type { Call } from './call.ts'
import type { ComparablePath } from './comparable-path.ts'
import type { RuleFinding } from './decision.ts'
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
  readonly decides: RuleFinding
  readonly doesNotDecide: RuleFinding
  readonly isForMethod: (call: Call, onlyReads: boolean) => boolean
  /** Whether all the rest of it holds. */
  readonly holds: (asked: Asked) => boolean
}

/** @throws Refusal `policy/unavailable` for what is not understood here */
export function resourceTest(rule: ResourceRule, anonymousCalls: boolean): ResourceTest {
  const name = `resource:${rule.id}`
  return {
    rule,
    isOn: rule.state === 'on',
    decides: { rule: name, matched: true },
    doesNotDecide: { rule: name, matched: false },
    isForMethod: methodTest(rule),
    holds: restTest(rule, anonymousCalls),
  }
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

function restTest(rule: ResourceRule, anonymousCalls: boolean): ResourceTest['holds'] {
  const { effect, actsAs, who, networks, query } = rule
  const isForNobody = effect === 'deny' || (rule.anonymous === true && anonymousCalls)
  const whoHolds =
    who === undefined ? always : effect === 'deny' ? compileRestrictedWho(who) : compileWho(who)
  const isInNetworks = networks === undefined ? always : keySet(networks)
  const queryHolds = query === undefined ? always : compileQuery(query, effect)
  return ({ situation, addressKey }) => {
    const { kind } = situation.principal.actsAs
    if (kind === 'anonymous' && !isForNobody) return false
    if (actsAs !== undefined && !isMadeAs(actsAs, kind, effect)) return false
    return isInNetworks(addressKey) && whoHolds(situation) && queryHolds(situation.call)
  }
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

function always(): boolean {
  return true
}
