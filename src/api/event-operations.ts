import type { RecordedEvent } from '../audit/audit-event.ts'
import type { AuditReader, EventFilter, EventPlace } from '../audit/audit-reader.ts'
import {
  eventPlaceText,
  readEventFilter,
  readEventPlace,
  type FilterName,
} from '../audit/event-filter.ts'
import { Refusal } from '../lib/refusal.ts'
import { listOf, named, record, TEXT } from './forms.ts'
import { invalidInput } from './invalid-input.ts'
import type { ManagementCall, Operation } from './operation.ts'

export interface EventOperationDeps {
  readonly reader: AuditReader
}

const LIMIT_MAX = 200
const ID_LENGTH_MAX = 64

const SAYS: Readonly<Record<FilterName, string>> = {
  what: '`calls` or `changes`; without it, both.',
  from: 'Not before: `2026-11-22T10:00Z`, or milliseconds since 1970.',
  to: 'Before, in the same way.',
  caller: 'Of one caller, as `caller` of an event names it.',
  credentialKind: 'Kind of credential: `api-token`, `provider-token`, `bypass`, …',
  credentialId: 'Which credential: the id of a token, of a bypass.',
  accountId: 'Of the account that answers for the call.',
  ended:
    '`answered`, `refused` by the rules, or `failed`: allowed, and no whole answer came of it.',
  code: 'Code of the refusal.',
  rule: 'The rule that decided.',
  shadow: 'What a rule in shadow would have done: `would-deny:no-deletes`.',
  method: 'In upper case.',
  operation: 'As `operation` of an event has it, or the path of a call that has none.',
  hint: 'What Gatehouse made of the product’s refusal.',
  atLeastMs: 'Only calls that took as long as this or longer, in milliseconds.',
  deprecated: 'With `true`, only calls whose answer said that the product is to take them away.',
  kind: 'Kind of a change: `token.revoked`.',
}

const QUERY: NonNullable<Operation['inQuery']> = [
  ...Object.entries(SAYS).map(([name, says]) => ({ name, says })),
  { name: 'limit', says: `How many at most: 1 to ${String(LIMIT_MAX)}; without it, 50.` },
  { name: 'before', says: 'Goes on with a list: `next` of the part before.' },
]

/** The log: what was called and what was changed. */
export function eventOperations({ reader }: EventOperationDeps): readonly Operation[] {
  async function search({ person, inQuery }: ManagementCall) {
    const { filter, limit, before } = readEventQuery(inQuery)
    const found = await reader.search(person.tenant.id, filter, { limit, before })
    return { status: 200 as const, body: { events: found.map(shown), next: nextOf(found, limit) } }
  }

  async function read({ person, inPath }: ManagementCall) {
    const id = inPath['id'] ?? ''
    const found = id.length > ID_LENGTH_MAX ? undefined : await reader.find(person.tenant.id, id)
    if (found === undefined) throw new Refusal('request/not-found', { detail: 'no such event' })
    return { status: 200 as const, body: shown(found) }
  }

  return [
    {
      method: 'get',
      path: '/events',
      name: 'searchEvents',
      says: 'What was called and what was changed, newest first. All that is named has to hold.',
      inQuery: QUERY,
      answer: {
        status: 200,
        says: 'Some of the events; with `next`, to be sent as `before`, if there may be more.',
        form: record({ events: listOf(named('Event')) }, { next: TEXT }),
      },
      refuses: ['gatehouse/busy'],
      handle: search,
    },
    {
      method: 'get',
      path: '/events/{id}',
      name: 'readEvent',
      says: 'One event, by its own id or by the id of its request.',
      inPath: [
        { name: 'id', says: 'Of the event, or of the request as a refused caller was told it.' },
      ],
      answer: { status: 200, says: 'The event.', form: named('Event') },
      refuses: [],
      handle: read,
    },
  ]
}

/** @throws Refusal `request/invalid-input` with all faults */
function readEventQuery({ limit = '50', before, ...texts }: ManagementCall['inQuery']): {
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

function nextOf(found: readonly RecordedEvent[], limit: number): string | undefined {
  const last = found.at(-1)
  return last === undefined || found.length < limit ? undefined : eventPlaceText(last)
}

// The tenant is the caller's; its id is ours alone, and stays out of the JSON.
function shown(event: RecordedEvent): object {
  const told = { ...event, tenantId: undefined, at: new Date(event.at).toISOString() }
  return event.kind === 'call' ? { ...told, shadows: event.shadows?.split(' ') ?? [] } : told
}
