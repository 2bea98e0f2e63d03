import type { EventFilter, EventPlace, Span } from '../audit/audit-reader.ts'
import { readEventFilter, readEventPlace, type FilterName } from '../audit/event-filter.ts'
import { momentIn, NO_MOMENT } from '../audit/moment-text.ts'
import { invalidInput } from './invalid-input.ts'
import type { ManagementCall, Operation } from './operation.ts'

type Query = NonNullable<Operation['inQuery']>

const LIMIT_MAX = 200

const SAYS: Readonly<Record<FilterName, string>> = {
  what: '`calls` or `changes`; without it, both.',
  from: 'Not before: `2026-11-22T10:00Z`, or milliseconds since 1970.',
  to: 'Before, in the same way.',
  caller: 'Of one caller, as `caller` of an event names it.',
  requestId: 'Of one request.',
  credentialKind: 'Kind of credential: `api-token`, `provider-token`, `bypass`, …',
  credentialId: 'Which credential: the id of a token, of a bypass.',
  accountId: 'Of the account that answers for the call.',
  subject: 'Of a call, whom its credential names; of a change, the id of what was changed.',
  actor: 'Who changed something: an account id, `product` or `gatehouse`.',
  trustRule: 'The provider’s rule that let the token in.',
  address: 'That the call came from.',
  actsAs: '`user`, `app`, `caller` (by its own credential of the product) or `anonymous`.',
  shownAs:
    'With `app`, only calls that the product shows as the app’s, whoever made them: let through as the app, by another method than GET, HEAD and OPTIONS.',
  ended:
    '`answered`, `refused` by the rules, or `failed`: allowed, and no whole answer came of it.',
  outcome:
    'As `outcome` of an event has it: `unknown`, `answered`, `refused`, `failed`, `aborted`.',
  code: 'Code of the refusal.',
  status: 'That the caller got.',
  upstreamStatus: 'That the product answered.',
  rule: 'The rule that decided.',
  policyVersion: 'The version of the policy that decided.',
  shadow: 'What a rule in shadow would have done: `would-deny:no-deletes`.',
  countedBy: 'Id of a limit that counted the call.',
  method: 'In upper case.',
  operation:
    'As `operation` of an event has it; of a call that has none its `pathClass`, and of one from before there were classes its path.',
  path: 'The whole path, without the query.',
  hint: 'What Gatehouse made of the product’s refusal.',
  traceId: 'The product’s own name of the request.',
  atLeastMs: 'Only calls that took as long as this or longer, in milliseconds.',
  upstreamAtLeastMs: 'Only calls whose product took as long as this or longer to begin its answer.',
  bytesInAtLeast: 'Only calls whose body had as many bytes or more.',
  bytesOutAtLeast: 'Only calls whose answer had as many bytes or more.',
  deprecated: 'With `true`, only calls whose answer said that the product is to take them away.',
  kind: 'Kind of a change: `token.revoked`.',
}

/** What every operation about events takes that has a filter. */
export const FILTER_QUERY: Query = Object.entries(SAYS).map(([name, says]) => ({ name, says }))

export const PAGE_QUERY: Query = [
  { name: 'limit', says: `How many at most: 1 to ${String(LIMIT_MAX)}; without it, 50.` },
  { name: 'before', says: 'Goes on with a list: `next` of the part before.' },
]

export const SPAN_QUERY: Query = [
  { name: 'from', says: `${SAYS.from} Without it, 24 hours before the end.` },
  { name: 'to', says: 'Before, in the same way; without it, now.' },
]

/** @throws Refusal `request/invalid-input` with all faults */
export function readEventQuery({ limit = '50', before, ...texts }: ManagementCall['inQuery']): {
  readonly filter: EventFilter
  readonly limit: number
  readonly before: EventPlace | undefined
} {
  const { filter, faults } = readEventFilter(texts)
  const place = before === undefined ? undefined : readEventPlace(before)
  const isCount = /^[1-9]\d{0,2}$/.test(limit) && Number(limit) <= LIMIT_MAX
  const all = [
    ...faults.map(({ path, says }) => ({ path: `query.${path}`, says })),
    ...(isCount ? [] : [{ path: 'query.limit', says: `Must be 1 to ${String(LIMIT_MAX)}.` }]),
    ...(before === undefined || place !== undefined
      ? []
      : [{ path: 'query.before', says: 'Must be `next` of an answer, as it is.' }]),
  ]
  if (all.length > 0) throw invalidInput(all)
  return { filter, limit: Number(limit), before: place }
}

const DAY_MS = 24 * 3_600_000
const SPAN_MS_MAX = 400 * DAY_MS

/**
 * @param now end of a span that names none
 * @throws Refusal `request/invalid-input` for what is no span, or one of more than 400 days
 */
export function readSpan({ from, to }: ManagementCall['inQuery'], now: number): Span {
  const [begin, end] = [momentIn(from), momentIn(to)]
  const span = { from: begin ?? Math.max(0, (end ?? now) - DAY_MS), to: end ?? now + 1 }
  const length = span.to - span.from
  const faults = [
    ...(from !== undefined && begin === undefined ? [{ path: 'query.from', says: NO_MOMENT }] : []),
    ...(to !== undefined && end === undefined ? [{ path: 'query.to', says: NO_MOMENT }] : []),
    ...(length < 1 ? [{ path: 'query.to', says: 'Must be after `from`.' }] : []),
    ...(length > SPAN_MS_MAX ? [{ path: 'query.from', says: 'Must be within 400 days.' }] : []),
  ]
  if (faults.length > 0) throw invalidInput(faults)
  return span
}
