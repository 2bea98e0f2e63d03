import type { Principal } from '../../identity/principal.ts'
import { isSameValue } from '../../lib/same-value.ts'
import { evaluate } from '../evaluate.ts'
import type { Situation } from '../situation.ts'
import type { Snapshot } from '../snapshot.ts'
import { admissionOf } from './admission.ts'
import { looksAtAddresses } from './looks-at-addresses.ts'
import { passedOn } from './passed-on.ts'
import { relevantGroups } from './relevant-groups.ts'
import { guessedPrincipal, type CallerBy, type Guess, type ReplayedCall } from './replayed-call.ts'
import type { ReplayOutcome, UnsaidReason } from './replay-summary.ts'

/** How a recorded call ends by these rules, if the guess is right; or why even then it cannot be said. */
export function outcomeBy(
  snapshot: Snapshot,
  call: ReplayedCall,
  guess: Guess,
): ReplayOutcome | UnsaidReason {
  const caller = callerBy(snapshot, call, guess)
  if (caller.kind === 'unsaid') return caller.reason
  if (caller.kind === 'refused') return { allowed: false, code: caller.code }
  const { principal } = caller
  if (isAddressUnknown(snapshot, call, principal)) return 'address'
  const { provider } = principal.credential
  const asksForClaims =
    provider !== undefined && snapshot.memberships.byClaim.get(provider) !== undefined
  if (guess.leavesGroupsOut && asksForClaims) return { allowed: false, code: 'token/incomplete' }
  return outcomeOf(snapshot, {
    ...call.situation,
    principal,
    call: guess.call,
    groups: groupsBy(snapshot, call, guess),
    ownerIsAdmin: guess.ownerIsAdmin,
  })
}

function callerBy(snapshot: Snapshot, call: ReplayedCall, guess: Guess): CallerBy {
  const principal = guessedPrincipal(call, guess)
  const { kind } = principal.credential
  switch (kind) {
    case 'provider-token':
      return tokenHolder(snapshot, call, principal)
    case 'api-token':
    case 'context-token':
    case 'sso-cookie':
    case 'product-token':
      return switchedOn(snapshot, principal)
    case 'anonymous':
      return snapshot.acceptedKinds.anonymous
        ? { kind: 'caller', principal }
        : { kind: 'refused', code: 'credential/missing' }
    case 'basic':
    case 'bypass':
      return passedOn(snapshot, call, principal)
  }
}

function tokenHolder(snapshot: Snapshot, call: ReplayedCall, principal: Principal): CallerBy {
  const { event, seen, rules } = call
  const admission = admissionOf(event, seen, snapshot.document, rules.then.document)
  switch (admission.kind) {
    case 'unsaid':
      return { kind: 'unsaid', reason: 'provider' }
    case 'refused':
      return admission
    case 'admitted': {
      const { name, access, resources, networks } = admission.rule
      const credential = { ...principal.credential, trustRule: name }
      return switchedOn(snapshot, { ...principal, access, resources, networks, credential })
    }
  }
}

function switchedOn({ acceptedKinds }: Snapshot, principal: Principal): CallerBy {
  return acceptedKinds[principal.credential.kind]
    ? { kind: 'caller', principal }
    : { kind: 'refused', code: 'credential/switched-off' }
}

// Behind other proxies the very same connection comes from another address.
function isAddressUnknown(
  snapshot: Snapshot,
  { rules }: ReplayedCall,
  principal: Principal,
): boolean {
  const proxyOf = ({ document }: Snapshot) => document.networks.proxy
  if (isSameValue(proxyOf(snapshot), proxyOf(rules.then))) return false
  return principal.networks !== undefined || looksAtAddresses(snapshot.document)
}

function groupsBy(
  { document }: Snapshot,
  { sources }: ReplayedCall,
  guess: Guess,
): ReadonlySet<string> {
  const isIn = (group: (typeof document.groups)[number]) =>
    sources.isIn(group) ?? guess.groups.has(sources.nameOf(group))
  return new Set(
    relevantGroups(document)
      .filter(isIn)
      .map(({ id }) => id),
  )
}

function outcomeOf(snapshot: Snapshot, situation: Situation): ReplayOutcome {
  const decision = evaluate(snapshot, situation)
  const { rule } = decision
  if (decision.effect === 'allow') return { allowed: true, rule }
  // Who came without a credential is asked for one, whatever the rules say.
  const isAnonymous = situation.principal.actsAs.kind === 'anonymous'
  return { allowed: false, code: isAnonymous ? 'credential/missing' : decision.code, rule }
}
