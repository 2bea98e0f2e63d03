import type { AuditReader } from '../audit/audit-reader.ts'
import type { Clock } from '../lib/clock.ts'
import { readSpan, SPAN_QUERY } from './event-query.ts'
import { listOf, named, record } from './forms.ts'
import { invalidInput } from './invalid-input.ts'
import type { ManagementCall, Operation } from './operation.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const CALLERS_MAX = 10
const USES_MAX = 1_000

/** The log in numbers, as the overview has them. */
export function numberOperations({
  reader,
  clock,
}: {
  readonly reader: AuditReader
  readonly clock: Clock
}): readonly Operation[] {
  async function summarise({ person: { tenant }, inQuery }: ManagementCall) {
    const span = readSpan(inQuery, clock.now())
    const stepMs = span.to - span.from > 2 * DAY_MS ? DAY_MS : HOUR_MS
    const { id } = tenant
    const [counts, latency, refusals, hints, callers, calls, appCallers] = await Promise.all([
      reader.callsOverTime(id, span, stepMs),
      reader.latency(id, span),
      reader.refusals(id, span),
      reader.hints(id, span),
      reader.topCallers(id, span, CALLERS_MAX),
      reader.shownAsApp(id, span),
      reader.appCallers(id, span, CALLERS_MAX),
    ])
    const body = {
      ...{ from: isoOf(span.from), to: isoOf(span.to), stepMs },
      calls: counts.map((step) => ({ ...step, at: isoOf(step.at) })),
      ...{ latency, refusals, hints, callers },
      shownAsApp: { calls, callers: appCallers },
    }
    return { status: 200 as const, body }
  }

  async function lastUsed({ person: { tenant }, inQuery }: ManagementCall) {
    const { limit = '200', ...rest } = inQuery
    if (!/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > USES_MAX) {
      throw invalidInput([{ path: 'query.limit', says: `Must be 1 to ${String(USES_MAX)}.` }])
    }
    const span = readSpan(rest, clock.now())
    const uses = await reader.lastUses(tenant.id, span, Number(limit))
    const body = { uses: uses.map((use) => ({ ...use, lastAt: isoOf(use.lastAt) })) }
    return { status: 200 as const, body }
  }

  return [
    {
      method: 'get',
      path: '/events/summary',
      name: 'summariseEvents',
      says: 'Calls of a span in numbers: over time, refusals, how long answers took, who called.',
      inQuery: SPAN_QUERY,
      answer: { status: 200, says: 'The numbers.', form: named('EventSummary') },
      refuses: ['gatehouse/busy'],
      handle: summarise,
    },
    {
      method: 'get',
      path: '/events/last-used',
      name: 'listLastUses',
      says: 'When each caller last had an answer of each operation of the catalogue, newest first.',
      inQuery: [
        ...SPAN_QUERY,
        {
          name: 'limit',
          says: `How many at most: 1 to ${String(USES_MAX)}; without it, 200.`,
        },
      ],
      answer: {
        status: 200,
        says: 'One entry for each caller and operation that were used in the span.',
        form: record({ uses: listOf(named('LastUse')) }),
      },
      refuses: ['gatehouse/busy'],
      handle: lastUsed,
    },
  ]
}

function isoOf(at: number): string {
  return new Date(at).toISOString()
}
