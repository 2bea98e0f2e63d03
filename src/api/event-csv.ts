import type { RecordedEvent } from '../audit/audit-event.ts'
import { shownEvent } from './shown-event.ts'

/** Members of events by the names of the API; those of a member of its own after a point. */
export const CSV_COLUMNS = [
  'at',
  'kind',
  'id',
  'requestId',
  'caller',
  'credentialKind',
  'credentialId',
  'subject',
  'trustRule',
  'accountId',
  'actor',
  'actsAs',
  'address',
  'method',
  'path',
  'operation',
  'decision',
  'rule',
  'policyVersion',
  'detail',
  'shadows',
  'limits',
  'outcome',
  'completion.outcome',
  'completion.status',
  'completion.code',
  'completion.upstreamStatus',
  'completion.durationMs',
  'completion.upstreamMs',
  'completion.bytesIn',
  'completion.bytesOut',
  'completion.traceId',
  'completion.hint',
  'completion.deprecation',
  'seen.access',
  'seen.provider',
  'seen.groups',
  'seen.queryNames',
  'seen.ownerIsAdmin',
  'facts',
  // The last, so that who reads columns by their place goes on.
  'pathClass',
] as const

const PLACES = CSV_COLUMNS.map((column) => column.split('.'))

/** The names of the columns, as a line of RFC 4180. */
export const CSV_HEADER = `${CSV_COLUMNS.join(',')}\r\n`

/** An event as a line of RFC 4180; what is absent is an empty cell. */
export function csvLine(event: RecordedEvent): string {
  const shown = shownEvent(event)
  const cells = PLACES.map((place) => {
    const value = place.reduce<unknown>(memberOf, shown)
    return value === undefined ? '' : cellOf(textOf(value))
  })
  return `${cells.join(',')}\r\n`
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(' ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

// Spreadsheets run what begins like this, and callers choose paths and names. Some split lines at a semicolon
// or a tab whatever the quotes say, so that a cell can begin there as well.
const FORMULA = /(^|[;\t\r\n])(?=[=+\-@\t\r])/g

function cellOf(text: string): string {
  const safe = text.replace(FORMULA, "$1'")
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
