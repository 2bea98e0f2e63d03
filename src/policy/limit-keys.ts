import type { Principal } from '../identity/principal.ts'
import { callerNameOf, networkNameOf } from './caller-name.ts'
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
      return [callerNameOf(principal, address)]
    case 'account':
      return [accountOf(principal) ?? callerNameOf(principal, address)]
    case 'group':
      return [...groups]
    case 'trust-rule': {
      const { provider, trustRule } = principal.credential
      return provider === undefined || trustRule === undefined ? [] : [`${provider} ${trustRule}`]
    }
    case 'address':
      return [networkNameOf(address)]
    case 'resource':
      return resource === undefined ? [] : [resource.id]
    case 'tenant':
      return ['all']
  }
}

function accountOf({ ownerAccountId, actsAs }: Principal): string | undefined {
  return ownerAccountId ?? (actsAs.kind === 'user' ? actsAs.accountId : undefined)
}
