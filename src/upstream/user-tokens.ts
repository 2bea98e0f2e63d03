import { LRUCache } from 'lru-cache'
import type { Awaitable } from '../lib/awaitable.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Secret } from '../lib/secret.ts'
import { createSingleFlight } from '../lib/single-flight.ts'
import type { UserToken, UserTokenWish } from './exchange-user-token.ts'

/** A token for one call, and whether it was asked for just now. */
export interface UserTokenUse {
  readonly token: Secret
  readonly isFresh: boolean
}

/** User tokens in memory, never on disk and never in a log. */
export interface UserTokens {
  /**
   * At once where it is in memory.
   * @throws Refusal `upstream/*`, in the promise, as the exchange does; a refusal is repeated for a few seconds
   */
  get(wish: UserTokenWish): Awaitable<UserTokenUse>
  /** Drops a token that the product did not take; a newer one that came meanwhile stays. */
  drop(wish: UserTokenWish, token: Secret): void
  /** Drops all that is held for these tenants, also what is under way for them. */
  forget(tenantIds: readonly string[]): void
}

type Held =
  | { readonly kind: 'token'; readonly token: Secret; readonly until: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly until: number }

/** So that no call starts with a token that ends on the way. */
const MARGIN_MS = 60_000

/**
 * How long a "no" is believed. Long enough that a script in a loop cannot flood the token server,
 * short enough that nobody waits for a right that was just given back.
 */
const REFUSED_MS = 5_000

const REMEMBERED_REFUSALS = new Set(['upstream/user-refused', 'upstream/app-refused'])

export function createUserTokens(
  exchange: (wish: UserTokenWish) => Promise<UserToken>,
  clock: Clock,
  max: number,
): UserTokens {
  const held = new LRUCache<string, Held>({ max })
  const singleFlight = createSingleFlight<Secret>()
  let generation = 0

  const fetch = async (key: string, wish: UserTokenWish): Promise<Secret> => {
    const asked = { at: clock.now(), generation }
    const keep = (entry: Held) => {
      // A tenant that was told to be forgotten meanwhile gets nothing of its past back.
      if (asked.generation === generation && entry.until > clock.now()) held.set(key, entry)
    }
    try {
      const { token, lifetimeSeconds } = await exchange(wish)
      // Counted from before the exchange: the server's own count began later, never earlier.
      keep({ kind: 'token', token, until: asked.at + lifetimeSeconds * 1000 - MARGIN_MS })
      return token
    } catch (thrown) {
      if (thrown instanceof Refusal) {
        const ms = refusedMs(thrown)
        if (ms > 0) keep({ kind: 'refused', refusal: thrown, until: clock.now() + ms })
      }
      throw thrown
    }
  }

  return {
    get(wish) {
      const key = keyOf(wish)
      const found = held.get(key)
      if (found !== undefined && found.until > clock.now()) {
        if (found.kind === 'refused') return Promise.reject(found.refusal)
        return { token: found.token, isFresh: false }
      }
      const asked = singleFlight(`${String(generation)} ${key}`, () => fetch(key, wish))
      return asked.then((token) => ({ token, isFresh: true }))
    },
    drop(wish, token) {
      const key = keyOf(wish)
      const found = held.get(key)
      if (found?.kind === 'token' && found.token === token) held.delete(key)
    },
    forget(tenantIds) {
      generation += 1
      const prefixes = tenantIds.map((id) => `${id}\n`)
      for (const key of [...held.keys()]) {
        if (prefixes.some((prefix) => key.startsWith(prefix))) held.delete(key)
      }
    },
  }
}

function refusedMs(refusal: Refusal): number {
  if (REMEMBERED_REFUSALS.has(refusal.code)) return REFUSED_MS
  if (refusal.code !== 'upstream/busy') return 0
  return Math.min((refusal.retryAfterSeconds ?? 0) * 1000, REFUSED_MS)
}

// The secret's version and the client id are part of the name: after a re-install nothing that was
// issued under the old installation can be found.
function keyOf({ tenant, accountId, scope }: UserTokenWish): string {
  const client = tenant.oauthClientId ?? ''
  return `${tenant.id}\n${accountId}\n${scope}\n${String(tenant.secretVersion)}\n${client}`
}
