import { CHANGE_KINDS } from '../audit/event-kinds.ts'
import { listOf, oneOf, record, TEXT, YES_OR_NO } from './forms.ts'
import type { JsonSchema } from './operation.ts'

const MOMENT: JsonSchema = { type: 'string', format: 'date-time' }
const COUNT: JsonSchema = { type: 'integer' }
const OUTCOME = oneOf('unknown', 'answered', 'refused', 'failed', 'aborted')

const COMMON = {
  id: { ...TEXT, description: 'Of the event; `explain` and lists take it.' },
  at: MOMENT,
  requestId: { ...TEXT, description: 'Of the request; a refused caller was told it.' },
}

const completion = record(
  {
    outcome: OUTCOME,
    status: { ...COUNT, description: 'That the caller got.' },
    durationMs: COUNT,
  },
  {
    code: { ...TEXT, description: 'Of the refusal.' },
    upstreamStatus: COUNT,
    upstreamMs: {
      ...COUNT,
      description: 'Of `durationMs`, until the product began to answer.',
    },
    bytesIn: { ...COUNT, description: 'Of the body that was sent on to the product.' },
    bytesOut: { ...COUNT, description: 'Of the body that the caller was sent.' },
    traceId: { ...TEXT, description: 'The product’s own name of the request, for its support.' },
    hint: { ...TEXT, description: 'What Gatehouse made of the product’s refusal.' },
    deprecation: TEXT,
  },
)

const seen = record(
  { access: oneOf('read', 'write', 'manage'), groups: listOf(TEXT), queryNames: listOf(TEXT) },
  { provider: TEXT, ownerIsAdmin: YES_OR_NO },
)

const call = record(
  {
    ...COMMON,
    kind: { const: 'call' },
    method: TEXT,
    path: { ...TEXT, description: 'Without the query.' },
    address: TEXT,
    decision: oneOf('allow', 'deny'),
    rule: { ...TEXT, description: 'The rule, or the code of the refusal, that decided.' },
    outcome: OUTCOME,
    shadows: listOf(TEXT, { description: 'What rules in shadow would have done.' }),
  },
  {
    credentialKind: TEXT,
    credentialId: TEXT,
    subject: TEXT,
    trustRule: TEXT,
    accountId: { ...TEXT, description: 'Who answers for the call.' },
    actsAs: oneOf('user', 'app', 'caller', 'anonymous'),
    detail: TEXT,
    policyVersion: COUNT,
    caller: { ...TEXT, description: 'With whom its calls are counted.' },
    operation: TEXT,
    pathClass: {
      ...TEXT,
      description: 'Without an operation: the path with `{}` for keys and numbers.',
    },
    limits: listOf(TEXT, {
      description: 'What was left of each limit that counted it: `per-token=98/100`.',
    }),
    seen,
    completion,
  },
)

const change = record({
  ...COMMON,
  kind: oneOf(...CHANGE_KINDS),
  actor: { ...TEXT, description: 'An account id, `product` or `gatehouse`.' },
  subject: TEXT,
  facts: { type: 'object' },
})

const callerName = {
  caller: { ...TEXT, description: 'As a filter takes it.' },
}
const commonNames = { credentialKind: TEXT, credentialId: TEXT, subject: TEXT, accountId: TEXT }
const callerCount = record({ ...callerName, calls: COUNT, refused: COUNT }, commonNames)
const namedCount = record({ name: TEXT, calls: COUNT })

const summary = record(
  {
    from: MOMENT,
    to: MOMENT,
    stepMs: { ...COUNT, description: 'Length of a step of `calls`, in milliseconds.' },
    calls: listOf(record({ at: MOMENT, answered: COUNT, refused: COUNT, failed: COUNT }), {
      description: 'By steps, and without those in which nobody called.',
    }),
    refusals: listOf(namedCount, { description: 'By code.' }),
    hints: listOf(namedCount),
    callers: listOf(callerCount, { description: 'The ten who called most.' }),
    shownAsApp: {
      ...record({ calls: COUNT, callers: listOf(callerCount) }),
      description: 'Calls that the product shows as the app’s, and the ten who made most of them.',
    },
  },
  {
    latency: record(
      { calls: COUNT, p50: COUNT, p95: COUNT, p99: COUNT },
      {
        productShare: {
          type: 'number',
          description: 'Of all that time, the part until the product began to answer: 0 to 1.',
        },
      },
    ),
  },
)

const lastUse = record(
  {
    ...callerName,
    method: TEXT,
    operation: TEXT,
    calls: { ...COUNT, description: 'Answered ones, in the span.' },
    lastAt: MOMENT,
  },
  commonNames,
)

/** Forms of recorded events, by their names among the components of the document. */
export const EVENT_FORMS = {
  Event: { anyOf: [call, change] },
  EventSummary: summary,
  LastUse: lastUse,
} as const
