import type { Fault } from '../../lib/fault.ts'

/** Faults at their fields, by name; the rest is said at the top of the form. */
export interface PlacedFaults {
  readonly byField: ReadonlyMap<string, string>
  readonly elsewhere: readonly Fault[]
}

/** What is said of one field; who has put right so many tells by then what is meant. */
const TOLD_MAX = 3

/**
 * Puts each fault to the field that shows its place.
 * @param fieldFor name of that field; undefined when none does
 */
export function placeFaults(
  faults: readonly Fault[],
  fieldFor: (path: string) => string | undefined,
): PlacedFaults {
  const said = new Map<string, string[]>()
  const elsewhere: Fault[] = []
  for (const fault of faults) {
    const name = fieldFor(fault.path)
    if (name === undefined) elsewhere.push(fault)
    else said.set(name, [...(said.get(name) ?? []), fault.says])
  }
  const byField = [...said].map(([name, says]) => [name, together(says)] as const)
  return { byField: new Map(byField), elsewhere }
}

/** The longest beginning of a path that is one of these names. */
export function nearestIn(names: readonly string[]): (path: string) => string | undefined {
  return (path) =>
    names
      .filter((name) => path === name || path.startsWith(`${name}.`))
      .sort((one, other) => other.length - one.length)[0]
}

/** The faults of a list's entries, each with the entry in front, since a text field shows no places. */
export function withEntries(
  faults: readonly Fault[],
  list: string,
  entries: readonly string[],
): Fault[] {
  return faults.map(({ path, says }) => {
    const at = path.startsWith(`${list}.`) ? Number(path.slice(list.length + 1)) : Number.NaN
    const entry = entries[at]
    return { path, says: entry === undefined ? says : `“${shortened(entry)}”: ${says}` }
  })
}

const ENTRY_SHOWN_MAX = 60

function shortened(entry: string): string {
  return entry.length > ENTRY_SHOWN_MAX ? `${entry.slice(0, ENTRY_SHOWN_MAX)}…` : entry
}

function together(says: readonly string[]): string {
  const told = [...new Set(says)]
  const more = told.length - TOLD_MAX
  const all = told.slice(0, TOLD_MAX).join(' ')
  return more > 0 ? `${all} And ${String(more)} more.` : all
}
