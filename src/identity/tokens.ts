import type { Secret } from '../lib/secret.ts'
import type { ApiToken } from './api-token.ts'
import type { Authenticator } from './credential.ts'
import type { Access } from './principal.ts'

export interface TokenWish {
  readonly tenantId: string
  readonly ownerAccountId: string
  readonly name: string
  readonly access: Access
  readonly actsAs: 'user' | 'app'
  readonly lifetimeDays: number
  /** What the tenant's rule allows at most; handed in with every wish, so that no door forgets it. */
  readonly lifetimeDaysMax: number
  readonly requestId: string
}

/** Everything that is done with API tokens. */
export interface Tokens {
  /**
   * @returns the record, and the token's text: the only time it is ever seen
   * @throws Refusal `request/invalid-input` for an empty or overlong name, or a life time of less than
   * a day, beyond `lifetimeDaysMax` or beyond `TOKEN_DAYS_MAX`
   */
  issue(wish: TokenWish): Promise<{ readonly token: ApiToken; readonly text: Secret }>
  list(tenantId: string, ownerAccountId?: string): Promise<ApiToken[]>
  /**
   * Effective from the next call on. Revoking what is revoked already is fine.
   * @param ownerAccountId when given, only this owner's token can be revoked
   * @throws Refusal `request/not-found` for a token of another tenant or owner
   */
  revoke(
    tenantId: string,
    tokenId: string,
    by: { readonly actor: string; readonly requestId: string; readonly ownerAccountId?: string },
  ): Promise<void>
  /** All live tokens of an account that is gone. @returns how many */
  revokeAllOf(
    tenantId: string,
    accountId: string,
    by: { readonly actor: string; readonly requestId: string },
  ): Promise<number>
  readonly authenticate: Authenticator
  /**
   * Tenant of the token that a text names by its id, for where the address names none. Proves nothing:
   * only `authenticate`, asked with this tenant, says whether the text is right.
   * @returns undefined for any other text, and for an id that is not known
   */
  tenantIdOf(text: Secret): Promise<string | undefined>
  /** Writes what is still waiting (last-used times). */
  flush(): Promise<void>
}

/** Longest life that any token can have, whatever a tenant's rule says. */
export const TOKEN_DAYS_MAX = 365
export const TOKEN_NAME_LENGTH_MAX = 80
