import type { AuditEvent, CallCompletion, CallEvent, ChangeEvent } from './audit-event.ts'

/** Append-only; an event is on disk when `append` resolves. */
export interface AuditStore {
  append(event: AuditEvent): Promise<void>
  /** Calls that were refused before anybody was known, with what was only counted; all or nothing. */
  appendRefused(
    calls: readonly { readonly event: CallEvent; readonly completion: CallCompletion }[],
    summaries: readonly ChangeEvent[],
  ): Promise<void>
  /** Adds how the call ended. An id that is not there is a fault of ours and rejects. */
  complete(eventId: string, completion: CallCompletion): Promise<void>
  /** Newest first. */
  recent(
    tenantId: string,
    limit: number,
  ): Promise<(AuditEvent & { readonly completion?: CallCompletion })[]>
}
