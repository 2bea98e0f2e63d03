import { col, fn, literal, Op, type WhereOptions } from 'sequelize'
import type { CallCounts, CallerCount, Latency, NamedCount, Span } from '../audit/audit-reader.ts'
import {
  callerName,
  callerNames,
  callerOf,
  calls,
  countCalls,
  numberIn,
  stepOf,
  sumOf,
  textIn,
  type CountedRow,
} from './audit-reader-counts.ts'
import { ENDED, SHOWN_AS_APP } from './audit-reader-filter.ts'
import { areSearchable } from './searchable.ts'
import type { AuditRow, Table } from './tables.ts'

type Audit = Table<AuditRow>

const REFUSED = "decision = 'deny'"
const MOST_FIRST = literal('calls DESC, name')

export async function callsOverTime(
  audit: Audit,
  tenantId: string,
  span: Span,
  stepMs: number,
  of?: { readonly accountId: string },
): Promise<readonly CallCounts[]> {
  if (of !== undefined && !areSearchable(of.accountId)) return []
  const rows = await countCalls(audit, tenantId, span, {
    conditions: of === undefined ? [] : [{ account_id: of.accountId }],
    by: { step: stepOf(stepMs) },
    counted: {
      answered: sumOf("decision = 'allow' AND outcome = 'answered'"),
      refused: sumOf(REFUSED),
      failed: sumOf("decision = 'allow' AND outcome <> 'answered'"),
    },
    order: literal('step'),
  })
  return rows.map((row) => ({
    at: numberIn(row, 'step'),
    answered: numberIn(row, 'answered'),
    refused: numberIn(row, 'refused'),
    failed: numberIn(row, 'failed'),
  }))
}

/** Exact: counted are calls of each duration, and whole milliseconds are few. */
export async function latency(
  audit: Audit,
  tenantId: string,
  span: Span,
): Promise<Latency | undefined> {
  const rows = await countCalls(audit, tenantId, span, {
    conditions: [ENDED.answered, { duration_ms: { [Op.ne]: null } }],
    by: { lasted: col('duration_ms') },
    counted: {
      calls,
      // Of those whose record tells the product's part, which older ones do not.
      told: fn('count', col('upstream_ms')),
      upstream: fn('sum', col('upstream_ms')),
    },
    order: literal('lasted'),
  })
  const all = rows.reduce((sum, row) => sum + numberIn(row, 'calls'), 0)
  if (all === 0) return undefined
  const rank = (share: number) => {
    const wanted = Math.ceil(share * all)
    let passed = 0
    const found = rows.find((row) => (passed += numberIn(row, 'calls')) >= wanted)
    return found === undefined ? 0 : numberIn(found, 'lasted')
  }
  const percentiles = { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) }
  return { calls: all, ...percentiles, productShare: productShareOf(rows) }
}

// Of calls with one duration each row, so that both sums are exact.
function productShareOf(rows: readonly CountedRow[]): number | undefined {
  const sum = (of: (row: CountedRow) => number) => rows.reduce((all, row) => all + of(row), 0)
  const whole = sum((row) => numberIn(row, 'lasted') * numberIn(row, 'told'))
  return whole === 0 ? undefined : sum((row) => numberIn(row, 'upstream')) / whole
}

export async function topCallers(
  audit: Audit,
  tenantId: string,
  span: Span,
  limit: number,
  conditions: readonly WhereOptions<AuditRow>[] = [],
): Promise<readonly CallerCount[]> {
  const rows = await countCalls(audit, tenantId, span, {
    conditions: [{ caller: { [Op.ne]: null } }, ...conditions],
    by: { name: callerName },
    counted: { calls, refused: sumOf(REFUSED), ...callerNames },
    order: MOST_FIRST,
    limit,
  })
  return rows.map((row) => ({
    ...callerOf(row),
    calls: numberIn(row, 'calls'),
    refused: numberIn(row, 'refused'),
  }))
}

export function appCallers(
  audit: Audit,
  tenantId: string,
  span: Span,
  limit: number,
): Promise<readonly CallerCount[]> {
  return topCallers(audit, tenantId, span, limit, [SHOWN_AS_APP])
}

export async function shownAsApp(audit: Audit, tenantId: string, span: Span): Promise<number> {
  const [row] = await countCalls(audit, tenantId, span, {
    conditions: [SHOWN_AS_APP],
    by: {},
    counted: { calls },
  })
  return row === undefined ? 0 : numberIn(row, 'calls')
}

export async function refusals(
  audit: Audit,
  tenantId: string,
  span: Span,
): Promise<readonly NamedCount[]> {
  return namedCounts(audit, tenantId, span, 'code', [ENDED.refused])
}

export async function hints(
  audit: Audit,
  tenantId: string,
  span: Span,
): Promise<readonly NamedCount[]> {
  return namedCounts(audit, tenantId, span, 'hint', [])
}

async function namedCounts(
  audit: Audit,
  tenantId: string,
  span: Span,
  column: 'code' | 'hint',
  conditions: readonly WhereOptions<AuditRow>[],
): Promise<readonly NamedCount[]> {
  const rows = await countCalls(audit, tenantId, span, {
    conditions: [
      ...conditions,
      column === 'code' ? { code: { [Op.ne]: null } } : { hint: { [Op.ne]: null } },
    ],
    by: { name: col(column) },
    counted: { calls },
    order: MOST_FIRST,
  })
  return rows.map((row) => ({ name: textIn(row, 'name'), calls: numberIn(row, 'calls') }))
}
