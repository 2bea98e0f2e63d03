import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { ChangeEvent } from '../audit-event.ts'

/** The audit event of changed settings. */
export function noticesChanged(
  tenantId: string,
  by: { readonly actor: string; readonly requestId: string },
  { clock, ids }: { readonly clock: Clock; readonly ids: Pick<Ids, 'next'> },
  facts: ChangeEvent['facts'],
): ChangeEvent {
  return {
    id: ids.next(),
    tenantId,
    at: clock.now(),
    requestId: by.requestId,
    kind: 'notices.changed',
    actor: by.actor,
    subject: tenantId,
    facts,
  }
}
