import type { ChangeEvent } from '../audit/audit-event.ts'
import { isSameValue } from '../lib/same-value.ts'

type Facts = ChangeEvent['facts']

/** Longer values are cut: the versions of the policy have them in full. */
const FACT_LENGTH_MAX = 500

/** An entry as an audit event tells it: each member but the id, which is the event's subject. */
export function entryFacts(entry: object): Facts {
  const members = Object.entries(entry).filter(([name]) => name !== 'id')
  return factsFrom(members.filter(([, value]) => value !== undefined))
}

/**
 * What differs: the names of all members that do, and for each its value after and before (`path`,
 * `pathBefore`; empty where there was none). Undefined when nothing does.
 * @param told whose values may be told; absent: all of them
 */
export function changeFacts(
  before: object,
  after: object,
  told?: readonly string[],
): Facts | undefined {
  const [then, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  const members = [...new Set([...then.keys(), ...now.keys()])]
  const changed = members.filter((name) => !isSameValue(then.get(name), now.get(name))).sort()
  if (changed.length === 0) return undefined
  const values = changed
    .filter((name) => told === undefined || told.includes(name))
    .flatMap((name): [string, unknown][] => [
      [name, now.get(name)],
      [`${name}Before`, then.get(name)],
    ])
  return { changed: changed.join(','), ...factsFrom(values) }
}

function factsFrom(members: readonly (readonly [string, unknown])[]): Facts {
  return Object.fromEntries(members.map(([name, value]) => [name, shortly(value)]))
}

function shortly(value: unknown): string | number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return value
  const text = inWords(value)
  if (text.length <= FACT_LENGTH_MAX) return text
  // Half of a surrogate pair is no text.
  return `${text.slice(0, FACT_LENGTH_MAX).replace(/[\uD800-\uDBFF]$/, '')}…`
}

function inWords(value: unknown): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (isTexts(value)) return value.join(',')
  return JSON.stringify(value)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
