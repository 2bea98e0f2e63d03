import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CallCompletion } from '../audit/audit-event.ts'
import { RefusedCaller } from '../identity/refused-caller.ts'
import type { Log } from '../lib/log.ts'
import { asRefusal } from '../lib/problem.ts'
import type { Refusal } from '../lib/refusal.ts'
import type { RefusalCode } from '../lib/refusal-codes.ts'
import { refuse } from './answer.ts'
import type { CallFacts, GrowingFacts } from './call-facts.ts'
import type { CallRecord } from './call-record.ts'
import type { HangUp } from './hang-up.ts'

/** How a call ended, before the times are added. */
export type Ending = Pick<CallCompletion, 'outcome' | 'status' | 'code' | 'hint'>

/**
 * Ends a request that did not get the product's whole answer: whatever was thrown, the caller is told
 * as much as they may know, and the record tells the rest.
 */
export async function endWithout(end: {
  readonly thrown: unknown
  readonly facts: GrowingFacts
  readonly record: CallRecord
  readonly hangUp: HangUp
  readonly log: Log
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly ours: readonly string[]
}): Promise<Ending> {
  const { thrown, facts, record, hangUp, log, req, res, ours } = end
  const wasAllowed = record.isOpen
  const refusal = wasAllowed
    ? asRefusal(thrown)
    : await recordedRefusal(record, facts, asRefusal(thrown))
  const { code, hint } = refusal
  if (hangUp.happened) {
    return { outcome: 'aborted', status: res.headersSent ? res.statusCode : 0, code: undefined }
  }
  logRefusal(log, refusal, facts, record.detailIn(facts, refusal.detail))
  if (res.headersSent) {
    res.destroy()
    return { outcome: 'failed', status: res.statusCode, code, hint }
  }
  refuse(req, res, refusal, facts.requestId, ours)
  return { outcome: wasAllowed ? 'failed' : 'refused', status: res.statusCode, code, hint }
}

// The refusal of a known caller is recorded before it is told, like a call before it is made; that of
// an unknown one is only taken down here, and goes its own way when the record is closed.
async function recordedRefusal(
  record: CallRecord,
  facts: GrowingFacts,
  refusal: Refusal,
): Promise<Refusal> {
  if (refusal.code === 'gatehouse/audit-unavailable') return refusal
  try {
    facts.detail = refusal.detail
    if (refusal instanceof RefusedCaller) {
      facts.caller = refusal.caller
      facts.isStranger = !refusal.isAdmitted
    }
    await record.open(facts, 'deny', facts.rule ?? refusal.code)
    return refusal
  } catch (thrown) {
    return asRefusal(thrown)
  }
}

/** Failures that the operator has to see to. */
const OURS: ReadonlySet<RefusalCode> = new Set([
  'gatehouse/internal',
  'gatehouse/audit-unavailable',
  'policy/unavailable',
  'limit/unavailable',
])

function logRefusal(
  log: Log,
  refusal: Refusal,
  facts: CallFacts,
  detail: string | undefined,
): void {
  const { code } = refusal
  const line = { requestId: facts.requestId, tenantId: facts.tenant?.id, code, detail }
  if (OURS.has(code)) log.error({ ...line, err: refusal.cause }, 'a call failed inside Gatehouse')
  else log.info(line, 'a call was refused')
}
