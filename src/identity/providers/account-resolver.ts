import { whenHere, type Awaitable } from '../../lib/awaitable.ts'
import type { RefusalCode } from '../../lib/refusal-codes.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import type { Links } from '../link.ts'
import type { ActsAs } from '../principal.ts'
import { isAccountOf } from '../user-name.ts'
import { claimAt } from '../verification/claim-at.ts'
import type { FindAccountsByEmail } from './email-lookup.ts'
import { issuerNameOf, type AccountMapping } from './provider.ts'
import type { VerifiedToken } from '../verification/verification.ts'

/** Whom a token stands for. */
export interface Standing {
  readonly actsAs: Extract<ActsAs, { readonly kind: 'user' | 'app' }>
  /** Absent for the app: a workload has no account of its own. */
  readonly accountId: string | undefined
}

export interface AccountResolverDeps {
  readonly links: Pick<Links, 'accountOf'>
  readonly findByEmail: FindAccountsByEmail
}

/**
 * From a verified token to an account, as the admin decided. Nothing but verified claims is looked at:
 * no header, no part of the address, so a caller cannot choose whom to be.
 * @throws Refusal `account/*`; `site/inactive` or `upstream/*` where the product has to be asked
 */
export type AccountResolver = (
  tenant: Tenant,
  token: VerifiedToken,
  mapping: AccountMapping,
) => Awaitable<Standing>

export function createAccountResolver(deps: AccountResolverDeps): AccountResolver {
  return (tenant, token, mapping) => {
    switch (mapping.by) {
      case 'claim':
        return standingOf(accountIn(tenant, token, mapping.claim))
      case 'link':
        return whenHere(linkedAccount(deps, tenant, token), standingOf)
      case 'email':
        return accountByEmail(deps, tenant, token, mapping).then(standingOf)
      case 'account':
        return standingOf(mapping.accountId)
      case 'app':
        return { actsAs: { kind: 'app' }, accountId: undefined }
    }
  }
}

function standingOf(accountId: string): Standing {
  return { actsAs: { kind: 'user', accountId }, accountId }
}

function accountIn(tenant: Tenant, token: VerifiedToken, claim: string): string {
  const value = claimAt(token.claims, claim)
  if (isAccountOf(tenant, value)) return value
  throw refusal('account/unknown', token, `the claim ${claim} holds no accountId`)
}

function linkedAccount(
  { links }: AccountResolverDeps,
  tenant: Tenant,
  token: VerifiedToken,
): Awaitable<string> {
  const linked = links.accountOf(tenant.id, issuerNameOf(token.provider), token.subject)
  return whenHere(linked, (accountId) => {
    if (accountId !== undefined) return accountId
    throw refusal('account/unlinked', token, 'no link')
  })
}

type ByEmail = Extract<AccountMapping, { readonly by: 'email' }>

async function accountByEmail(
  { findByEmail }: AccountResolverDeps,
  tenant: Tenant,
  token: VerifiedToken,
  mapping: ByEmail,
): Promise<string> {
  const found = await findByEmail(tenant, verifiedEmail(token, mapping))
  if (found === 'hidden') {
    throw refusal('account/email-hidden', token, 'the product shows no address of those it found')
  }
  const [first, second] = found
  if (first === undefined) {
    throw refusal('account/unknown', token, 'no active account has this e-mail address')
  }
  if (second !== undefined) {
    const says = `${String(found.length)} accounts have this e-mail address`
    throw refusal('account/ambiguous', token, says)
  }
  return first.accountId
}

const EMAIL = /^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]{1,190}$/u

// Strictly `true`: "true" as text is what claims look like that somebody typed into a profile.
function verifiedEmail(token: VerifiedToken, { claim, verifiedClaim }: ByEmail): string {
  const email = claimAt(token.claims, claim)
  if (typeof email !== 'string' || !EMAIL.test(email)) {
    throw refusal('account/unknown', token, `the claim ${claim} holds no e-mail address`)
  }
  if (claimAt(token.claims, verifiedClaim) !== true) {
    throw refusal('account/unknown', token, `the claim ${verifiedClaim} is not true`)
  }
  // ASCII letters alone: elsewhere folding can turn one address into another (the Kelvin sign, K).
  return email.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

function refusal(code: RefusalCode, { provider, subject }: VerifiedToken, says: string): Refusal {
  const detail = `provider ${provider.id}, subject ${JSON.stringify(subject)}: ${says}`
  return new Refusal(code, { detail })
}
