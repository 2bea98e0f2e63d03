import type { Principal } from '../../identity/principal.ts'
import { isSameValue } from '../../lib/same-value.ts'
import { bypassFor } from '../bypass-for.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { Snapshot } from '../snapshot.ts'
import type { CallerBy, ReplayedCall } from './replayed-call.ts'

const UNSAID: CallerBy = { kind: 'unsaid', reason: 'credential' }

/** A caller with a credential of the product's own: which of the ways past the rules it would go. */
export function passedOn(
  snapshot: Snapshot,
  replayed: ReplayedCall,
  principal: Principal,
): CallerBy {
  const { situation, rules } = replayed
  const { call, address, now } = situation
  const { document } = snapshot
  const taken = bypassFor(snapshot, call, address, now)
  // A password can be a token of a provider, which no bypass hands on; it is not recorded.
  const judgesAlike = isSameValue(tellable(document), tellable(rules.then.document))
  if (principal.credential.kind === 'basic') {
    if (taken === undefined) return withBasic(snapshot, principal)
    const wasTaken = bypassFor(rules.then, call, address, now) !== undefined
    if (wasTaken && judgesAlike) return withBasic(snapshot, principal)
    return document.providers.length === 0 ? bypassing(principal, taken.id) : UNSAID
  }
  if (!judgesAlike) return UNSAID
  if (taken !== undefined) return bypassing(principal, taken.id)
  const isBasic = principal.credential.subject !== undefined
  return isBasic ? withBasic(snapshot, principal) : { kind: 'refused', code: undefined }
}

/** By what it is told whether a credential is one of the company's own. */
function tellable({ providers }: PolicyDocument) {
  return providers
    .map(({ id, issuer, keys }) => ({
      id,
      issuer,
      prefix: keys.from === 'introspection' ? keys.prefix : undefined,
    }))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
}

function bypassing(principal: Principal, id: string): CallerBy {
  const credential = { ...principal.credential, kind: 'bypass', id } as const
  return { kind: 'caller', principal: { ...principal, credential } }
}

function withBasic({ acceptedKinds }: Snapshot, principal: Principal): CallerBy {
  if (!acceptedKinds.basic) return { kind: 'refused', code: 'credential/invalid' }
  const credential = { ...principal.credential, kind: 'basic', id: 'basic' } as const
  return { kind: 'caller', principal: { ...principal, credential } }
}
