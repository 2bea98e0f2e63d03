import { memberOf } from '../identity/providers/draft-members.ts'
import type { Fault, Parsed } from '../lib/fault.ts'
import { FAULTS_MAX, faultsAt } from '../lib/input-faults.ts'
import { listFaults, type Entry, type ListKind } from './list-faults.ts'

export interface ReadList<T> {
  readonly parsed: Parsed<readonly T[]>
  /** Every entry, or its id where the rest could not be read; undefined for what is no list. */
  readonly known: readonly (T | Entry)[] | undefined
}

/**
 * Entries with ids from their JSON form. Paths begin at the list. No entry of a list that is too long is
 * looked at, and none after a hundred faults.
 * @param needed said of what is no list
 */
export function readList<T extends Entry>(
  input: unknown,
  kind: ListKind,
  needed: string,
  parse: (entry: unknown) => Parsed<T>,
): ReadList<T> {
  if (!Array.isArray(input))
    return { parsed: refused([{ path: '', says: needed }]), known: undefined }
  const entries: readonly unknown[] = input.slice(0, kind.max + 1)
  const known: (T | Entry)[] = entries.map((entry) => ({ id: idIn(entry) }))
  const faults = listFaults(known, kind)
  if (entries.length > kind.max) return { parsed: refused(faults), known }
  const values: T[] = []
  for (const [index, entry] of entries.entries()) {
    if (faults.length >= FAULTS_MAX) break
    const parsed = parse(entry)
    if (parsed.kind === 'accepted') {
      values.push(parsed.value)
      known[index] = parsed.value
    } else faults.push(...faultsAt(String(index), parsed.faults))
  }
  return {
    parsed: faults.length > 0 ? refused(faults) : { kind: 'accepted', value: values },
    known,
  }
}

/** The id of an entry of which nothing is known yet; undefined where there is none that is a text. */
export function idIn(entry: unknown): string | undefined {
  const id = memberOf(entry, 'id')
  return typeof id === 'string' ? id : undefined
}

function refused(faults: readonly Fault[]): Parsed<never> {
  return { kind: 'refused', faults }
}
