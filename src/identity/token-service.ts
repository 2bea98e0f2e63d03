import type { ChangeEvent } from '../audit/audit-event.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Secret } from '../lib/secret.ts'
import type { AdminCheck } from './admin-check.ts'
import { stateOf, type ApiToken } from './api-token.ts'
import { createTokenAuthenticator } from './token-authenticator.ts'
import { createTokenLookup } from './token-lookup.ts'
import type { TokenStore } from './token-store.ts'
import { hashTokenText, newTokenText, tokenIdIn } from './token-text.ts'
import { createTokenUse } from './token-use.ts'
import { TOKEN_DAYS_MAX, TOKEN_NAME_LENGTH_MAX, type Tokens, type TokenWish } from './tokens.ts'

export interface TokenServiceDeps {
  readonly store: TokenStore
  /** Key of the stored hashes; changing it ends every token. */
  readonly hashKey: Secret
  /** Asked about the owner of a token that acts as the app or manages Gatehouse, whenever it is used. */
  readonly isAdmin: AdminCheck
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

const DAY_MS = 24 * 60 * 60 * 1000

export function createTokens(deps: TokenServiceDeps): Tokens {
  const { store, clock, hashKey, ids, isAdmin } = deps
  const lookup = createTokenLookup(store, clock)
  const use = createTokenUse(store, clock, deps.log)

  const change = (
    kind: ChangeEvent['kind'],
    token: Pick<ApiToken, 'id' | 'tenantId'>,
    by: { readonly actor: string; readonly requestId: string },
    facts: ChangeEvent['facts'],
  ): ChangeEvent => ({
    id: ids.next(),
    tenantId: token.tenantId,
    at: clock.now(),
    requestId: by.requestId,
    kind,
    actor: by.actor,
    subject: token.id,
    facts,
  })

  const tokens: Tokens = {
    async issue(wish) {
      const name = checkedName(wish)
      checkLifetime(wish)
      const { id, text } = newTokenText(ids)
      const now = clock.now()
      const token: ApiToken = {
        id,
        tenantId: wish.tenantId,
        name,
        ownerAccountId: wish.ownerAccountId,
        actsAs: wish.actsAs,
        access: wish.access,
        hash: hashTokenText(text, hashKey),
        createdAt: now,
        expiresAt: now + wish.lifetimeDays * DAY_MS,
        revokedAt: undefined,
        lastUsedAt: undefined,
      }
      const by = { actor: wish.ownerAccountId, requestId: wish.requestId }
      const { actsAs, access, lifetimeDays } = wish
      await store.insert(
        token,
        change('token.created', token, by, { name, actsAs, access, lifetimeDays }),
      )
      return { token, text }
    },

    list: (tenantId, ownerAccountId) => store.list(tenantId, ownerAccountId),

    async revoke(tenantId, tokenId, by) {
      const token = await store.find(tenantId, tokenId)
      const foreign = by.ownerAccountId !== undefined && token?.ownerAccountId !== by.ownerAccountId
      if (token === undefined || foreign) {
        throw new Refusal('request/not-found', { detail: `no token ${tokenId} for ${by.actor}` })
      }
      const event = change('token.revoked', token, by, { owner: token.ownerAccountId })
      await store.revoke(tenantId, tokenId, clock.now(), event)
      lookup.forget(tenantId, tokenId)
    },

    async revokeAllOf(tenantId, accountId, by) {
      const owned = await store.list(tenantId, accountId)
      const live = owned.filter((token) => stateOf(token, clock.now()) === 'live')
      for (const token of live) await tokens.revoke(tenantId, token.id, by)
      return live.length
    },

    authenticate: createTokenAuthenticator({ lookup, hashKey, clock, isAdmin, noteUse: use.note }),

    async tenantIdOf(text) {
      const id = tokenIdIn(text.reveal())
      return id === undefined ? undefined : await store.tenantIdOf(id)
    },

    flush: () => use.flush(),
  }
  return tokens
}

function checkedName(wish: TokenWish): string {
  const name = wish.name.trim()
  if (name === '' || name.length > TOKEN_NAME_LENGTH_MAX) {
    throw new Refusal('request/invalid-input', { detail: 'token name empty or too long' })
  }
  return name
}

// Asks what is allowed rather than what is not: a bound that is no number allows nothing.
function checkLifetime({ lifetimeDays, lifetimeDaysMax }: TokenWish): void {
  const longest = Math.min(lifetimeDaysMax, TOKEN_DAYS_MAX)
  if (Number.isInteger(lifetimeDays) && lifetimeDays >= 1 && lifetimeDays <= longest) return
  throw new Refusal('request/invalid-input', {
    detail: `token life time of ${lifetimeDays} days, allowed are 1 to ${longest}`,
  })
}
