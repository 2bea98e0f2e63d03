import type { ChangeEvent, RecordedEvent } from '../audit-event.ts'
import type { ChainLine } from './stream-source.ts'

/** Which installation a record is of, as its receiver knows it. */
export interface StreamSite {
  readonly product: string
  readonly host: string
}

/** As RFC 5424 §6.2.1 counts them. */
type Severity = 3 | 4 | 5 | 6

/** A line of the chain as it leaves the house: as text, and what syslog wants to know of it. */
export interface StreamRecord {
  readonly at: number
  /** Kind of the event, or `test`. */
  readonly kind: string
  readonly severity: Severity
  readonly site: StreamSite
  /** Which tenant and which place of its chain, for those that read no JSON. */
  readonly place: Readonly<Record<string, string>>
  /** One line of JSON; the facts are those of the audit log, which has no secrets. */
  readonly text: string
}

/**
 * @param previous place of the record that was sent before; 0 for the first. Whoever receives them can
 * tell by it that none is missing, also where not all events are wanted
 */
export function recordOf(line: ChainLine, previous: number, site: StreamSite): StreamRecord {
  const { seq, hash, part, event } = line
  const { tenantId, at, kind } = event
  const { product, host } = site
  const of = { tenant: tenantId, product, site: host }
  const text = JSON.stringify({ ...of, seq, previous, hash, part, event: told(event) })
  const numbers = { seq: String(seq), previous: String(previous) }
  const place = { tenant: tenantId, ...numbers, hash, part }
  return { at, kind, severity: severityOf(event), site, place, text }
}

/** What an admin has sent to see whether it arrives. */
export function testRecord(tenantId: string, at: number, site: StreamSite): StreamRecord {
  const { product, host } = site
  const says = 'This is a test. Nothing has happened.'
  const of = { tenant: tenantId, product, site: host }
  const text = JSON.stringify({ ...of, part: 'test', at: new Date(at).toISOString(), says })
  const place = { tenant: tenantId, part: 'test' }
  return { at, kind: 'test', severity: 6, site, place, text }
}

// As the management API tells events; the tenant stands beside it.
function told(event: RecordedEvent): object {
  const whole = { ...event, tenantId: undefined, at: new Date(event.at).toISOString() }
  return event.kind === 'call' ? { ...whole, shadows: event.shadows?.split(' ') ?? [] } : whole
}

const TO_BE_SEEN: ReadonlySet<ChangeEvent['kind']> = new Set([
  'tenant.suspected',
  'guard.tripped',
  'budget.low',
  'provider.down',
  'calls.refused',
  'stream.down',
  'stream.lost',
])

function severityOf(event: RecordedEvent): Severity {
  if (event.kind !== 'call') return TO_BE_SEEN.has(event.kind) ? 4 : 5
  switch (event.completion?.outcome ?? event.outcome) {
    case 'failed':
      return 3
    case 'refused':
      return 4
    case 'aborted':
      return 5
    case 'answered':
    case 'unknown':
      return 6
  }
}
