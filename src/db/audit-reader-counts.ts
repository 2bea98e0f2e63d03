import { col, fn, literal, Op, type Order, type WhereOptions } from 'sequelize'
import type { SeenCallerName, Span } from '../audit/audit-reader.ts'
import { CALLS, within } from './audit-reader-filter.ts'
import type { AuditRow, Table } from './tables.ts'

type Literal = ReturnType<typeof literal>
type Expression = Literal | ReturnType<typeof fn> | ReturnType<typeof col>

/** What one row of a count holds: numbers that PostgreSQL writes as texts, and names. */
export type CountedRow = Readonly<Record<string, string | number | null>>

export interface Count {
  readonly conditions: readonly WhereOptions<AuditRow>[]
  /** What makes a row, by the name that it gets. */
  readonly by: Readonly<Record<string, Expression>>
  readonly counted: Readonly<Record<string, Expression>>
  readonly order?: Order
  readonly limit?: number
}

/** Counts the calls of a tenant where they are, and gives back nothing but the counts. */
export async function countCalls(
  audit: Table<AuditRow>,
  tenantId: string,
  span: Span,
  { conditions, by, counted, order, limit }: Count,
): Promise<CountedRow[]> {
  const rows: unknown = await audit.findAll({
    where: { [Op.and]: [within(tenantId, span), CALLS, ...conditions] },
    attributes: [...named(by), ...named(counted)],
    group: Object.keys(by),
    ...(order === undefined ? {} : { order }),
    ...(limit === undefined ? {} : { limit }),
    raw: true,
  })
  // `raw` gives plain objects of the attributes, which are texts, numbers or null in either database.
  return rows as CountedRow[]
}

function named(expressions: Readonly<Record<string, Expression>>): [Expression, string][] {
  return Object.entries(expressions).map(([name, expression]) => [expression, name])
}

export const calls = fn('count', col('*'))

/** How many rows of a count fulfil something. @param condition of our own making, never of a caller's */
export function sumOf(condition: string): Expression {
  return fn('sum', literal(`CASE WHEN ${condition} THEN 1 ELSE 0 END`))
}

/** The beginning of the step that a call was in; steps are counted from the epoch on. */
export function stepOf(stepMs: number): Literal {
  if (!Number.isSafeInteger(stepMs) || stepMs < 1) throw new Error('a step is whole milliseconds')
  return literal(`"at" - "at" % ${String(stepMs)}`)
}

/** The operation; where the catalogue has none, the class of the path, and of older calls the path. */
export const operationName = fn('coalesce', col('operation'), col('path_class'), col('path'))

export const lastAt = fn('max', col('at'))

const NAMES = ['credential_kind', 'credential_id', 'subject', 'account_id'] as const

/** Of one who calls: what all of the calls have in common, since a name of some of them would mislead. */
export const callerNames: Readonly<Record<string, Expression>> = Object.fromEntries(
  NAMES.map((name) => [
    `of_${name}`,
    literal(
      `CASE WHEN min(${name}) = max(${name}) AND count(${name}) = count(*) THEN max(${name}) END`,
    ),
  ]),
)

/** Rows are grouped by it, so that calls from before there were callers are one row and not lost. */
export const callerName = fn('coalesce', col('caller'), '')

export function callerOf(row: CountedRow): SeenCallerName {
  return {
    caller: textIn(row, 'name'),
    credentialKind: maybeTextIn(row, 'of_credential_kind'),
    credentialId: maybeTextIn(row, 'of_credential_id'),
    subject: maybeTextIn(row, 'of_subject'),
    accountId: maybeTextIn(row, 'of_account_id'),
  }
}

export function textIn(row: CountedRow, name: string): string {
  return String(row[name] ?? '')
}

export function maybeTextIn(row: CountedRow, name: string): string | undefined {
  const value = row[name] ?? undefined
  return value === undefined ? undefined : String(value)
}

export function numberIn(row: CountedRow, name: string): number {
  return Number(row[name] ?? 0)
}
