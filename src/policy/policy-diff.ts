import { pointerTo } from '../lib/fault-place.ts'
import { isSameValue } from '../lib/same-value.ts'
import { Secret } from '../lib/secret.ts'
import type { PolicyDocument } from './policy-document.ts'

/** One place where two documents differ, as JSON: a secret in it is `[sealed]`. */
export interface PolicyDifference {
  /** JSON Pointer (RFC 6901) into the later document; of what was removed, into the earlier one. */
  readonly pointer: string
  readonly kind: 'added' | 'changed' | 'removed'
  /** Of the rule, group, provider, bypass or limit that it is, or is in. */
  readonly id?: string
  /** Neither this nor `after` where it is a secret that was replaced by another. */
  readonly before?: unknown
  readonly after?: unknown
}

/**
 * All that differs. What has an id is the same thing wherever it stands in its list: only of resource
 * rules another order is told, as one difference with the ids in the order of each document.
 */
export function diffPolicies(
  before: PolicyDocument,
  after: PolicyDocument,
): readonly PolicyDifference[] {
  return differences(before, after, { was: [], is: [] })
}

/** Where a value stands in the two documents: at another position, perhaps. */
interface Place {
  readonly was: readonly PropertyKey[]
  readonly is: readonly PropertyKey[]
  readonly id?: string
}

interface Identified {
  readonly id: string
}

const ORDERED = '/resources'

function differences(before: unknown, after: unknown, place: Place): PolicyDifference[] {
  if (isSameValue(before, after)) return []
  const told = place.id === undefined ? {} : { id: place.id }
  const pointer = pointerTo(place.is)
  if (before === undefined) return [{ pointer, kind: 'added', ...told, after: asJson(after) }]
  if (after === undefined) {
    return [{ pointer: pointerTo(place.was), kind: 'removed', ...told, before: asJson(before) }]
  }
  if (before instanceof Secret && after instanceof Secret) {
    return [{ pointer, kind: 'changed', ...told }]
  }
  const within = inBoth(before, after, place)
  const whole = { before: asJson(before), after: asJson(after) }
  return within ?? [{ pointer, kind: 'changed', ...told, ...whole }]
}

/** Differences of the parts; undefined where the values are better told as a whole. */
function inBoth(before: unknown, after: unknown, place: Place): PolicyDifference[] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    if (haveIds(before) && haveIds(after)) return inIdentified(before, after, place)
    const areRecords = before.every(isRecord) && after.every(isRecord)
    const areAlike = areRecords && before.length === after.length
    return areAlike ? inMembers(before, after, place) : undefined
  }
  return isRecord(before) && isRecord(after) ? inMembers(before, after, place) : undefined
}

function inMembers(before: object, after: object, place: Place): PolicyDifference[] {
  const [then, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  const names = [...new Set([...now.keys(), ...then.keys()])]
  return names.flatMap((name) => {
    const within = { ...place, was: [...place.was, name], is: [...place.is, name] }
    return differences(then.get(name), now.get(name), within)
  })
}

function inIdentified(
  before: readonly Identified[],
  after: readonly Identified[],
  { was, is }: Place,
): PolicyDifference[] {
  const [then, now] = [positionsIn(before), positionsIn(after)]
  const ids = [...new Set([...now.keys(), ...then.keys()])]
  const within = ids.flatMap((id) => {
    const [from, to] = [then.get(id), now.get(id)]
    // Where there is no position, there is no value whose place would be told.
    const place = { was: [...was, from ?? ''], is: [...is, to ?? ''], id }
    return differences(elementAt(before, from), elementAt(after, to), place)
  })
  return [...within, ...orderDifference(then, now, pointerTo(is))]
}

function orderDifference(
  then: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
  pointer: string,
): PolicyDifference[] {
  const [before, after] = [[...then.keys()], [...now.keys()]]
  const stayed = [before.filter((id) => now.has(id)), after.filter((id) => then.has(id))]
  const isOrdered = pointer !== ORDERED || isSameValue(stayed[0], stayed[1])
  return isOrdered ? [] : [{ pointer, kind: 'changed', before, after }]
}

function positionsIn(list: readonly Identified[]): ReadonlyMap<string, number> {
  return new Map(list.map(({ id }, at) => [id, at]))
}

function elementAt(list: readonly Identified[], at: number | undefined): unknown {
  return at === undefined ? undefined : list[at]
}

function haveIds(list: readonly unknown[]): list is readonly Identified[] {
  const ids = list.map((each) =>
    isRecord(each) && 'id' in each && typeof each.id === 'string' ? each.id : undefined,
  )
  return !ids.includes(undefined) && new Set(ids).size === list.length
}

function isRecord(value: unknown): value is object {
  const isObject = typeof value === 'object' && value !== null
  return isObject && !Array.isArray(value) && !(value instanceof Secret)
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
