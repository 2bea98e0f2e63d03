import type { CredentialKind, Principal } from '../identity/principal.ts'
import { globMatcher } from '../lib/glob.ts'
import type { RefusalCode } from '../lib/refusal-codes.ts'
import type { Call } from './call.ts'
import type { RuleFinding } from './decision.ts'
import { rememberedKeySet } from './network-set.ts'
import { placeOf } from './place-of.ts'
import type { Asked } from './resource-test.ts'
import { isServed } from './resources.ts'
import type { Snapshot } from './snapshot.ts'
import { tokenFault } from './token-standing.ts'

/** Credentials that are tokens, which is all that the prefix for tokens takes. */
const TOKENS: ReadonlySet<CredentialKind> = new Set(['api-token', 'provider-token'])

/** A rule that holds for every tenant, and can only deny. */
export interface BuiltInRule {
  /** What is found when it lets the call pass, and when it does not. */
  readonly passes: RuleFinding
  readonly denies: RuleFinding
  readonly faultOf: (snapshot: Snapshot, asked: Asked) => RefusalCode | undefined
}

/** In this order before the rules that deny resources. */
export const RULES_OF_CALLERS: readonly BuiltInRule[] = [
  asks('gateway-is-on', ({ document }) =>
    document.switches.gateway ? undefined : 'gateway/switched-off',
  ),
  forbids('token-only-manages', (_, { situation: { principal } }) =>
    principal.access === 'manage' ? 'call/manage-only' : undefined,
  ),
  asks('resource-is-served', (_, { situation: { call }, path }) =>
    isServed(call) && path !== undefined ? undefined : 'call/unknown-resource',
  ),
  forbids('token-prefix', (_, { situation: { call, principal } }) =>
    call.needsToken && !TOKENS.has(principal.credential.kind)
      ? 'credential/token-required'
      : undefined,
  ),
  asks('address-is-not-denied', ({ document, isDeniedAddress }, { addressKey }) => {
    // Of an address that nobody knows it cannot be said that it is in none of them.
    const isUncertain = addressKey === undefined && document.networks.deny.length > 0
    return isUncertain || isDeniedAddress(addressKey) ? 'call/outside-networks' : undefined
  }),
  asks('address-is-allowed', ({ isAllowedAddress }, { addressKey, situation }) => {
    const { networks } = situation.principal
    if (!isAllowedAddress(addressKey)) return 'call/outside-networks'
    const isIn = networks === undefined || rememberedKeySet(networks)(addressKey)
    return isIn ? undefined : 'call/outside-networks'
  }),
  asks('token-stands', ({ document }, { situation }) => {
    const { token } = situation.principal
    return token === undefined ? undefined : tokenFault(document, token, situation)
  }),
  asks('caller-may-call', ({ mayCall }, { situation: { principal, groups } }) => {
    const { kind } = principal.credential
    if (mayCall === undefined || kind === 'anonymous' || kind === 'bypass') return undefined
    return isInAny(mayCall, groups) ? undefined : 'call/not-a-member'
  }),
]

/** In this order after them. */
export const RULES_OF_GRANTS: readonly BuiltInRule[] = [
  asks('resource-is-granted', (_, { situation: { call, principal } }) =>
    isGrantedPath(principal, call) && isGrantedPlace(principal, call)
      ? undefined
      : 'call/outside-grant',
  ),
  asks('caller-may-write', ({ readOnly }, { onlyReads, situation: { principal, groups } }) => {
    if (onlyReads) return undefined
    const mayBeReadOnly = isInAny(readOnly, groups) || (isUnknown(principal) && readOnly.size > 0)
    return principal.access === 'write' && !mayBeReadOnly ? undefined : 'call/read-only'
  }),
]

// With Basic passed through nobody here knows who calls, nor in which groups. What a bypass lets write is
// said by the bypass.
function isUnknown({ credential }: Principal): boolean {
  return credential.kind === 'basic'
}

/** Whether a caller is in one of the groups. */
export function isInAny(wanted: ReadonlySet<string>, groups: ReadonlySet<string>): boolean {
  for (const group of groups) if (wanted.has(group)) return true
  return false
}

// Named for what it asks for: found true, it lets the call pass.
function asks(rule: string, faultOf: BuiltInRule['faultOf']): BuiltInRule {
  return { passes: { rule, matched: true }, denies: { rule, matched: false }, faultOf }
}

// Named for what it forbids: found true, it does not.
function forbids(rule: string, faultOf: BuiltInRule['faultOf']): BuiltInRule {
  return { passes: { rule, matched: false }, denies: { rule, matched: true }, faultOf }
}

// Characters; the products have no such paths, and a hundred globs go over every one.
const GRANTED_PATH_MAX = 4_096

const remembered = new WeakMap<readonly string[], readonly ((path: string) => boolean)[]>()

// Compared with the path as it is forwarded: another spelling of a granted path is not granted.
function isGrantedPath({ resources }: Principal, { path }: Call): boolean {
  if (resources === undefined) return true
  const globs = remembered.get(resources) ?? resources.map(globMatcher)
  remembered.set(resources, globs)
  return path.length <= GRANTED_PATH_MAX && globs.some((fits) => fits(path))
}

function isGrantedPlace({ places }: Principal, call: Call): boolean {
  if (places === undefined) return true
  const place = placeOf(call)
  return place !== undefined && places.includes(place)
}
