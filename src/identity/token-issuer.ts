import type { Clock } from '../lib/clock.ts'
import { daysAfter } from '../lib/time-spans.ts'
import type { Ids } from '../lib/ids.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Secret } from '../lib/secret.ts'
import type { ApiToken } from './api-token.ts'
import { limitFacts, type TokenEvents } from './token-events.ts'
import type { TokenStore } from './token-store.ts'
import { hashTokenText, newTokenText } from './token-text.ts'
import { refuseFaults, wishFaults } from './token-wish.ts'
import type { Tokens, TokenWish } from './tokens.ts'

export interface TokenIssuerDeps {
  readonly store: Pick<TokenStore, 'insert'>
  readonly hashKey: Secret
  readonly clock: Clock
  readonly ids: Ids
  readonly eventOf: TokenEvents
}

export function createTokenIssuer(deps: TokenIssuerDeps): Tokens['issue'] {
  const { store, hashKey, clock, ids, eventOf } = deps
  return async (wish) => {
    refuseFaults(wishFaults(wish))
    const { id, text } = newTokenText(ids)
    const token = tokenOf(wish, { id, hash: hashTokenText(text, hashKey), now: clock.now() })
    const by = { actor: token.createdBy, requestId: wish.requestId }
    const event = eventOf('token.created', token, by, factsOf(wish, token))
    // An admin decides on each service account's token; the rule is about what people make.
    const liveMax = wish.service === undefined ? wish.liveMax : undefined
    if (!(await store.insert(token, event, liveMax))) {
      const detail = `account ${token.ownerAccountId} may have ${String(liveMax)} live tokens`
      throw new Refusal('tokens/too-many', { detail })
    }
    return { token, text }
  }
}

function tokenOf(
  wish: TokenWish,
  made: { readonly id: string; readonly hash: string; readonly now: number },
): ApiToken {
  return {
    id: made.id,
    tenantId: wish.tenantId,
    name: wish.name.trim(),
    ownerAccountId: wish.ownerAccountId,
    createdBy: wish.service?.createdBy ?? wish.ownerAccountId,
    purpose: wish.service?.purpose.trim(),
    limits: wish.limits ?? {},
    rotatedFrom: undefined,
    actsAs: wish.actsAs,
    access: wish.access,
    hash: made.hash,
    createdAt: made.now,
    expiresAt: daysAfter(made.now, wish.lifetimeDays),
    revokedAt: undefined,
    lastUsedAt: undefined,
  }
}

function factsOf({ lifetimeDays }: TokenWish, token: ApiToken) {
  const { name, actsAs, access, limits, purpose, ownerAccountId } = token
  const ofService = purpose === undefined ? {} : { purpose, owner: ownerAccountId }
  return { name, actsAs, access, lifetimeDays, ...ofService, ...limitFacts(limits) }
}
