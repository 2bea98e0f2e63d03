import type { Clock } from '../lib/clock.ts'
import { daysAfter } from '../lib/time-spans.ts'
import { Refusal } from '../lib/refusal.ts'
import { Secret } from '../lib/secret.ts'
import { isActive, type Tenant } from '../tenants/tenant.ts'
import type { AdminCheck } from './admin-check.ts'
import { stateOf, type ApiToken } from './api-token.ts'
import { NOT_MINE, type Authenticator, type Credential } from './credential.ts'
import type { Principal } from './principal.ts'
import { admitsNothing } from './token-limits.ts'
import type { TokenLookup } from './token-lookup.ts'
import { hashesMatch, hashTokenText, tokenIdIn, TOKEN_PREFIX } from './token-text.ts'
import type { TokenUse } from './token-use.ts'
import type { Tokens } from './tokens.ts'

export interface TokenAuthenticatorDeps {
  readonly lookup: Pick<TokenLookup, 'find'>
  readonly hashKey: Secret
  readonly clock: Clock
  readonly isAdmin: AdminCheck
  readonly idleDaysOf: (tenantId: string) => Promise<number | undefined>
  readonly use: Pick<TokenUse, 'note' | 'lastActiveAt'>
}

// Compared against when there is no such token, so that "unknown" takes as long as "wrong".
const NO_TOKEN_HASH = '0'.repeat(64)

/**
 * Recognises API tokens by their prefix, as a bearer token or as the password of Basic (some
 * clients speak nothing else). Unknown, foreign and wrong are one answer; that a token has ended is
 * told only to who holds the right one.
 */
export function createTokenAuthenticator(deps: TokenAuthenticatorDeps): Authenticator {
  const authenticate = async (text: Secret, tenant: Tenant): Promise<Principal> => {
    const id = tokenIdIn(text.reveal())
    if (id === undefined) throw new Refusal('credential/invalid', { detail: 'malformed API token' })

    const token = await deps.lookup.find(tenant.id, id)
    const matches = hashesMatch(hashTokenText(text, deps.hashKey), token?.hash ?? NO_TOKEN_HASH)
    if (token === undefined || !matches) {
      throw new Refusal('credential/invalid', { detail: `no such API token ${id}` })
    }
    await demandServing(deps, tenant, token)
    const lastActiveAt = deps.use.lastActiveAt(token)
    // The rules refuse one that is idle only after this; were it noted, its next call would revive it.
    const idleDays = await deps.idleDaysOf(tenant.id)
    const isInUse = idleDays === undefined || deps.clock.now() < daysAfter(lastActiveAt, idleDays)
    if (isInUse) deps.use.note(token)
    return principalOf(token, lastActiveAt)
  }
  // At once, since every token of another kind passes here first.
  return (credential, tenant) => {
    const text = textOf(credential)
    if (text?.reveal().startsWith(TOKEN_PREFIX) !== true) return NOT_MINE
    return authenticate(text, tenant)
  }
}

/** Who would come with an API token, for asking about it: nobody presents it, and nothing is noted. */
export function createTokenHolding({
  lookup,
  clock,
  isAdmin,
  use,
}: Pick<TokenAuthenticatorDeps, 'lookup' | 'clock' | 'isAdmin' | 'use'>): Tokens['holderOf'] {
  return async (tenant, tokenId) => {
    const token = await lookup.find(tenant.id, tokenId)
    if (token === undefined) return undefined
    const principal = principalOf(token, use.lastActiveAt(token))
    try {
      await demandServing({ clock, isAdmin }, tenant, token)
      return { token, principal, fault: undefined }
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      return { token, principal, fault: thrown.code }
    }
  }
}

/** @throws Refusal for a token that serves nobody, whatever the rules are */
async function demandServing(
  { clock, isAdmin }: Pick<TokenAuthenticatorDeps, 'clock' | 'isAdmin'>,
  tenant: Tenant,
  token: ApiToken,
): Promise<void> {
  const { id } = token
  const state = stateOf(token, clock.now())
  if (state !== 'live') throw new Refusal(`credential/${state}`, { detail: `API token ${id}` })
  if (admitsNothing(token.limits)) {
    throw new Refusal('credential/invalid', { detail: `unreadable limits of API token ${id}` })
  }
  if (isForAdmins(token)) await checkOwner(isAdmin, tenant, token)
}

// An admin has decided on a service account's token, for whoever answers for it.
function isForAdmins({ actsAs, access, purpose }: ApiToken): boolean {
  return access === 'manage' || (actsAs === 'app' && purpose === undefined)
}

/**
 * The right to act as the app, or to manage Gatehouse, is an administrator's, and ends with the owner's
 * own. A token that only calls as its owner needs no such question: the product asks it itself, at the
 * exchange and at every call.
 * @throws Refusal `credential/owner-not-admin`; `site/inactive` where nobody can be asked; `upstream/*`
 * when the product gives no plain answer
 */
async function checkOwner(isAdmin: AdminCheck, tenant: Tenant, token: ApiToken): Promise<void> {
  // Its product would take no question from us, and "the app is refused" would mislead the caller.
  if (!isActive(tenant)) throw new Refusal('site/inactive', { detail: `API token ${token.id}` })
  if (await isAdmin(tenant, token.ownerAccountId)) return
  throw new Refusal('credential/owner-not-admin', { detail: `API token ${token.id}` })
}

function textOf(credential: Credential): Secret | undefined {
  switch (credential.scheme) {
    case 'jwt':
    case 'cookie':
      return undefined
    case 'bearer':
      return credential.token
    case 'basic':
      return credential.password
  }
}

function principalOf(token: ApiToken, lastActiveAt: number): Principal {
  const { networks, resources, places } = token.limits
  return {
    tenantId: token.tenantId,
    actsAs:
      token.actsAs === 'app' ? { kind: 'app' } : { kind: 'user', accountId: token.ownerAccountId },
    access: token.access,
    networks,
    resources,
    places,
    token: { createdAt: token.createdAt, lastActiveAt, isService: token.purpose !== undefined },
    credential: { kind: 'api-token', id: token.id },
    ownerAccountId: token.ownerAccountId,
  }
}
