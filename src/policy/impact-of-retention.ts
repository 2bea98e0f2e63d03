import type { RetentionRules } from '../audit/retention-rules.ts'
import { gains, loses, when, type Effect } from './impact-effect.ts'
import type { PolicyDocument } from './policy-document.ts'

type HasRetention = Pick<PolicyDocument, 'retention'>

/** What becomes of recorded events: those that are removed are gone for everybody. */
export function impactOfRetention(
  { retention: before }: HasRetention,
  { retention: after }: HasRetention,
): Effect[] {
  if (after.legalHold) return [...when(!before.legalHold, gains(HELD))]
  const [was, is] = [inForce(before), inForce(after)]
  const { days, events } = is
  return [
    ...when(before.legalHold, loses('The legal hold on the record is lifted.')),
    ...when(
      days < was.days,
      loses(`Events that are older than ${String(days)} days are removed from the record.`),
    ),
    ...when(days > was.days, gains('Recorded events are kept for longer.')),
    ...when(
      events < was.events,
      loses(`Of more than ${String(events)} events the oldest are removed from the record.`),
    ),
    ...when(events > was.events, gains('More recorded events are kept.')),
  ]
}

function inForce({ legalHold, keepDays, keepEvents }: RetentionRules) {
  if (legalHold) return { days: Infinity, events: Infinity }
  return { days: keepDays ?? Infinity, events: keepEvents ?? Infinity }
}

const HELD = 'Nothing is removed from the record: a legal hold is set.'
