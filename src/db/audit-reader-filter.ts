import { col, fn, literal, Op, where, type WhereOptions } from 'sequelize'
import type { EventFilter, EventPlace, Span } from '../audit/audit-reader.ts'
import { END_OF_TIME } from '../audit/event-filter.ts'
import type { Places } from './search-blocks.ts'
import { areSearchable } from './searchable.ts'
import type { AuditRow } from './tables.ts'

type Condition = WhereOptions<AuditRow>

/** What every look begins with, and what the indexes are entered by. */
export function within(tenantId: string, span: Span | undefined): Condition {
  if (span === undefined) return { tenant_id: tenantId }
  return { tenant_id: tenantId, at: { [Op.gte]: span.from, [Op.lt]: span.to } }
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

/** What the product shows as the app's: nobody else is its author, whoever called. */
export const SHOWN_AS_APP: Condition = {
  acts_as: 'app',
  decision: 'allow',
  method: { [Op.notIn]: ['GET', 'HEAD', 'OPTIONS'] },
}

/** Columns that have just what the member of the filter says. */
const SAME = {
  credentialKind: 'credential_kind',
  credentialId: 'credential_id',
  accountId: 'account_id',
  subject: 'subject',
  actor: 'actor',
  trustRule: 'trust_rule',
  address: 'address',
  actsAs: 'acts_as',
  method: 'method',
  path: 'path',
  code: 'code',
  rule: 'rule',
  outcome: 'outcome',
  status: 'status',
  upstreamStatus: 'upstream_status',
  policyVersion: 'policy_version',
  traceId: 'trace_id',
  hint: 'hint',
} as const satisfies { readonly [Name in keyof EventFilter]: keyof AuditRow }

/** Columns that have as much as the member of the filter says, or more. */
const AT_LEAST = {
  atLeastMs: 'duration_ms',
  upstreamAtLeastMs: 'upstream_ms',
  bytesInAtLeast: 'bytes_in',
  bytesOutAtLeast: 'bytes_out',
} as const satisfies { readonly [Name in keyof EventFilter]: keyof AuditRow }

/**
 * The conditions of a filter; undefined when it looks for what no event can hold.
 * @param before only what comes after this in a list of the newest first
 * @param places where in the tenant's chain to look; without them, wherever the time leads to
 */
export function conditionsOf(
  tenantId: string,
  filter: EventFilter,
  before?: EventPlace,
  places?: Condition,
): Condition[] | undefined {
  const { what, ended, shadow, countedBy, operation, deprecated, kind, shownAs } = filter
  const texts = Object.values(filter).filter((value) => typeof value === 'string')
  if (!areSearchable(...texts) || countedBy?.includes(' ') === true) return undefined
  return [
    ...placed(tenantId, filter, before, places),
    ...(what === undefined ? [] : [what === 'calls' ? CALLS : CHANGES]),
    // The first part is implied, but only by it does SQLite find the index of changes.
    ...(kind === undefined ? [] : [kind === 'call' ? CALLS : CHANGES, { kind }]),
    ...(ended === undefined ? [] : [CALLS, ENDED[ended]]),
    ...(shownAs === undefined ? [] : [CALLS, SHOWN_AS_APP]),
    ...callerIs(filter.caller),
    ...(filter.requestId === undefined ? [] : [ofRequest(tenantId, filter.requestId)]),
    ...named(SAME, (name, column) => ({ [column]: filter[name] }), filter),
    ...named(AT_LEAST, (name, column) => ({ [column]: { [Op.gte]: filter[name] } }), filter),
    ...(operation === undefined ? [] : [operationIs(operation)]),
    ...(deprecated === undefined ? [] : [{ deprecation: { [Op.ne]: null } }]),
    ...(shadow === undefined ? [] : [hasInList('shadows', `${shadow} `)]),
    ...(countedBy === undefined ? [] : [hasInList('limits', `${countedBy}=`)]),
  ]
}

// Tenant, span and place in the list. Of two indexes that both end with the time, SQLite takes that of all
// events for a time with two ends, and goes through all of them. With one end it takes that of the account: so
// the other end is said in a way that no index is entered by.
function placed(
  tenantId: string,
  { span, accountId, requestId }: EventFilter,
  before: EventPlace | undefined,
  places: Condition | undefined,
): Condition[] {
  if (places !== undefined) return [places, ...aside(span, before)]
  if (requestId !== undefined) return aside(span, before)
  const older = olderThan(before)
  if (accountId === undefined || span === undefined) return [within(tenantId, span), ...older]
  const { from, to } = span
  const begins = older.length === 0 ? { at: { [Op.gte]: from } } : where(ASIDE, { [Op.gte]: from })
  const ends = to === END_OF_TIME ? [] : [where(ASIDE, { [Op.lt]: to })]
  return [{ tenant_id: tenantId }, begins, ...ends, ...older]
}

/** The time, said in a way that no index is entered by. */
export const ASIDE = literal('"at" + 0')

// Of one request there are a few events, and places are few: no index is to be entered for their order.
function aside(span: Span | undefined, before?: EventPlace): Condition[] {
  const inSpan = span && [where(ASIDE, { [Op.gte]: span.from }), where(ASIDE, { [Op.lt]: span.to })]
  if (before === undefined || !areSearchable(before.id)) return inSpan ?? []
  const { at, id } = before
  const isOlder = { [Op.or]: [where(ASIDE, { [Op.lt]: at }), { id: { [Op.lt]: id } }] }
  return [...(inSpan ?? []), where(ASIDE, { [Op.lte]: at }), isOlder]
}

// The first part alone is what the index is entered by.
function olderThan(place: EventPlace | undefined): Condition[] {
  if (place === undefined || !areSearchable(place.id)) return []
  const { at, id } = place
  return [{ at: { [Op.lte]: at } }, { [Op.or]: [{ at: { [Op.lt]: at } }, { id: { [Op.lt]: id } }] }]
}

/** One condition for each member of the filter that is there. */
function named<Name extends keyof EventFilter, Column>(
  columns: Readonly<Record<Name, Column>>,
  condition: (name: Name, column: Column) => Condition,
  filter: EventFilter,
): Condition[] {
  // The objects above have their keys alone, which their types say.
  const names = Object.keys(columns) as Name[]
  return names
    .filter((name) => filter[name] !== undefined)
    .map((name) => condition(name, columns[name]))
}

function callerIs(caller: string | undefined): Condition[] {
  if (caller === undefined) return []
  return caller === '' ? [CALLS, { caller: null }] : [{ caller }]
}

/**
 * Events in these places of the tenant's chain. With nothing beside it that an index could be entered by, SQLite
 * goes from range to range.
 * @param withUnplaced also those from before there were chains
 */
export function inPlaces(
  tenantId: string,
  places: readonly Places[],
  withUnplaced: boolean,
): Condition {
  const ranges: Condition[] = places.map(({ from, to }) => ({
    tenant_id: tenantId,
    seq: { [Op.between]: [from, to] },
  }))
  return { [Op.or]: withUnplaced ? [...ranges, { tenant_id: tenantId, seq: null }] : ranges }
}

/**
 * Events of one request. A call has its request's id as its own, and is found by that; the index of requests
 * has all others, and is only found when that is said.
 */
export function ofRequest(tenantId: string, requestId: string): Condition {
  const request_id = requestId
  // What both halves have in common SQLite would enter another index by.
  const ofTenant = where(literal(`"tenant_id" || ''`), tenantId)
  return {
    [Op.or]: [
      { [Op.and]: [{ id: requestId, request_id }, ofTenant] },
      { [Op.and]: [{ tenant_id: tenantId, request_id }, literal('"request_id" <> "id"')] },
    ],
  }
}

// What the lists name a call by, and so what whoever follows them asks for.
function operationIs(operation: string): Condition {
  return {
    [Op.or]: [
      { operation },
      { operation: null, path_class: operation },
      { operation: null, path_class: null, path: operation },
    ],
  }
}

// Neither LIKE, which takes letters of either case for the same on SQLite alone and has signs of its own,
// nor a part of a name for the whole: with the beginning of an entry taken out, the list is another.
function hasInList(column: 'shadows' | 'limits', begins: string): Condition {
  const list = fn('concat', ' ', col(column), ' ')
  return {
    [Op.and]: [
      { [column]: { [Op.ne]: null } },
      where(fn('replace', list, ` ${begins}`, ' '), { [Op.ne]: list }),
    ],
  }
}
