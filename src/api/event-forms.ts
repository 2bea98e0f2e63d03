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

/** Forms of recorded events, by their names among the components of the document. */
export const EVENT_FORMS = { Event: { anyOf: [call, change] } } as const
