import type { Fault } from './fault.ts'
import { faultAt, placeOf } from './fault-place.ts'

/** What a schema found, by its form alone: this floor knows no schema library. */
interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** Members that the schema does not know; `message` has a line for each. */
  readonly keys?: readonly string[] | undefined
}

/** Nobody mends more at once: whoever reads an input may stop looking for faults here. */
export const FAULTS_MAX = 100

const NAME_SHOWN_MAX = 60

/** Of one object; looking for what was meant takes time, and nobody mends thousands of names one by one. */
const UNKNOWN_TOLD_MAX = 50

/** A fault for each issue, and for each single member that is unknown. */
export function faultsOf(issues: readonly Issue[]): Fault[] {
  return issues.flatMap(({ path, message, keys }) => {
    if (keys === undefined) return [faultAt(path, message)]
    const lines = message.split('\n')
    return keys
      .slice(0, UNKNOWN_TOLD_MAX)
      .map((key, index) => faultAt([...path, printable(key)], lines[index] ?? message))
  })
}

/** The faults of a part, told as faults of the whole. @param place as a path, of names without dots */
export function faultsAt(place: string, faults: readonly Fault[]): Fault[] {
  const above = placeOf({ path: place })
  return faults.map((fault) => faultAt([...above, ...placeOf(fault)], fault.says))
}

/**
 * The message of an object's schema, to be handed to it as its `error`.
 * @param known names of its members
 * @param otherwise said of what is no object at all
 */
export function memberMessage(known: readonly string[], otherwise: string) {
  return (issue: { readonly code?: string; readonly keys?: unknown }): string => {
    if (issue.code !== 'unrecognized_keys' || !Array.isArray(issue.keys)) return otherwise
    const told = issue.keys.slice(0, UNKNOWN_TOLD_MAX)
    return told.map((key) => unknownMember(String(key), known)).join('\n')
  }
}

/** @returns a sentence for a name that is none of those known, with the one that was likely meant */
function unknownMember(name: string, known: readonly string[]): string {
  const meant = known.find((each) => areAlike(each, name))
  return meant === undefined
    ? `This member is not known here; known are ${known.join(', ')}.`
    : `This member is not known here; did you mean ${meant}?`
}

// A name comes from outside and goes into pages, logs and terminals.
function printable(name: string): string {
  return name.slice(0, NAME_SHOWN_MAX).replaceAll(/\p{C}/gu, '\u{FFFD}')
}

function areAlike(known: string, name: string): boolean {
  const [one, other] = [known, name].map((each) => each.toLowerCase().replaceAll(/[-_ ]/g, ''))
  if (one === undefined || other === undefined) return false
  if (Math.abs(one.length - other.length) > 2) return false
  return one === other || (one.length > 3 && distance(one, other) <= 2)
}

/** How many letters have to be put in, left out or replaced (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, letter] of one.split('').entries()) {
    const next = [i + 1]
    for (let j = 0; j < other.length; j += 1) {
      const replaced = (row[j] ?? 0) + (letter === other[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
