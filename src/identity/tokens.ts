import type { RefusalCode } from '../lib/refusal-codes.ts'
import type { Secret } from '../lib/secret.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { ApiToken, TokenLimits } from './api-token.ts'
import type { Authenticator } from './credential.ts'
import type { Access, Principal } from './principal.ts'

export interface TokenWish {
  readonly tenantId: string
  readonly ownerAccountId: string
  readonly name: string
  readonly access: Access
  readonly actsAs: 'user' | 'app'
  readonly lifetimeDays: number
  /** What the tenant's rule allows at most; handed in with every wish, so that no door forgets it. */
  readonly lifetimeDaysMax: number
  /** How many live tokens the owner may have, this one included; absent: any number. */
  readonly liveMax?: number | undefined
  readonly limits?: TokenLimits | undefined
  /** Of a token for a service account: what it is for, and the admin who makes it. */
  readonly service?: { readonly purpose: string; readonly createdBy: string } | undefined
  readonly requestId: string
}

/** Who changes a token. */
export interface TokenActor {
  readonly actor: string
  readonly requestId: string
  /** When given, only this owner's token can be changed. */
  readonly ownerAccountId?: string
}

/** A token is narrowed by whoever owns it, and widened by an administrator alone. */
export interface TokenChange {
  readonly limits?: TokenLimits | undefined
  readonly access?: Access | undefined
  readonly actsAs?: 'user' | 'app' | undefined
}

/** A token, and who comes with it. */
interface TokenHolder {
  readonly token: ApiToken
  readonly principal: Principal
  /** What the gateway would refuse it with before it looks at any rule. */
  readonly fault: RefusalCode | undefined
}

/** Everything that is done with API tokens. */
export interface Tokens {
  /**
   * @returns the record, and the token's text: the only time it is ever seen
   * @throws Refusal `request/invalid-input`, with every fault, for an empty or overlong name or purpose, a
   * life time of less than a day, beyond `lifetimeDaysMax` or beyond `TOKEN_DAYS_MAX`, limits that are
   * none, or what cannot be in one token; `tokens/too-many`
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
  /**
   * Changes what a token may do, from the next call on. What is not named stays as it is.
   * @param mayWiden whether an administrator asks
   * @throws Refusal `request/not-found`; `tokens/widening`; `request/invalid-input` with faults;
   * `credential/revoked`, `credential/expired` for one that has ended
   */
  change(
    tenantId: string,
    tokenId: string,
    change: TokenChange,
    by: TokenActor & { readonly mayWiden: boolean },
  ): Promise<ApiToken>
  /**
   * A new secret for the same purpose: a token that may do what the old one may, for as long as the old
   * one was made for. The old one works on for `overlapHours`, at most until its own end. A person's is
   * rotated by that person alone; a service account's by administrators, who ask without
   * `ownerAccountId`. It counts for no `liveMax`, since never more than these two are live. Whether the
   * tenant's rules let the old one serve is for the doors to ask.
   * @returns the new token, and its text: the only time it is ever seen
   * @throws Refusal `request/not-found`; `request/invalid-input`, also for one that was rotated already, is
   * another person's, or took the place of one that is live yet; `person/not-admin`; `credential/revoked`, `credential/expired` for one that
   * has ended
   */
  rotate(
    tenantId: string,
    tokenId: string,
    wish: { readonly overlapHours: number; readonly lifetimeDaysMax: number },
    by: TokenActor,
  ): Promise<{ readonly token: ApiToken; readonly text: Secret }>
  /** Live tokens of the tenant that were not used for so many days. @returns how many were revoked */
  revokeIdle(tenantId: string, idleDays: number): Promise<number>
  /** All live tokens of an account that is gone. @returns how many */
  revokeAllOf(
    tenantId: string,
    accountId: string,
    by: { readonly actor: string; readonly requestId: string },
  ): Promise<number>
  readonly authenticate: Authenticator
  /**
   * Who would come with a token, without it: for explaining what it can do. Changes nothing, not even when
   * it was last used; the product is asked about its owner where the gateway would ask.
   * @returns undefined for a token that the tenant does not have
   */
  holderOf(tenant: Tenant, tokenId: string): Promise<TokenHolder | undefined>
  /**
   * Tenant of the token that a text names by its id, for where the address names none. Proves nothing:
   * only `authenticate`, asked with this tenant, says whether the text is right.
   * @returns undefined for any other text, and for an id that is not known
   */
  tenantIdOf(text: Secret): Promise<string | undefined>
  /** Writes what is still waiting (last-used times). */
  flush(): Promise<void>
  /** Another process has changed it, or may have changed all of them: the next call asks the store. */
  readonly forget: (tenantId: string, tokenId: string) => void
  readonly forgetAll: () => void
}

/** Longest life that any token can have, whatever a tenant's rule says. */
export const TOKEN_DAYS_MAX = 365
/** Longest time that an old and a new secret work side by side: thirty days. */
export const OVERLAP_HOURS_MAX = 720
export const TOKEN_NAME_LENGTH_MAX = 80
export const TOKEN_PURPOSE_LENGTH_MAX = 200
