import type { Awaitable } from '../lib/awaitable.ts'
import type { AuditEvent, CallCompletion, CallEvent, ChangeEvent } from './audit-event.ts'

/** Append-only; an event is on disk when `append` resolves. */
export interface AuditStore {
  append(event: AuditEvent): Promise<void>
  /** Calls that were refused before anybody was known, with what was only counted; all or nothing. */
  appendRefused(
    calls: readonly { readonly event: CallEvent; readonly completion: CallCompletion }[],
    summaries: readonly ChangeEvent[],
  ): Promise<void>
  /** Adds how the call ended, once. An event that is not there is a fault of ours: an Error, at once or in the promise. */
  complete(event: Pick<AuditEvent, 'id' | 'tenantId'>, completion: CallCompletion): Awaitable<void>
  /** How often each bypass was taken since then, by its id. */
  bypassHits(tenantId: string, since: number): Promise<ReadonlyMap<string, number>>
  /** How often each rule in shadow would have decided otherwise since then, as `Decision.shadows` names it. */
  shadowHits(tenantId: string, since: number): Promise<ReadonlyMap<string, number>>
  /** Newest first. */
  recent(
    tenantId: string,
    limit: number,
  ): Promise<(AuditEvent & { readonly completion?: CallCompletion })[]>
}
