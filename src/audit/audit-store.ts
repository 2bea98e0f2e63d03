import type { AuditEvent, CallCompletion } from './audit-event.ts'

/** Append-only; an event is on disk when `append` resolves. */
export interface AuditStore {
  append(event: AuditEvent): Promise<void>
  /** Adds how the call ended. An id that is not there is a fault of ours and rejects. */
  complete(eventId: string, completion: CallCompletion): Promise<void>
  /** Newest first. */
  recent(
    tenantId: string,
    limit: number,
  ): Promise<(AuditEvent & { readonly completion?: CallCompletion })[]>
}
