import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { ChangeEvent } from '../audit-event.ts'
import { hostOfTarget, type AuditStream } from './audit-stream.ts'

/** Who does something to a stream; Gatehouse itself without it. */
export interface StreamActor {
  readonly actor: string
  readonly requestId: string
}

type StreamKind = Extract<ChangeEvent['kind'], `stream${string}`>

/** An audit event about a stream. It names the host of the receiver, and no more of its address. */
export function streamEvent(
  kind: StreamKind,
  { tenantId, id: subject, name, target }: AuditStream,
  facts: ChangeEvent['facts'],
  { clock, ids }: { readonly clock: Clock; readonly ids: Pick<Ids, 'next'> },
  by?: StreamActor,
): ChangeEvent {
  const id = ids.next()
  const { actor = 'gatehouse', requestId = id } = by ?? {}
  const base = { id, tenantId, at: clock.now(), requestId, kind, actor, subject }
  return { ...base, facts: { name, host: hostOfTarget(target), ...facts } }
}
