import type { Access } from './principal.ts'

/** A credential that Gatehouse issued. The secret itself is not here and cannot be got back. */
export interface ApiToken {
  /** Part of the token's text; names it in lists, logs and audit. */
  readonly id: string
  readonly tenantId: string
  readonly name: string
  /** Who made it, and whom it acts as unless `actsAs` is `app`. */
  readonly ownerAccountId: string
  readonly actsAs: 'user' | 'app'
  readonly access: Access
  /** Keyed hash of the whole token text. */
  readonly hash: string
  /** Milliseconds since the epoch, all of them. */
  readonly createdAt: number
  readonly expiresAt: number
  readonly revokedAt: number | undefined
  readonly lastUsedAt: number | undefined
}

export type TokenState = 'live' | 'expired' | 'revoked'

export function stateOf(token: ApiToken, now: number): TokenState {
  if (token.revokedAt !== undefined) return 'revoked'
  return token.expiresAt <= now ? 'expired' : 'live'
}
