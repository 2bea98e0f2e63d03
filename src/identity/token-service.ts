import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import type { Secret } from '../lib/secret.ts'
import type { AdminCheck } from './admin-check.ts'
import { createTokenAuthenticator, createTokenHolding } from './token-authenticator.ts'
import { createTokenChanger } from './token-changer.ts'
import { createTokenEnding } from './token-ending.ts'
import { createTokenEvents } from './token-events.ts'
import { createTokenIssuer } from './token-issuer.ts'
import { createTokenLookup } from './token-lookup.ts'
import { createTokenRotation } from './token-rotation.ts'
import type { TokenStore } from './token-store.ts'
import { tokenIdIn } from './token-text.ts'
import { createTokenUse } from './token-use.ts'
import type { Tokens } from './tokens.ts'

export interface TokenServiceDeps {
  readonly store: TokenStore
  /** Key of the stored hashes; changing it ends every token. */
  readonly hashKey: Secret
  /** Asked about the owner of a token that acts as the app or manages Gatehouse, whenever it is used. */
  readonly isAdmin: AdminCheck
  /** After how many days without use the tenant's tokens end; undefined: never. */
  readonly idleDaysOf: (tenantId: string) => Promise<number | undefined>
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

export function createTokens(deps: TokenServiceDeps): Tokens {
  const { store, clock } = deps
  const lookup = createTokenLookup(store, clock)
  const use = createTokenUse(store, clock, deps.log)
  const parts = { ...deps, lookup, use, eventOf: createTokenEvents(deps) }

  return {
    issue: createTokenIssuer(parts),
    list: (tenantId, ownerAccountId) => store.list(tenantId, ownerAccountId),
    change: createTokenChanger(parts),
    rotate: createTokenRotation(parts),
    ...createTokenEnding(parts),
    authenticate: createTokenAuthenticator(parts),
    holderOf: createTokenHolding(parts),

    async tenantIdOf(text) {
      const id = tokenIdIn(text.reveal())
      return id === undefined ? undefined : await store.tenantIdOf(id)
    },

    flush: () => use.flush(),
    forget: lookup.forget,
    forgetAll: lookup.forgetAll,
  }
}
