import type { Clock } from '../lib/clock.ts'
import { daysAfter } from '../lib/time-spans.ts'
import type { Ids } from '../lib/ids.ts'
import { stateOf, type ApiToken } from './api-token.ts'
import { ownToken } from './live-token.ts'
import type { TokenEvents } from './token-events.ts'
import type { TokenLookup } from './token-lookup.ts'
import type { TokenStore } from './token-store.ts'
import type { TokenUse } from './token-use.ts'
import type { Tokens } from './tokens.ts'

export interface TokenEndingDeps {
  readonly store: Pick<TokenStore, 'find' | 'list' | 'revoke' | 'revokeUnused'>
  readonly lookup: Pick<TokenLookup, 'forget'>
  readonly use: Pick<TokenUse, 'lastActiveAt'>
  readonly clock: Clock
  readonly ids: Pick<Ids, 'next'>
  readonly eventOf: TokenEvents
}

// Calls wait for a write to be recorded: a batch should be over before anybody notices.
const BATCH = 50

/** How tokens end before their time. */
export function createTokenEnding(
  deps: TokenEndingDeps,
): Pick<Tokens, 'revoke' | 'revokeAllOf' | 'revokeIdle'> {
  const { store, lookup, use, clock, ids, eventOf } = deps

  const revoke: Tokens['revoke'] = async (tenantId, tokenId, by) => {
    const token = ownToken(await store.find(tenantId, tokenId), tokenId, by)
    const event = eventOf('token.revoked', token, by, { owner: token.ownerAccountId })
    await store.revoke(tenantId, tokenId, clock.now(), event)
    lookup.forget(tenantId, tokenId)
  }

  return {
    revoke,

    async revokeAllOf(tenantId, accountId, by) {
      const owned = await store.list(tenantId, accountId)
      const live = owned.filter((token) => stateOf(token, clock.now()) === 'live')
      for (const token of live) await revoke(tenantId, token.id, by)
      return live.length
    },

    async revokeIdle(tenantId, idleDays) {
      if (!(idleDays >= 1)) throw new RangeError(`tokens are not idle after ${idleDays} days`)
      const by = { actor: 'gatehouse', requestId: ids.next() }
      const now = clock.now()
      const since = daysAfter(now, -idleDays)
      const eventIfIdle = (token: ApiToken) => {
        // A use that is not written yet is not in the store's count.
        if (use.lastActiveAt(token) > since) return undefined
        const facts = { reason: 'idle', idleDays, owner: token.ownerAccountId }
        return eventOf('token.revoked', token, by, facts)
      }
      let count = 0
      for (let after: string | undefined = ''; after !== undefined;) {
        const batch = { since, now, after, limit: BATCH }
        const { revoked, next } = await store.revokeUnused(tenantId, batch, eventIfIdle)
        for (const { id } of revoked) lookup.forget(tenantId, id)
        count += revoked.length
        after = next
      }
      return count
    },
  }
}
