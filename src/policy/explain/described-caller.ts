import {
  anonymousPrincipal,
  pagePrincipal,
  type ActsAs,
  type Principal,
} from '../../identity/principal.ts'
import type { AccountMapping, Provider, TrustRule } from '../../identity/providers/provider.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { RefusalCode } from '../../lib/refusal-codes.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import type { PolicyDocument } from '../policy-document.ts'

/** A caller as somebody describes it. */
export type CallerWords =
  /** Whoever holds this API token. */
  | { readonly token: string }
  /** Somebody with a token of this provider that this trust rule lets in. */
  | {
      readonly provider: string
      /** Absent: the first. */
      readonly trustRule?: string | undefined
      /** The account that the token leads to, where its mapping does not say. */
      readonly account?: string | undefined
      /** Values of the token's groups claim. */
      readonly groups?: readonly string[] | undefined
      readonly subject?: string | undefined
    }
  /** This account, on a page of Gatehouse. */
  | { readonly account: string }
  /** Somebody without a credential. */
  | { readonly nobody: true }

export interface DescribedCaller {
  readonly principal: Principal
  /** For the beginning of a sentence. */
  readonly words: string
  /** What the gateway would refuse the credential with before it looks at any rule. */
  readonly fault: RefusalCode | undefined
}

/** An API token, and who comes with it. */
export interface HeldToken {
  readonly token: { readonly id: string; readonly name: string }
  readonly principal: Principal
  readonly fault: RefusalCode | undefined
}

/** Undefined for a token that the tenant does not have. */
export type HolderOf = (tenant: Tenant, tokenId: string) => Promise<HeldToken | undefined>

/** @throws Refusal `request/invalid-input` with faults, for what the tenant does not have */
export async function describedCaller(
  tenant: Tenant,
  document: PolicyDocument,
  words: CallerWords,
  holderOf: HolderOf,
): Promise<DescribedCaller> {
  if ('token' in words) {
    const holder = await holderOf(tenant, words.token.trim())
    if (holder === undefined) throw fault('caller.token', 'There is no API token with this id.')
    return { ...holder, words: tokenWords(holder.token) }
  }
  if ('provider' in words) return ofProvider(tenant, document, words)
  if ('account' in words) {
    const { account } = words
    return {
      principal: pagePrincipal(tenant.id, account),
      words: `The account ${account}, on a page of Gatehouse`,
      fault: undefined,
    }
  }
  return {
    principal: anonymousPrincipal(tenant.id),
    words: 'Somebody without a credential',
    fault: undefined,
  }
}

function ofProvider(
  tenant: Tenant,
  { providers }: PolicyDocument,
  words: Extract<CallerWords, { readonly provider: string }>,
): DescribedCaller {
  const provider = providers.find(({ id }) => id === words.provider)
  if (provider === undefined) throw fault('caller.provider', 'There is no provider with this id.')
  const { trustRule = provider.rules[0]?.name } = words
  const rule = provider.rules.find(({ name }) => name === trustRule)
  if (rule === undefined) {
    throw fault('caller.trustRule', 'The provider has no trust rule of this name.')
  }
  const acting = actingBy(rule.account ?? provider.account, words.account)
  const principal: Principal = {
    tenantId: tenant.id,
    actsAs: acting,
    access: rule.access,
    resources: rule.resources,
    networks: rule.networks,
    claimedGroups: provider.groupsClaim === undefined ? [] : (words.groups ?? []),
    credential: credentialOf(provider, rule, words.subject),
    ownerAccountId: acting.kind === 'user' ? acting.accountId : undefined,
  }
  return {
    principal,
    words: `Somebody with a token of “${provider.name}” that “${rule.name}” lets in`,
    fault: provider.enabled ? undefined : 'token/untrusted',
  }
}

export function tokenWords({ id, name }: HeldToken['token']): string {
  return `The API token “${name}” (${id})`
}

function credentialOf({ id }: Provider, { name }: TrustRule, subject: string | undefined) {
  return {
    kind: 'provider-token',
    id: `${id}#asked`,
    subject,
    provider: id,
    trustRule: name,
  } as const
}

function actingBy(mapping: AccountMapping, account: string | undefined): ActsAs {
  if (mapping.by === 'app') return { kind: 'app' }
  const accountId = mapping.by === 'account' ? mapping.accountId : account
  if (accountId !== undefined && accountId !== '') return { kind: 'user', accountId }
  throw fault('caller.account', 'Say which account such a token leads to.')
}

function fault(path: string, says: string): Refusal {
  return new Refusal('request/invalid-input', { faults: [{ path, says }] })
}
