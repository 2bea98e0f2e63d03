import type { AuditEvent } from '../audit/audit-event.ts'
import type { ApiToken } from './api-token.ts'

/** A token as it stands at the moment of a change. */
interface HeldToken {
  readonly token: ApiToken
  /** Another token took its place. */
  readonly isRotated: boolean
  /** The token whose place it took, live or ended. */
  readonly predecessor: ApiToken | undefined
}

/** What a change comes to. */
interface TokenUpdate {
  /** Its power and its end are written; what else it is never changes. */
  readonly token: ApiToken
  /** The token that takes its place. */
  readonly successor?: ApiToken
  /** Absent when there is nothing to write. */
  readonly event?: AuditEvent
}

/** Some of a tenant's live tokens, by their ids. */
export interface UnusedBatch {
  /** Neither made nor, as far as it was written, used after this moment. */
  readonly since: number
  readonly now: number
  /** Only ids after this one. */
  readonly after: string
  /** How many at most. */
  readonly limit: number
}

/** Where API tokens are kept; the tenant comes first, and a foreign token is not found. */
export interface TokenStore {
  find(tenantId: string, tokenId: string): Promise<ApiToken | undefined>
  /** Whose token it is; for who does not know the tenant yet, and believes nothing by this. */
  tenantIdOf(tokenId: string): Promise<string | undefined>
  /** Newest first; of one owner, or of the whole tenant. */
  list(tenantId: string, ownerAccountId?: string): Promise<ApiToken[]>
  /**
   * Writes the token and its audit event as one transaction.
   * @param liveMax how many live tokens the owner may have then, those of service accounts aside
   * @returns whether there was room for it; nothing is written when there was none
   */
  insert(token: ApiToken, event: AuditEvent, liveMax?: number): Promise<boolean>
  /**
   * Decides on a token as it is at this moment, and writes what it comes to as one transaction. No
   * other change comes in between.
   * @param decide is given undefined for a token that is not there; what it throws is thrown
   */
  change(
    tenantId: string,
    tokenId: string,
    decide: (held: HeldToken | undefined) => TokenUpdate,
  ): Promise<TokenUpdate>
  /**
   * Marks as revoked, with its audit event, in one transaction. Revoking twice changes and records
   * nothing. @returns whether anything changed
   */
  revoke(tenantId: string, tokenId: string, at: number, event: AuditEvent): Promise<boolean>
  /**
   * Revokes tokens that nobody uses, each with its audit event, as one transaction.
   * @param eventOf answers nothing for a token that is to stay
   * @returns what was revoked, and the `after` of the next batch; undefined when this was the last
   */
  revokeUnused(
    tenantId: string,
    batch: UnusedBatch,
    eventOf: (token: ApiToken) => AuditEvent | undefined,
  ): Promise<{ readonly revoked: readonly ApiToken[]; readonly next: string | undefined }>
  /** Newest use of each token; ids that are gone are passed over. */
  markUsed(uses: readonly { readonly tokenId: string; readonly at: number }[]): Promise<void>
}
