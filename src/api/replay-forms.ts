import {
  NOT_TRIED_REASONS,
  UNSAID_REASONS,
  type ReplayOutcome,
} from '../policy/replay/replay-summary.ts'
import { listOf, named, oneOf, record, TEXT, YES_OR_NO } from './forms.ts'
import type { JsonSchema } from './operation.ts'
import { formLike } from './typed-form.ts'

const COUNT: JsonSchema = { type: 'integer', minimum: 0 }
const MOMENT: JsonSchema = { type: 'string', format: 'date-time' }
const CALLER = {
  credentialKind: TEXT,
  credentialId: TEXT,
  subject: TEXT,
  accountId: TEXT,
}

const outcome = formLike<ReplayOutcome>({ allowed: YES_OR_NO }, { code: TEXT, rule: TEXT })

const change = record({
  way: oneOf('loses', 'gains', 'other-code'),
  calls: COUNT,
  before: named('ReplayOutcome'),
  after: named('ReplayOutcome'),
  example: record({ eventId: TEXT, at: MOMENT, method: TEXT, path: TEXT }),
})

const summary = record(
  {
    calls: COUNT,
    unchanged: COUNT,
    loses: COUNT,
    gains: COUNT,
    otherCode: COUNT,
    unsaid: countsOf(UNSAID_REASONS),
    notTried: countsOf(NOT_TRIED_REASONS),
    decidedOtherwise: COUNT,
    callers: listOf(
      record(
        {
          caller: TEXT,
          loses: COUNT,
          gains: COUNT,
          otherCode: COUNT,
          changes: listOf(change, { maxItems: 20 }),
        },
        CALLER,
      ),
      { maxItems: 100, description: 'Most affected first.' },
    ),
    callersAffected: COUNT,
  },
  { from: MOMENT, to: MOMENT },
)

const finding = record(
  {
    shadow: { ...TEXT, description: 'As audit events name it: `would-deny:no-deletes`.' },
    day: { ...TEXT, description: 'Of UTC: `2026-11-22`.' },
    caller: TEXT,
    method: TEXT,
    operation: { ...TEXT, description: 'Of the catalogue; the path where it has none.' },
    calls: COUNT,
    lastAt: MOMENT,
  },
  CALLER,
)

function countsOf(names: readonly string[]): JsonSchema {
  return record({}, Object.fromEntries(names.map((name) => [name, COUNT])))
}

/** What a draft does to the calls of the past, and what rules in shadow would have done. */
export const REPLAY_FORMS = {
  ReplayOutcome: outcome,
  ReplaySummary: summary,
  ShadowFinding: finding,
} as const
