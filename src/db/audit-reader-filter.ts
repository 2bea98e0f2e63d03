import { col, fn, literal, Op, where, type WhereOptions } from 'sequelize'
import type { EventFilter, EventPlace, Span } from '../audit/audit-reader.ts'
import { areSearchable } from './searchable.ts'
import type { AuditRow } from './tables.ts'

type Condition = WhereOptions<AuditRow>

/** What every look begins with, and what the indexes are entered by. */
export function within(tenantId: string, span: Span | undefined): Condition {
  if (span === undefined) return { tenant_id: tenantId }
  return { tenant_id: tenantId, at: { [Op.gte]: span.from, [Op.lt]: span.to } }
}

// Of two indexes that both end with the time, SQLite takes that of all events for a span with two ends, and
// goes through all of them. With one end it takes that of the caller or of the account.
function withinOfOne(tenantId: string, { from, to }: Span): Condition[] {
  return [
    { tenant_id: tenantId, at: { [Op.gte]: from } },
    where(literal('"at" + 0'), { [Op.lt]: to }),
  ]
}

/** Calls alone; said beside all else, since an index of changes or of calls is found by it. */
export const CALLS: Condition = { kind: 'call' }
const CHANGES: Condition = { kind: { [Op.ne]: 'call' } }

/** One of these holds of each call, and no other: what the overview counts as how it ended. */
export const ENDED: Readonly<Record<NonNullable<EventFilter['ended']>, Condition>> = {
  answered: { decision: 'allow', outcome: 'answered' },
  refused: { decision: 'deny' },
  failed: { decision: 'allow', outcome: { [Op.ne]: 'answered' } },
}

/** The conditions of a filter; undefined when it looks for what no event can hold. */
export function conditionsOf(tenantId: string, filter: EventFilter): Condition[] | undefined {
  const { what, span, caller, accountId, ended, code, rule, shadow, method, operation } = filter
  const { hint, atLeastMs, deprecated, kind, credentialKind, credentialId } = filter
  const texts = [
    caller,
    credentialKind,
    credentialId,
    accountId,
    code,
    rule,
    shadow,
    method,
    operation,
    hint,
    kind,
  ]
  if (!areSearchable(...texts.filter((text) => text !== undefined))) return undefined
  const isOfOne = (caller ?? '') !== '' || accountId !== undefined
  return [
    ...(isOfOne && span !== undefined ? withinOfOne(tenantId, span) : [within(tenantId, span)]),
    ...(what === undefined ? [] : [what === 'calls' ? CALLS : CHANGES]),
    // The first part is implied, but only by it does SQLite find the index of changes.
    ...(kind === undefined ? [] : [kind === 'call' ? CALLS : CHANGES, { kind }]),
    ...(ended === undefined ? [] : [CALLS, ENDED[ended]]),
    ...equals('caller', caller === '' ? null : caller),
    ...(caller === '' ? [CALLS] : []),
    ...equals('credential_kind', credentialKind),
    ...equals('credential_id', credentialId),
    ...equals('account_id', accountId),
    ...equals('code', code),
    ...equals('rule', rule),
    ...equals('method', method),
    ...(operation === undefined ? [] : [operationIs(operation)]),
    ...equals('hint', hint),
    ...(atLeastMs === undefined ? [] : [CALLS, { duration_ms: { [Op.gte]: atLeastMs } }]),
    ...(deprecated === undefined ? [] : [{ deprecation: { [Op.ne]: null } }]),
    ...(shadow === undefined ? [] : [hasShadow(shadow)]),
  ]
}

/** Only what comes after an event in a list of the newest first. */
export function olderThan(place: EventPlace | undefined): Condition[] {
  if (place === undefined) return []
  const { at, id } = place
  if (!areSearchable(id)) return []
  // The first part alone is what the index is entered by.
  return [{ at: { [Op.lte]: at } }, { [Op.or]: [{ at: { [Op.lt]: at } }, { id: { [Op.lt]: id } }] }]
}

function equals(column: keyof AuditRow, value: string | null | undefined): Condition[] {
  return value === undefined ? [] : [{ [column]: value }]
}

// The lists name the path where the catalogue has no operation, and whoever follows them asks for it so.
function operationIs(operation: string): Condition {
  return { [Op.or]: [{ operation }, { operation: null, path: operation }] }
}

// Neither LIKE, which takes letters of either case for the same on SQLite alone and has signs of its own,
// nor a part of a name for the whole: with the name taken out, the list is another.
function hasShadow(name: string): Condition {
  const list = fn('concat', ' ', col('shadows'), ' ')
  return {
    [Op.and]: [
      { shadows: { [Op.ne]: null } },
      where(fn('replace', list, ` ${name} `, ' '), { [Op.ne]: list }),
    ],
  }
}
