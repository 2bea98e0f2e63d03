import type { Parsed } from '../../../lib/fault.ts'
import type { AccessRules } from '../../../policy/group.ts'
import { parseAccess } from '../../../policy/parse-access.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { readAsOf } from '../read-as.ts'
import type { PartSaving } from '../save-part.ts'
import type { SentForm } from '../sent-form.ts'

export const ACCESS_LISTS = ['mayCall', 'readOnly', 'fullAccess', 'mayHoldTokens'] as const
export type AccessList = (typeof ACCESS_LISTS)[number]

/** Those that may be everyone, too. */
const OPEN_LISTS: readonly AccessList[] = ['mayCall', 'mayHoldTokens']

/** What groups are for, as it is chosen and ticked. */
export interface AccessForm {
  /** `everyone` or `groups`; without meaning for a list that is never everyone. */
  readonly by: Readonly<Record<AccessList, string>>
  /** Ids of groups. */
  readonly ticked: Readonly<Record<AccessList, readonly string[]>>
}

/** Four ticks for each of the groups that there may be. */
export const ACCESS_FORM = { bytesMax: 96 * 1024, fieldsMax: 1_000 }

/** The form as it shows what holds. */
export function accessFormOf(access: AccessRules): AccessForm {
  return {
    by: byList((list) => (access[list] === 'everyone' ? 'everyone' : 'groups')),
    ticked: byList((list) => listed(access[list])),
  }
}

export function readAccessForm(sent: SentForm): AccessForm {
  return {
    by: byList((list) => sent.text(list)),
    ticked: byList((list) => sent.below(`${list}.group.`)),
  }
}

/** Puts what was chosen into a document, or says why not. */
export function saveAccess(document: PolicyDocument, form: AccessForm, readAs: string): PartSaving {
  if (readAsOf(document.access) !== readAs) return { kind: 'outdated' }
  const parsed = accessOf(form, document.access)
  if (parsed.kind === 'refused') return parsed
  return { kind: 'saved', document: { ...document, access: parsed.value } }
}

function accessOf(form: AccessForm, existing: AccessRules): Parsed<AccessRules> {
  const isEveryone = (list: AccessList) => OPEN_LISTS.includes(list) && form.by[list] === 'everyone'
  const draft = byList((list) =>
    isEveryone(list) ? 'everyone' : inOrderOf(existing[list], form.ticked[list]),
  )
  // A list of nobody would be what a forgotten tick looks like.
  const unticked = OPEN_LISTS.filter(
    (list) => form.by[list] !== 'everyone' && form.ticked[list].length === 0,
  )
  const faults = unticked.map((list) => ({ path: list, says: UNTICKED }))
  const parsed = parseAccess(draft)
  if (parsed.kind === 'accepted' && faults.length === 0) return parsed
  return {
    kind: 'refused',
    faults: [...faults, ...(parsed.kind === 'refused' ? parsed.faults : [])],
  }
}

const UNTICKED = 'Tick at least one group, or choose everyone.'

// Ticks have no order, so that saving a form untouched must not look like a change.
function inOrderOf(existing: AccessRules[AccessList], ticked: readonly string[]): string[] {
  const kept = listed(existing).filter((id) => ticked.includes(id))
  return [...kept, ...ticked.filter((id) => !kept.includes(id))]
}

function listed(list: AccessRules[AccessList]): readonly string[] {
  return list === 'everyone' ? [] : list
}

function byList<T>(valueOf: (list: AccessList) => T): Record<AccessList, T> {
  return {
    mayCall: valueOf('mayCall'),
    readOnly: valueOf('readOnly'),
    fullAccess: valueOf('fullAccess'),
    mayHoldTokens: valueOf('mayHoldTokens'),
  }
}
