import type { Fault, Parsed } from '../../../lib/fault.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { idFrom } from '../../providers/form-to-draft.ts'
import { readAsOf } from '../read-as.ts'
import type { PartSaving } from '../save-part.ts'
import type { SentForm } from '../sent-form.ts'

/** An entry of a list of the document, with what its form was opened with. */
export interface Edited {
  readonly id: string
  readonly readAs: string
}

/** What a form is about; undefined for one of a new entry. */
export function editedIn(sent: SentForm): Edited | undefined {
  const id = sent.text('editedId')
  return id === '' ? undefined : { id, readAs: sent.text('readAs') }
}

/**
 * Puts an entry in the place of the edited one, or at the end of its list.
 * @param parse reads what the form says, knowing the entry that is there now
 * @param put the document with another list
 */
export function saveEntry<T extends { readonly id: string }>(
  list: readonly T[],
  edited: Edited | undefined,
  parse: (existing: T | undefined) => Parsed<T>,
  put: (list: readonly T[]) => PolicyDocument,
): PartSaving {
  const existing = edited && list.find(({ id }) => id === edited.id)
  if (edited !== undefined) {
    if (existing === undefined || readAsOf(existing) !== edited.readAs) return { kind: 'outdated' }
  }
  const parsed = parse(existing)
  if (parsed.kind === 'refused') return parsed
  const at = existing === undefined ? list.length : list.indexOf(existing)
  return { kind: 'saved', document: put(list.toSpliced(at, 1, parsed.value)) }
}

/** An id for a new entry that none has: the given one, or else with a number at its end. */
export function freeId(wanted: string, list: readonly { readonly id: string }[]): string {
  const taken = new Set(list.map(({ id }) => id))
  if (!taken.has(wanted)) return wanted
  for (let number = 2; ; number += 1) {
    const end = `-${String(number)}`
    const id = `${wanted.slice(0, ID_LENGTH_MAX - end.length)}${end}`
    if (!taken.has(id)) return id
  }
}

const ID_LENGTH_MAX = 40

/**
 * The id of a new entry: as it was given, or else made of the name, so that nobody has to mend one that
 * is taken and that they did not choose. Empty without either.
 */
export function newIdOf(
  { id, name }: { readonly id: string; readonly name: string },
  list: readonly { readonly id: string }[],
): string {
  if (id.trim() !== '') return id.trim()
  const made = idFrom(name)
  return made === '' ? '' : freeId(made, list)
}

/** Faults of the whole document that are about one entry, as its form tells them; others stay as they are. */
export function faultsOfEntry(faults: readonly Fault[], place: string): readonly Fault[] {
  const own = `${place}.`
  return faults.map((fault) =>
    fault.path.startsWith(own) ? { ...fault, path: fault.path.slice(own.length) } : fault,
  )
}
