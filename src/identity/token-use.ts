import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { ApiToken } from './api-token.ts'
import type { TokenStore } from './token-store.ts'

/** Remembers when tokens were used, and writes it down without slowing any call. */
export interface TokenUse {
  readonly note: (token: ApiToken) => void
  /** When it was last used, written or not, to the minute; or else made. */
  readonly lastActiveAt: (token: ApiToken) => number
  flush(): Promise<void>
}

const WRITE_EVERY_MS = 60_000
// What was written may for some seconds be read from memory as it was before (fresh-cache.ts).
const REMEMBER_MS = 10 * 60_000

/**
 * At most one write a minute for each token. What could not be written waits for the next flush:
 * a last-used time that is late is better than a call that fails for its sake.
 */
export function createTokenUse(
  store: Pick<TokenStore, 'markUsed'>,
  clock: Clock,
  log: Log,
): TokenUse {
  const waiting = new Map<string, number>()
  const notedAt = new Map<string, number>()

  return {
    note(token) {
      const now = clock.now()
      const before = notedAt.get(token.id) ?? token.lastUsedAt ?? 0
      if (now - before < WRITE_EVERY_MS) return
      notedAt.set(token.id, now)
      waiting.set(token.id, now)
    },
    lastActiveAt: ({ id, createdAt, lastUsedAt = 0 }) =>
      Math.max(createdAt, lastUsedAt, notedAt.get(id) ?? 0),
    async flush() {
      for (const [id, at] of notedAt) {
        if (!waiting.has(id) && clock.now() - at >= REMEMBER_MS) notedAt.delete(id)
      }
      const uses = [...waiting].map(([tokenId, at]) => ({ tokenId, at }))
      if (uses.length === 0) return
      waiting.clear()
      try {
        await store.markUsed(uses)
      } catch (cause) {
        for (const { tokenId, at } of uses) waiting.set(tokenId, waiting.get(tokenId) ?? at)
        log.warn({ err: cause, tokens: uses.length }, 'last-used times wait for the next write')
      }
    },
  }
}
