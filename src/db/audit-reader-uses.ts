import { col, fn, literal, Op } from 'sequelize'
import type { DeprecatedUse, LastUse, ShadowFinding, Span } from '../audit/audit-reader.ts'
import {
  callerName,
  callerNames,
  callerOf,
  calls,
  countCalls,
  lastAt,
  maybeTextIn,
  numberIn,
  operationName,
  stepOf,
  textIn,
} from './audit-reader-counts.ts'
import { ENDED } from './audit-reader-filter.ts'
import type { AuditRow, Table } from './tables.ts'

type Audit = Table<AuditRow>

const DAY_MS = 24 * 60 * 60_000
// A path that the catalogue does not know is a row of its own, and whoever calls invents paths.
const ROWS_MAX = 5_000

export async function shadowFindings(
  audit: Audit,
  tenantId: string,
  span: Span,
): Promise<readonly ShadowFinding[]> {
  const rows = await countCalls(audit, tenantId, span, {
    conditions: [{ shadows: { [Op.ne]: null } }],
    by: {
      day: stepOf(DAY_MS),
      shadow_list: col('shadows'),
      name: callerName,
      method_name: col('method'),
      operation_name: operationName,
    },
    counted: { calls, last_at: lastAt, ...callerNames },
    order: literal('day DESC, calls DESC, shadow_list, name, method_name, operation_name'),
    limit: ROWS_MAX,
  })
  const findings = rows.flatMap((row) =>
    textIn(row, 'shadow_list')
      .split(' ')
      .map((shadow) => ({
        ...callerOf(row),
        shadow,
        day: new Date(numberIn(row, 'day')).toISOString().slice(0, 10),
        method: textIn(row, 'method_name'),
        operation: textIn(row, 'operation_name'),
        calls: numberIn(row, 'calls'),
        lastAt: numberIn(row, 'last_at'),
      })),
  )
  return joined(findings)
}

// One rule stands in several lists: alone in one, beside another in the next.
function joined(findings: readonly ShadowFinding[]): readonly ShadowFinding[] {
  const byWhat = new Map<string, ShadowFinding>()
  for (const finding of findings) {
    const { day, shadow, caller, method, operation } = finding
    const key = JSON.stringify([day, shadow, caller, method, operation])
    const other = byWhat.get(key)
    byWhat.set(key, other === undefined ? finding : both(other, finding))
  }
  return [...byWhat.values()]
}

function both(one: ShadowFinding, other: ShadowFinding): ShadowFinding {
  const shared = <T>(a: T, b: T) => (a === b ? a : undefined)
  return {
    ...one,
    credentialKind: shared(one.credentialKind, other.credentialKind),
    credentialId: shared(one.credentialId, other.credentialId),
    subject: shared(one.subject, other.subject),
    accountId: shared(one.accountId, other.accountId),
    calls: one.calls + other.calls,
    lastAt: Math.max(one.lastAt, other.lastAt),
  }
}

export async function deprecatedUse(
  audit: Audit,
  tenantId: string,
  span: Span,
  operations: readonly { readonly method: string; readonly operation: string }[],
): Promise<readonly DeprecatedUse[]> {
  const rows = await countCalls(audit, tenantId, span, {
    // What was refused never reached the product, and nobody has to change it.
    conditions: [
      { decision: 'allow' },
      { [Op.or]: [{ deprecation: { [Op.ne]: null } }, ...byMethod(operations)] },
    ],
    by: { name: callerName, method_name: col('method'), operation_name: operationName },
    counted: { calls, last_at: lastAt, said: fn('max', col('deprecation')), ...callerNames },
    order: literal('calls DESC, name, method_name, operation_name'),
    limit: ROWS_MAX,
  })
  return rows.map((row) => ({
    ...callerOf(row),
    method: textIn(row, 'method_name'),
    operation: textIn(row, 'operation_name'),
    deprecation: maybeTextIn(row, 'said'),
    calls: numberIn(row, 'calls'),
    lastAt: numberIn(row, 'last_at'),
  }))
}

export async function lastUses(
  audit: Audit,
  tenantId: string,
  span: Span,
  limit: number,
): Promise<readonly LastUse[]> {
  const rows = await countCalls(audit, tenantId, span, {
    conditions: [
      ENDED.answered,
      { caller: { [Op.ne]: null } },
      // Paths that the catalogue does not know are without number.
      { operation: { [Op.ne]: null } },
    ],
    by: { name: col('caller'), method_name: col('method'), operation_name: col('operation') },
    counted: { calls, last_at: lastAt, ...callerNames },
    order: literal('last_at DESC, name, method_name, operation_name'),
    limit,
  })
  return rows.map((row) => ({
    ...callerOf(row),
    method: textIn(row, 'method_name'),
    operation: textIn(row, 'operation_name'),
    calls: numberIn(row, 'calls'),
    lastAt: numberIn(row, 'last_at'),
  }))
}

function byMethod(operations: readonly { readonly method: string; readonly operation: string }[]) {
  const paths = new Map<string, string[]>()
  for (const { method, operation } of operations) {
    paths.set(method, [...(paths.get(method) ?? []), operation])
  }
  return [...paths].map(([method, known]) => ({ method, operation: { [Op.in]: known } }))
}
