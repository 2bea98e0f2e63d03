import type { RecordedEvent } from '../audit/audit-event.ts'
import type { AuditReader, EventFilter } from '../audit/audit-reader.ts'
import { eventPages } from '../audit/event-pages.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { CSV_HEADER, csvLine } from './event-csv.ts'
import { FILTER_QUERY, readEventQuery } from './event-query.ts'
import { TEXT } from './forms.ts'
import { invalidInput } from './invalid-input.ts'
import type { ManagementCall, Operation } from './operation.ts'
import { shownEvent } from './shown-event.ts'

interface Format {
  readonly contentType: string
  readonly header: string
  readonly line: (event: RecordedEvent) => string
}

const FORMATS: Readonly<Record<string, Format>> = {
  ndjson: {
    contentType: 'application/x-ndjson',
    header: '',
    line: (event) => `${JSON.stringify(shownEvent(event))}\n`,
  },
  csv: { contentType: 'text/csv; charset=utf-8', header: CSV_HEADER, line: csvLine },
}

/** Each keeps a page in memory and reads one after the other, beside the pages of administrators. */
const EXPORTS_OF_TENANT_MAX = 4
const RETRY_AFTER_SECONDS = 30

/** The log as a file, of any size. */
export function exportOperation({
  reader,
  clock,
}: {
  readonly reader: Pick<AuditReader, 'search'>
  readonly clock: Clock
}): Operation {
  const running = new Map<string, number>()

  function count(tenantId: string, more: 1 | -1): void {
    const now = (running.get(tenantId) ?? 0) + more
    if (now === 0) running.delete(tenantId)
    else running.set(tenantId, now)
  }

  async function* chunks(tenantId: string, filter: EventFilter, { header, line }: Format) {
    if ((running.get(tenantId) ?? 0) >= EXPORTS_OF_TENANT_MAX) {
      const detail = `${String(EXPORTS_OF_TENANT_MAX)} exports of ${tenantId} run`
      throw new Refusal('gatehouse/busy', { detail, retryAfterSeconds: RETRY_AFTER_SECONDS })
    }
    count(tenantId, 1)
    try {
      let before = header
      for await (const page of eventPages(reader, tenantId, filter)) {
        yield before + page.map(line).join('')
        before = ''
      }
      if (before !== '') yield before
    } finally {
      count(tenantId, -1)
    }
  }

  async function handle({ person: { tenant }, inQuery }: ManagementCall) {
    const { format: name = 'ndjson', ...texts } = inQuery
    const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined
    if (format === undefined) {
      throw invalidInput([{ path: 'query.format', says: 'Must be csv or ndjson.' }])
    }
    const { filter } = readEventQuery(texts)
    const day = new Date(clock.now()).toISOString().slice(0, 10)
    const site = tenant.host.replaceAll(/[^\w.-]/g, '-')
    const fileName = `gatehouse-${tenant.product}-${site}-${day}.${name}`
    const { contentType } = format
    return {
      status: 200 as const,
      stream: { contentType, fileName, chunks: chunks(tenant.id, filter, format) },
    }
  }

  return {
    method: 'get',
    path: '/events/export',
    name: 'exportEvents',
    says: 'All events of a filter as a file, newest first. A connection that ends early is an export that is not whole.',
    inQuery: [
      { name: 'format', says: '`csv` or `ndjson`; without it, `ndjson`.' },
      ...FILTER_QUERY,
    ],
    answer: {
      status: 200,
      says: 'With `ndjson`, each line is an `Event`. With `csv` (RFC 4180, UTF-8), the first line has the names of the columns.',
      content: { 'application/x-ndjson': TEXT, 'text/csv': TEXT },
    },
    refuses: ['gatehouse/busy'],
    handle,
  }
}
