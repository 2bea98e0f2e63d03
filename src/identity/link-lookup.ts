import { LRUCache } from 'lru-cache'
import type { Clock } from '../lib/clock.ts'
import type { Link, LinkStore } from './link.ts'

/** Accounts by provider identity for the hot path, from memory while fresh. */
export interface LinkLookup {
  accountOf(tenantId: string, issuer: string, subject: string): Promise<string | undefined>
  /** The next look-up reads the store, also one that is under way right now. */
  forget(link: Pick<Link, 'tenantId' | 'issuer' | 'subject'>): void
}

interface Answer {
  /** Absent where there is no link: that is remembered as well, or each refused call would cost a read. */
  readonly accountId: string | undefined
}

// Changes in this process are told at once; the time limit covers a change made by another one.
const FRESH_MS = 5_000
const ENTRIES_MAX = 10_000

export function createLinkLookup(store: Pick<LinkStore, 'find'>, clock: Clock): LinkLookup {
  const cache = new LRUCache<string, Answer>({
    max: ENTRIES_MAX,
    ttl: FRESH_MS,
    ttlResolution: 0,
    perf: clock,
  })
  let changes = 0

  return {
    async accountOf(tenantId, issuer, subject) {
      const key = keyOf(tenantId, issuer, subject)
      const cached = cache.get(key)
      if (cached !== undefined) return cached.accountId
      const changesBefore = changes
      const accountId = (await store.find(tenantId, issuer, subject))?.accountId
      // A link that was made or removed while we were reading must not be remembered as it was.
      if (changes === changesBefore) cache.set(key, { accountId })
      return accountId
    },
    forget({ tenantId, issuer, subject }) {
      changes += 1
      cache.delete(keyOf(tenantId, issuer, subject))
    },
  }
}

// Quoted, since an issuer and a subject are any text: no two pairs have the same key.
function keyOf(tenantId: string, issuer: string, subject: string): string {
  return `${tenantId} ${JSON.stringify([issuer, subject])}`
}
