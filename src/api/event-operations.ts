import type { RecordedEvent } from '../audit/audit-event.ts'
import type { AuditReader } from '../audit/audit-reader.ts'
import { eventPlaceText } from '../audit/event-filter.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { exportOperation } from './event-export.ts'
import { numberOperations } from './event-numbers.ts'
import { FILTER_QUERY, PAGE_QUERY, readEventQuery } from './event-query.ts'
import { listOf, named, record, TEXT } from './forms.ts'
import type { ManagementCall, Operation } from './operation.ts'
import { shownEvent } from './shown-event.ts'

export interface EventOperationDeps {
  readonly reader: AuditReader
  readonly clock: Clock
}

const ID_LENGTH_MAX = 64

/** The log: what was called and what was changed. */
export function eventOperations(deps: EventOperationDeps): readonly Operation[] {
  const { reader } = deps

  async function search({ person, inQuery }: ManagementCall) {
    const { filter, limit, before } = readEventQuery(inQuery)
    const found = await reader.search(person.tenant.id, filter, { limit, before })
    const body = { events: found.map(shownEvent), next: nextOf(found, limit) }
    return { status: 200 as const, body }
  }

  async function read({ person, inPath }: ManagementCall) {
    const id = inPath['id'] ?? ''
    const found = id.length > ID_LENGTH_MAX ? undefined : await reader.find(person.tenant.id, id)
    if (found === undefined) throw new Refusal('request/not-found', { detail: 'no such event' })
    return { status: 200 as const, body: shownEvent(found) }
  }

  return [
    {
      method: 'get',
      path: '/events',
      name: 'searchEvents',
      says: 'What was called and what was changed, newest first. All that is named has to hold.',
      inQuery: [...FILTER_QUERY, ...PAGE_QUERY],
      answer: {
        status: 200,
        says: 'Some of the events; with `next`, to be sent as `before`, if there may be more.',
        form: record({ events: listOf(named('Event')) }, { next: TEXT }),
      },
      refuses: ['gatehouse/busy'],
      handle: search,
    },
    // Before the one with an id, which would take their names for ids.
    exportOperation(deps),
    ...numberOperations(deps),
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

function nextOf(found: readonly RecordedEvent[], limit: number): string | undefined {
  const last = found.at(-1)
  return last === undefined || found.length < limit ? undefined : eventPlaceText(last)
}
