import { LRUCache } from 'lru-cache'
import type { Clock } from '../lib/clock.ts'
import type { ApiToken } from './api-token.ts'
import type { TokenStore } from './token-store.ts'

/** Tokens by id for the hot path, from memory while fresh. */
export interface TokenLookup {
  find(tenantId: string, tokenId: string): Promise<ApiToken | undefined>
  /** The next look-up reads the store, also one that is under way right now. */
  forget(tenantId: string, tokenId: string): void
}

// Changes in this process are told at once; the time limit covers a change made by another one.
const FRESH_MS = 5_000
const ENTRIES_MAX = 10_000

export function createTokenLookup(store: Pick<TokenStore, 'find'>, clock: Clock): TokenLookup {
  const cache = new LRUCache<string, ApiToken>({
    max: ENTRIES_MAX,
    ttl: FRESH_MS,
    ttlResolution: 0,
    perf: clock,
  })
  let changes = 0

  return {
    async find(tenantId, tokenId) {
      const key = `${tenantId} ${tokenId}`
      const cached = cache.get(key)
      if (cached !== undefined) return cached
      const changesBefore = changes
      const token = await store.find(tenantId, tokenId)
      // A token revoked while we were reading must not enter the cache in its old form.
      if (token !== undefined && changes === changesBefore) cache.set(key, token)
      return token
    },
    forget(tenantId, tokenId) {
      changes += 1
      cache.delete(`${tenantId} ${tokenId}`)
    },
  }
}
