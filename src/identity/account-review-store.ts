/** An account that the product told us something about, and that has to be read again. */
export interface AccountReview {
  readonly id: string
  readonly tenantId: string
  readonly accountId: string
  readonly attempts: number
}

/** What arrived: enough to recognise the same delivery, or the same token with another body. */
export interface Delivery {
  readonly tenantId: string
  /** `X-Atlassian-Webhook-Identifier`; the same on every retry. Confluence may not send one. */
  readonly identifier: string | undefined
  /** SHA-256 of the token that came with it. */
  readonly tokenDigest: string
  /** SHA-256 of the body. */
  readonly bodyDigest: string
  readonly receivedAt: number
}

/** `repeat`: was stored before; `conflict`: the same identifier or token came with another body. */
export type Acceptance = 'stored' | 'repeat' | 'conflict'

/** Work that webhooks asked for, on disk before the product gets its answer. */
export interface AccountReviewStore {
  /** Remembers the delivery and stores its work in one transaction. */
  accept(delivery: Delivery, accountId: string): Promise<Acceptance>
  /** Reviews whose time has come, oldest first. */
  due(now: number, limit: number): Promise<AccountReview[]>
  finish(reviewId: string): Promise<void>
  postpone(reviewId: string, until: number): Promise<void>
  /** Forgets deliveries that no retry can repeat any more. */
  forgetBefore(time: number): Promise<void>
}
