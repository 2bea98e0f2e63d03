import type { Secret } from '../../lib/secret.ts'

/** One message as it goes out. */
export interface NoticeMessage {
  readonly url: Secret
  readonly id: string
  readonly body: string
  /** Each signs it: the newest, and for a while the one before. */
  readonly secrets: readonly Secret[]
}

/** What the receiver made of it. */
export type NoticeAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly retryAfterSeconds: number | undefined
    }
  /** Why there was no answer, in words; never the address. */
  | { readonly kind: 'failed'; readonly reason: string }

/** The network behind the sender: https, public addresses, nothing followed, bounded in time and size. */
export interface NoticeClient {
  post(message: NoticeMessage): Promise<NoticeAnswer>
}
