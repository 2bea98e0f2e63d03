import type { RecordedEvent } from '../../../audit/audit-event.ts'

/** One member of an event, by the name that it has in the log. */
export interface EventFact {
  readonly name: string
  readonly value: string
}

/** All that was recorded, for who wants to see everything; what is absent is left out. */
export function eventFacts(event: RecordedEvent): readonly EventFact[] {
  return facts('', { ...event, at: new Date(event.at).toISOString(), tenantId: undefined })
}

function facts(prefix: string, members: object): readonly EventFact[] {
  return Object.entries(members).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined || value === null || value === '') return []
    if (Array.isArray(value)) {
      return value.length === 0 ? [] : [{ name: prefix + name, value: value.join(', ') }]
    }
    if (typeof value === 'object') return facts(`${prefix}${name}.`, value)
    return [
      { name: prefix + name, value: typeof value === 'string' ? value : JSON.stringify(value) },
    ]
  })
}
