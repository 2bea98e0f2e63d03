import type { CallCompletion, RecordedEvent } from '../../../src/audit/audit-event.ts'
import { aCallEvent } from '../../support/things.ts'

/** A call as the log has it once it has ended; answered, unless its ending says otherwise. */
export function aRecordedCall(
  given: Parameters<typeof aCallEvent>[0] = {},
  ended: Partial<CallCompletion> = {},
): RecordedEvent {
  const completion: CallCompletion = {
    outcome: given.decision === 'deny' ? 'refused' : 'answered',
    status: given.decision === 'deny' ? 403 : 200,
    code: undefined,
    upstreamStatus: undefined,
    traceId: undefined,
    durationMs: 10,
    ...ended,
  }
  const call = aCallEvent({ caller: `api-token ${given.credentialId ?? 'token'}`, ...given })
  return { ...call, outcome: completion.outcome, completion }
}
