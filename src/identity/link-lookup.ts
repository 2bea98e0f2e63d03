import { whenHere, type Awaitable } from '../lib/awaitable.ts'
import type { Clock } from '../lib/clock.ts'
import { createFreshCache } from './fresh-cache.ts'
import type { Link, LinkStore } from './link.ts'

/** Accounts by provider identity for the hot path, from memory while fresh. */
export interface LinkLookup {
  accountOf(tenantId: string, issuer: string, subject: string): Awaitable<string | undefined>
  /** The next look-up reads the store, also one that is under way right now. */
  readonly forget: (link: Pick<Link, 'tenantId' | 'issuer' | 'subject'>) => void
  readonly forgetAll: () => void
}

interface Answer {
  /** Absent where there is no link: that is remembered as well, or each refused call would cost a read. */
  readonly accountId: string | undefined
}

export function createLinkLookup(store: Pick<LinkStore, 'find'>, clock: Clock): LinkLookup {
  const cache = createFreshCache<Answer>(clock)

  return {
    accountOf(tenantId, issuer, subject) {
      const load = async (): Promise<Answer> => {
        const link = await store.find(tenantId, issuer, subject)
        return { accountId: link?.accountId }
      }
      const answer = cache.read(keyOf(tenantId, issuer, subject), load)
      return whenHere(answer, ({ accountId }) => accountId)
    },
    forget: ({ tenantId, issuer, subject }) => {
      cache.forget(keyOf(tenantId, issuer, subject))
    },
    forgetAll: () => {
      cache.forgetAll()
    },
  }
}

// Quoted, since an issuer and a subject are any text: no two pairs have the same key.
function keyOf(tenantId: string, issuer: string, subject: string): string {
  return `${tenantId} ${JSON.stringify([issuer, subject])}`
}
