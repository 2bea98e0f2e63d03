import type { Access, TokenFacts } from './principal.ts'

/** What a token is narrowed to, beside its access; absent members narrow nothing. */
export interface TokenLimits {
  /** CIDRs, or single addresses, that callers have to be in. */
  readonly networks?: readonly string[] | undefined
  /** Globs over paths below the product's base URL. */
  readonly resources?: readonly string[] | undefined
  /** Keys of projects (Jira) or spaces (Confluence), in upper case. */
  readonly places?: readonly string[] | undefined
}

/** A credential that Gatehouse issued. The secret itself is not here and cannot be got back. */
export interface ApiToken {
  /** Part of the token's text; names it in lists, logs and audit. */
  readonly id: string
  readonly tenantId: string
  readonly name: string
  /** Who answers for it, and whom it acts as unless `actsAs` is `app`. */
  readonly ownerAccountId: string
  /** Who made it: its owner, or an admin where it is a service account's. */
  readonly createdBy: string
  /** What a service account's token is for; a token with a purpose is one, and acts as the app. */
  readonly purpose: string | undefined
  readonly limits: TokenLimits
  /** The token that this one takes the place of. */
  readonly rotatedFrom: string | undefined
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

/** What rules ask about a token, as far as its use was written. */
export function tokenFactsOf(token: ApiToken): TokenFacts {
  const { createdAt, lastUsedAt = createdAt, purpose } = token
  const lastActiveAt = Math.max(createdAt, lastUsedAt)
  return { createdAt, lastActiveAt, isService: purpose !== undefined }
}
