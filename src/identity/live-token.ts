import { Refusal } from '../lib/refusal.ts'
import { stateOf, type ApiToken } from './api-token.ts'
import type { TokenActor } from './tokens.ts'

/**
 * A token that is there for who asks.
 * @throws Refusal `request/not-found` for one of another tenant or owner
 */
export function ownToken(
  token: ApiToken | undefined,
  tokenId: string,
  { actor, ownerAccountId }: TokenActor,
): ApiToken {
  const isForeign = ownerAccountId !== undefined && token?.ownerAccountId !== ownerAccountId
  if (token !== undefined && !isForeign) return token
  throw new Refusal('request/not-found', { detail: `no token ${tokenId} for ${actor}` })
}

/** @throws Refusal `credential/revoked`, `credential/expired` for one that has ended */
export function demandLive(token: ApiToken, now: number): void {
  const state = stateOf(token, now)
  if (state !== 'live')
    throw new Refusal(`credential/${state}`, { detail: `API token ${token.id}` })
}
