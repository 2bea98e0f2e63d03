import type { AuditEvent, CallCompletion, CallEvent } from '../audit/audit-event.ts'
import type { EventFilter } from '../audit/audit-reader.ts'

/** So many places of a tenant's chain are one block; the steps of the schema that have marked events rely on it. */
export const BLOCK_PLACES = 1_024

export function blockOf(seq: number): number {
  return Math.floor(seq / BLOCK_PLACES)
}

/** The places of a block. */
export function placesOf(block: number): { readonly from: number; readonly to: number } {
  return { from: block * BLOCK_PLACES, to: (block + 1) * BLOCK_PLACES - 1 }
}

/** What events are looked for by: a block has a mark for each value that an event of it has, or once had. */
const FIELDS = [
  ...['caller', 'credentialKind', 'credentialId', 'subject', 'actor', 'trustRule'],
  ...['address', 'actsAs', 'method', 'operation', 'code', 'rule', 'outcome', 'ended', 'hint'],
  ...['status', 'upstreamStatus', 'policyVersion'],
] as const satisfies readonly (keyof EventFilter)[]

export type MarkedField = (typeof FIELDS)[number]

/** By each field, the values that a block has; undefined among them stands for no value. */
export type BlockValues = Readonly<Record<MarkedField, Set<string | number | undefined>>>

export function noValues(): BlockValues {
  // Made of the very fields that its type names.
  return Object.fromEntries(FIELDS.map((field) => [field, new Set()])) as BlockValues
}

export function marksIn(values: BlockValues): readonly (readonly [MarkedField, string])[] {
  return FIELDS.flatMap((field) =>
    [...values[field]].flatMap((value) =>
      value === undefined ? [] : [[field, String(value)] as const],
    ),
  )
}

/** Adds the values of an event, which may be open. */
export function addValues(
  values: BlockValues,
  event: AuditEvent,
  end: CallCompletion | undefined,
): void {
  values.subject.add(event.subject)
  if (event.kind !== 'call') {
    values.actor.add(event.actor)
    return
  }
  values.caller.add(event.caller)
  values.credentialKind.add(event.credentialKind)
  values.credentialId.add(event.credentialId)
  values.trustRule.add(event.trustRule)
  values.address.add(event.address)
  values.actsAs.add(event.actsAs)
  values.method.add(event.method)
  values.operation.add(event.operation ?? event.pathClass ?? event.path)
  values.rule.add(event.rule)
  values.policyVersion.add(event.policyVersion)
  const outcome = end?.outcome ?? event.outcome
  values.outcome.add(outcome)
  values.ended.add(endedAs(event.decision, outcome))
  if (end !== undefined) addEndValues(values, end)
}

/** Adds how a call ended; `ended` and `outcome` as well where it was open before. */
export function addEndValues(values: BlockValues, end: CallCompletion): void {
  values.code.add(end.code)
  values.hint.add(end.hint)
  values.status.add(end.status)
  values.upstreamStatus.add(end.upstreamStatus)
}

/** What `EventFilter.ended` calls it. */
export function endedAs(
  decision: CallEvent['decision'],
  outcome: CallEvent['outcome'],
): NonNullable<EventFilter['ended']> {
  if (decision === 'deny') return 'refused'
  return outcome === 'answered' ? 'answered' : 'failed'
}

/**
 * The marks that a block has which has an event for the filter. None where no block is told from another, and
 * where an index leads to fewer events than blocks do: those of a request, and of an account, which are counted
 * for everybody who opens a page.
 */
export function marksSought(filter: EventFilter): readonly (readonly [MarkedField, string])[] {
  if (filter.requestId !== undefined || filter.accountId !== undefined) return []
  const named = FIELDS.flatMap((field) => {
    const value = filter[field]
    // The empty caller stands for calls that have none, which have no mark.
    return value === undefined || value === '' ? [] : [[field, String(value)] as const]
  })
  return filter.shownAs === 'app' ? [...named, ['actsAs', 'app']] : named
}
