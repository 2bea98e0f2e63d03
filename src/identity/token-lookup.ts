import type { Awaitable } from '../lib/awaitable.ts'
import type { Clock } from '../lib/clock.ts'
import type { ApiToken } from './api-token.ts'
import { createFreshCache } from './fresh-cache.ts'
import type { TokenStore } from './token-store.ts'

/** Tokens by id for the hot path, from memory while fresh. */
export interface TokenLookup {
  find(tenantId: string, tokenId: string): Awaitable<ApiToken | undefined>
  /** The next look-up reads the store, also one that is under way right now. */
  readonly forget: (tenantId: string, tokenId: string) => void
  readonly forgetAll: () => void
}

export function createTokenLookup(store: Pick<TokenStore, 'find'>, clock: Clock): TokenLookup {
  const cache = createFreshCache<ApiToken>(clock)
  const keyOf = (tenantId: string, tokenId: string) => `${tenantId} ${tokenId}`

  return {
    find: (tenantId, tokenId) =>
      cache.read(keyOf(tenantId, tokenId), () => store.find(tenantId, tokenId)),
    forget: (tenantId, tokenId) => {
      cache.forget(keyOf(tenantId, tokenId))
    },
    forgetAll: () => {
      cache.forgetAll()
    },
  }
}
