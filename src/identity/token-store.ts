import type { AuditEvent } from '../audit/audit-event.ts'
import type { ApiToken } from './api-token.ts'

/** Where API tokens are kept; the tenant comes first, and a foreign token is not found. */
export interface TokenStore {
  find(tenantId: string, tokenId: string): Promise<ApiToken | undefined>
  /** Whose token it is; for who does not know the tenant yet, and believes nothing by this. */
  tenantIdOf(tokenId: string): Promise<string | undefined>
  /** Newest first; of one owner, or of the whole tenant. */
  list(tenantId: string, ownerAccountId?: string): Promise<ApiToken[]>
  /** Writes the token and its audit event as one transaction. */
  insert(token: ApiToken, event: AuditEvent): Promise<void>
  /**
   * Marks as revoked, with its audit event, in one transaction. Revoking twice changes and records
   * nothing. @returns whether anything changed
   */
  revoke(tenantId: string, tokenId: string, at: number, event: AuditEvent): Promise<boolean>
  /** Newest use of each token; ids that are gone are passed over. */
  markUsed(uses: readonly { readonly tokenId: string; readonly at: number }[]): Promise<void>
}
