import type { RetentionRules } from '../audit/retention-rules.ts'
import { members, whole } from '../identity/providers/parse-fields.ts'
import type { Parsed } from '../lib/fault.ts'
import { flag, parseBy } from './parse-rule-fields.ts'

/** Bounds of what can be kept. */
export const KEEP_DAYS_MAX = 3_650
export const KEEP_EVENTS_MIN = 1_000
const KEEP_EVENTS_MAX = 1_000_000_000

const rules = members(
  {
    keepDays: whole(1, KEEP_DAYS_MAX).optional(),
    keepEvents: whole(KEEP_EVENTS_MIN, KEEP_EVENTS_MAX).optional(),
    legalHold: flag,
  },
  'Must be an object with legalHold and, as you want it, keepDays and keepEvents.',
)

/**
 * For how long the record is kept, from its JSON form.
 * @param existing holds on where the input says nothing: a document that was written before there was
 * this part is not to lift a hold
 */
export function parseRetention(input: unknown, existing: RetentionRules): Parsed<RetentionRules> {
  return input === undefined ? { kind: 'accepted', value: existing } : parseBy(rules, input)
}
