import type { SeenCallerName } from '../../../audit/audit-reader.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { PagesDeps } from '../../page-room.ts'

/** What ids are called now; of what is gone, the id stays. */
export interface KnownNames {
  readonly tokens: ReadonlyMap<string, string>
  readonly document: PolicyDocument
}

/** @param ownerAccountId whose tokens are named; all of the tenant without it */
export async function knownNames(
  { tokens, policies }: Pick<PagesDeps, 'tokens' | 'policies'>,
  tenantId: string,
  ownerAccountId?: string,
): Promise<KnownNames> {
  const [all, { document }] = await Promise.all([
    tokens.list(tenantId, ownerAccountId),
    policies.read(tenantId),
  ])
  return { tokens: new Map(all.map(({ id, name }) => [id, name])), document }
}

/** Who calls, in words: with what, and whose it is as far as that tells. Accounts are named beside it. */
export function callerWords(
  { credentialKind, credentialId, subject, caller }: Omit<SeenCallerName, 'accountId'>,
  { tokens, document }: KnownNames,
): string {
  switch (credentialKind) {
    case 'api-token': {
      const name = tokens.get(credentialId ?? '')
      return name === undefined ? `API token ${credentialId ?? ''}`.trim() : `API token “${name}”`
    }
    case 'provider-token': {
      const [, id] = caller.split(' ')
      const provider = document.providers.find((each) => each.id === id)?.name ?? id
      const token = provider === undefined ? 'Provider’s token' : `Token of “${provider}”`
      return subject === undefined ? token : `${token} for ${subject}`
    }
    case 'context-token':
      return 'A page of the product'
    case 'basic':
      return subject === undefined
        ? `The product’s own credential${from(caller)}`
        : `The product’s own credential, in the name of ${subject}`
    case 'anonymous':
      return `Nobody in particular${from(caller)}`
    case 'bypass': {
      const name = document.bypasses.find((each) => each.id === credentialId)?.name
      return name === undefined ? 'Past the rules' : `Past the rules by “${name}”`
    }
    case undefined:
      return 'A caller that nobody knows'
    default:
      return `${credentialKind} ${credentialId ?? ''}`.trim()
  }
}

// These are counted by the address that they come from, which stands in the name.
function from(caller: string): string {
  const [, address] = caller.split(' ')
  return address === undefined || address === '' ? '' : `, from ${address}`
}
