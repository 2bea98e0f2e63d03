import type { AuditEvent } from '../audit/audit-event.ts'
import type { Awaitable } from '../lib/awaitable.ts'

/** Proof that a provider's (issuer, subject) is one account of the tenant. */
export interface Link {
  readonly id: string
  readonly tenantId: string
  /** `issuerNameOf(provider)`. */
  readonly issuer: string
  readonly subject: string
  readonly accountId: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Account of who made it: the person, or an admin. */
  readonly createdBy: string
}

/** Which links, newest first. */
export interface LinkSelection {
  /** Of one account; absent: of the whole tenant. */
  readonly accountId?: string | undefined
  /** Only what comes after this one, which need not be there any more. */
  readonly after?: Pick<Link, 'createdAt' | 'id'> | undefined
  /** How many at most. */
  readonly limit: number
}

/** What became of a link that was to be written. */
export type Insertion =
  | { readonly kind: 'made' }
  /** (issuer, subject) is linked already, to whomever. */
  | { readonly kind: 'taken'; readonly there: Link }
  | { readonly kind: 'full'; readonly of: 'account' | 'tenant' }

/** How many links there may be. */
export interface MostLinks {
  readonly ofAccount: number
  readonly ofTenant: number
}

/** Where links are kept; the tenant comes first, and a foreign link is not found. */
export interface LinkStore {
  find(tenantId: string, issuer: string, subject: string): Promise<Link | undefined>
  byId(tenantId: string, linkId: string): Promise<Link | undefined>
  /** Newest first; of one account, or of the whole tenant. */
  list(tenantId: string, accountId?: string): Promise<Link[]>
  /** A part of such a list. */
  page(tenantId: string, selection: LinkSelection): Promise<Link[]>
  /**
   * Writes the link and its audit event as one transaction, or nothing when it cannot be made.
   * @throws Refusal `gatehouse/busy`
   */
  insert(link: Link, event: AuditEvent, most: MostLinks): Promise<Insertion>
  /**
   * Removes it, with its audit event, in one transaction.
   * @returns whether it was there
   * @throws Refusal `gatehouse/busy`
   */
  remove(tenantId: string, linkId: string, event: AuditEvent): Promise<boolean>
}

interface By {
  /** Account of who asks, or `product`. */
  readonly actor: string
  readonly requestId: string
}

/** Everything that is done with links. */
export interface Links {
  /** The account of a provider identity, from memory while fresh; effective changes are seen at once. */
  accountOf(tenantId: string, issuer: string, subject: string): Awaitable<string | undefined>
  list(tenantId: string, accountId?: string): Promise<Link[]>
  /** A part of such a list: a tenant can have tens of thousands of links. */
  page(tenantId: string, selection: LinkSelection): Promise<Link[]>
  /**
   * Linking what is linked to this very account is fine and records nothing.
   * @throws Refusal `link/taken` when (issuer, subject) belongs to another account;
   * `request/invalid-input`, with faults, for an issuer, subject or account that cannot be one, and
   * when the account or the tenant has as many links as it can have; `gatehouse/busy`
   */
  link(wish: Pick<Link, 'tenantId' | 'issuer' | 'subject' | 'accountId'>, by: By): Promise<Link>
  /**
   * Effective from the next call on.
   * @param ownerAccountId when given, only this account's link can be removed
   * @throws Refusal `request/not-found` for a link of another tenant or account; `gatehouse/busy`
   */
  unlink(
    tenantId: string,
    linkId: string,
    by: By & { readonly ownerAccountId?: string },
  ): Promise<void>
  /** All links of an account that is gone. @returns how many */
  unlinkAllOf(tenantId: string, accountId: string, by: By): Promise<number>
  /** Another process has changed it, or may have changed all of them: the next call asks the store. */
  readonly forget: (link: Pick<Link, 'tenantId' | 'issuer' | 'subject'>) => void
  readonly forgetAll: () => void
}
