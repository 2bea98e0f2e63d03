import { Refusal } from '../lib/refusal.ts'
import type { RetentionRules } from '../audit/retention-rules.ts'
import type { Bypass } from './bypass.ts'
import type { AccessRules, Group, GroupSource } from './group.ts'
import {
  LIMIT_SCOPES,
  type BudgetRules,
  type DestructiveLimit,
  type LimitRule,
  type LimitRules,
} from './limit-rule.ts'
import type { NetworkRules } from './networks.ts'
import type { PolicyDocument } from './policy-document.ts'
import { RULE_METHODS, type QueryCondition, type ResourceRule } from './resource-rule.ts'
import { RULE_STATES } from './rule-state.ts'
import { DEFAULT_SWITCHES } from './switches.ts'
import type { TokenRules } from './token-rules.ts'
import { compileWho } from './who-holds.ts'

/**
 * A document can come from a later Gatehouse that has been taken back since. What it says in words that
 * this one does not have must not be skipped, since each could be what forbids something.
 * @throws Refusal `policy/unavailable`
 */
export function refuseUnknownKinds(document: PolicyDocument): void {
  const { switches, groups, access, networks, resources, bypasses, tokens, limits } = document
  only(MEMBERS.document, document)
  only(DEFAULT_SWITCHES, switches)
  groups.forEach((each) => only(MEMBERS.group, each))
  groups.flatMap(({ sources }) => sources).forEach((each) => only(sourceMembers(each), each))
  only(MEMBERS.access, access)
  only(MEMBERS.networks, networks)
  resources.forEach(refuseUnknownRule)
  bypasses.forEach((each) => only(MEMBERS.bypass, each))
  bypasses.forEach(refuseUnknownMethods)
  only(MEMBERS.tokens, tokens)
  only(MEMBERS.limits, limits)
  limits.rules.forEach(refuseUnknownLimit)
  refuseUnknownShares(limits)
  only(MEMBERS.retention, document.retention)
}

function refuseUnknownRule(rule: ResourceRule): void {
  only(MEMBERS.resource, rule)
  rule.query?.forEach((each) => only(MEMBERS.condition, each))
  refuseUnknownMethods(rule)
  oneOf(RULE_STATES, rule.state)
  oneOf(['allow', 'deny'] satisfies ResourceRule['effect'][], rule.effect)
  oneOf([undefined, 'user', 'app'] satisfies ResourceRule['actsAs'][], rule.actsAs)
}

function refuseUnknownMethods({ methods }: Pick<ResourceRule, 'methods'>): void {
  if (typeof methods === 'string') oneOf(['all', 'reads'], methods)
  else methods.forEach((each) => oneOf(RULE_METHODS, each))
}

function refuseUnknownLimit(limit: LimitRule): void {
  only(MEMBERS.limit, limit)
  oneOf(RULE_STATES, limit.state)
  oneOf(LIMIT_SCOPES, limit.per)
  if (limit.who !== undefined) compileWho(limit.who)
}

function refuseUnknownShares({ destructive, budget }: LimitRules): void {
  if (destructive !== undefined) {
    only(MEMBERS.destructive, destructive)
    oneOf(RULE_STATES, destructive.state)
  }
  if (budget === undefined) return
  only(MEMBERS.budget, budget)
  budget.weights.forEach((each) => only(MEMBERS.weight, each))
}

function sourceMembers(source: GroupSource): object {
  switch (source.from) {
    case 'product':
      return MEMBERS.productSource
    case 'provider':
      return MEMBERS.providerSource
  }
  throw unavailable('kind of group source')
}

function only(known: object, value: object): void {
  const unknown = Object.keys(value).find((member) => !Object.hasOwn(known, member))
  if (unknown !== undefined) throw unavailable(unknown)
}

function oneOf(known: readonly unknown[], value: unknown): void {
  if (!known.includes(value)) throw unavailable(String(value))
}

function unavailable(what: string): Refusal {
  return new Refusal('policy/unavailable', { detail: `the policy has an unknown ${what}` })
}

/** Each member of a type, the optional ones too, so that a new one cannot be forgotten here. */
type MembersOf<T> = Readonly<Record<T extends unknown ? keyof T : never, true>>
type SourceFrom<From> = Extract<GroupSource, { readonly from: From }>

const rule = { id: true, name: true, methods: true, path: true } as const
const MEMBERS = {
  document: {
    format: true,
    switches: true,
    providers: true,
    groups: true,
    access: true,
    networks: true,
    resources: true,
    bypasses: true,
    tokens: true,
    limits: true,
    retention: true,
  } satisfies MembersOf<PolicyDocument>,
  group: {
    id: true,
    name: true,
    sources: true,
    tokenDaysMax: true,
    liveTokensMax: true,
  } satisfies MembersOf<Group>,
  productSource: { from: true, groupId: true, name: true } satisfies MembersOf<
    SourceFrom<'product'>
  >,
  providerSource: { from: true, provider: true, value: true } satisfies MembersOf<
    SourceFrom<'provider'>
  >,
  access: {
    mayCall: true,
    readOnly: true,
    fullAccess: true,
    mayHoldTokens: true,
  } satisfies MembersOf<AccessRules>,
  networks: { allow: true, deny: true, proxy: true } satisfies MembersOf<NetworkRules>,
  resource: {
    ...rule,
    state: true,
    effect: true,
    query: true,
    actsAs: true,
    who: true,
    networks: true,
    anonymous: true,
    anonymousConfirmed: true,
    cost: true,
  } satisfies MembersOf<ResourceRule>,
  condition: { name: true, is: true, equals: true, in: true } satisfies MembersOf<QueryCondition>,
  bypass: {
    ...rule,
    enabled: true,
    networks: true,
    ownerAccountId: true,
    reason: true,
    expiresAt: true,
  } satisfies MembersOf<Bypass>,
  tokens: { liveMax: true, idleDays: true } satisfies MembersOf<TokenRules>,
  limits: {
    rules: true,
    readsWhenBroken: true,
    destructive: true,
    budget: true,
  } satisfies MembersOf<LimitRules>,
  retention: {
    keepDays: true,
    keepEvents: true,
    legalHold: true,
  } satisfies MembersOf<RetentionRules>,
  destructive: { perHour: true, state: true } satisfies MembersOf<DestructiveLimit>,
  budget: {
    reservePercent: true,
    lowPriority: true,
    weights: true,
  } satisfies MembersOf<BudgetRules>,
  weight: { group: true, weight: true } satisfies MembersOf<BudgetRules['weights'][number]>,
  limit: {
    id: true,
    name: true,
    state: true,
    per: true,
    who: true,
    points: true,
    seconds: true,
    burst: true,
  } satisfies MembersOf<LimitRule>,
}
