import type { StreamTarget } from './audit-stream.ts'
import type { StreamRecord } from './stream-record.ts'

/** Some records on their way, oldest first. */
export interface StreamBatch {
  /** The same for the same records, so that a receiver can tell a repetition. */
  readonly id: string
  readonly records: readonly StreamRecord[]
}

/** What came of it. None of the words has an address with a path, or a secret. */
export type SendAnswer =
  | { readonly kind: 'taken'; readonly outcome: string }
  /** The receiver wants no more. */
  | { readonly kind: 'gone'; readonly outcome: string }
  | {
      readonly kind: 'failed'
      readonly outcome: string
      readonly retryAfterSeconds: number | undefined
    }

/** The network behind streams: public addresses, nothing followed, bounded in time and size. */
export interface StreamTransport {
  /** @throws the signal's reason once it is aborted; nobody knows then what has arrived */
  send(target: StreamTarget, batch: StreamBatch, signal: AbortSignal): Promise<SendAnswer>
}
