import ipaddr from 'ipaddr.js'
import type { Principal } from '../identity/principal.ts'
import type { LimitScope } from './limit-rule.ts'
import type { ResourceRule } from './resource-rule.ts'
import type { Situation } from './situation.ts'

/**
 * With whom a call is counted by a limit of this scope: one name, several where the caller is in several
 * groups, none where the scope says nothing about such a call.
 */
export function namesFor(
  scope: LimitScope,
  { principal, groups, address }: Situation,
  resource: ResourceRule | undefined,
): readonly string[] {
  switch (scope) {
    case 'credential':
      return [credentialName(principal, address)]
    case 'account':
      return [accountOf(principal) ?? credentialName(principal, address)]
    case 'group':
      return [...groups]
    case 'trust-rule': {
      const { provider, trustRule } = principal.credential
      return provider === undefined || trustRule === undefined ? [] : [`${provider} ${trustRule}`]
    }
    case 'address':
      return [networkName(address)]
    case 'resource':
      return resource === undefined ? [] : [resource.id]
    case 'tenant':
      return ['all']
  }
}

/**
 * Whoever holds a credential must not get a new count by getting it anew: a provider's tokens count by
 * their subject. Who has none, or one that only the product can judge, counts by the address: a user name
 * that nobody has proved would let anybody spend another's points, or have new ones by misspelling it.
 */
function credentialName({ credential }: Principal, address: string): string {
  const { kind, id, provider, subject } = credential
  switch (kind) {
    case 'provider-token':
      return `${kind} ${provider ?? ''} ${subject ?? id}`
    case 'basic':
    case 'anonymous':
    case 'bypass':
      return `${kind} ${networkName(address)}`
    case 'api-token':
    case 'context-token':
      return `${kind} ${id}`
  }
}

function accountOf({ ownerAccountId, actsAs }: Principal): string | undefined {
  return ownerAccountId ?? (actsAs.kind === 'user' ? actsAs.accountId : undefined)
}

// Whoever has one IPv6 address has the other 2^64 of its network as well.
function networkName(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  return `${parsed.parts.slice(0, 4).join(':')}/64`
}
