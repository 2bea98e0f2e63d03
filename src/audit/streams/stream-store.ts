import type { ChangeEvent } from '../audit-event.ts'
import type { AuditStream, StoredStream, StreamProgress, StreamRef } from './audit-stream.ts'

/** What an admin does to a stream, with its audit event. */
export type StreamChange =
  | { readonly kind: 'add'; readonly stored: StoredStream; readonly event: ChangeEvent }
  /** Settings alone; it is asked again at once, and goes on from where it was. */
  | { readonly kind: 'save'; readonly stream: AuditStream; readonly event: ChangeEvent }
  | { readonly kind: 'remove'; readonly id: string; readonly event: ChangeEvent }

/** A stream that has something to send, or to find out that it lost it. */
interface ReadyStream extends StreamRef {
  readonly isFailing: boolean
}

/** Where streams are kept; the tenant comes first. */
export interface StreamStore {
  /** Oldest first. */
  list(tenantId: string): Promise<readonly StoredStream[]>
  find(ref: StreamRef): Promise<StoredStream | undefined>
  /**
   * Decides on the streams as they are at this moment, and writes the change with its audit event.
   * @param decide answers undefined to leave everything as it is
   * @throws Refusal `gatehouse/busy`
   */
  change(
    tenantId: string,
    decide: (current: readonly StoredStream[]) => StreamChange | undefined,
  ): Promise<void>
  /** Those that are on and due, and whose tenant's chain goes further than they have come. */
  ready(now: number): Promise<readonly ReadyStream[]>
  /**
   * Writes how far a stream has come, with what is to be recorded of it, as one transaction; only if it
   * is on and still where it was read.
   * @returns false when an admin or another process was there meanwhile; nothing is written then
   */
  move(
    ref: StreamRef,
    from: Pick<StreamProgress, 'upTo'>,
    to: Partial<StreamProgress> & { readonly state?: 'gone' },
    events: readonly ChangeEvent[],
  ): Promise<boolean>
}
