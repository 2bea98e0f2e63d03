import type { Parsed } from '../../../lib/fault.ts'
import { isSameValue } from '../../../lib/same-value.ts'
import type { Group, GroupSource } from '../../../policy/group.ts'
import { parseGroup } from '../../../policy/parse-groups.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { idFrom } from '../../providers/form-to-draft.ts'
import { numberOf, present } from '../../providers/form-texts.ts'
import { freeId, saveEntry, type Edited } from '../access/save-entry.ts'
import type { PartSaving } from '../save-part.ts'
import { claimedValues, type GroupForm } from './group-form.ts'

/** Puts the group of a form into a document, or says why not. */
export function saveGroup(
  document: PolicyDocument,
  { form, edited }: { readonly form: GroupForm; readonly edited: Edited | undefined },
): PartSaving {
  const { groups } = document
  return saveEntry(
    groups,
    edited,
    (existing) => parsed(form, existing, groups),
    (list) => ({ ...document, groups: list }),
  )
}

/** The sources that a form says, those that the group has already in the order that they have there. */
export function sourcesOf(form: GroupForm, existing: Group | undefined): readonly GroupSource[] {
  const wanted: readonly GroupSource[] = [
    ...form.picked.map((picked) => ({ from: 'product' as const, ...picked })),
    ...[...form.claimed].flatMap(([provider, lines]) =>
      claimedValues(lines).map((value) => ({ from: 'provider' as const, provider, value })),
    ),
    ...form.strays.map((stray) => ({ from: 'provider' as const, ...stray })),
  ]
  const isIn = (list: readonly GroupSource[], source: GroupSource) =>
    list.some((each) => isSameValue(each, source))
  const kept = (existing?.sources ?? []).filter((source) => isIn(wanted, source))
  return [...kept, ...wanted.filter((source) => !isIn(kept, source))]
}

function parsed(
  form: GroupForm,
  existing: Group | undefined,
  groups: readonly Group[],
): Parsed<Group> {
  const { fields } = form
  const [typed, made] = [fields.id.trim(), idFrom(fields.name)]
  const draft = {
    id: existing?.id ?? (typed === '' && made !== '' ? freeId(made, groups) : typed),
    name: fields.name.trim(),
    sources: sourcesOf(form, existing),
    tokenDaysMax: numberOf(fields.tokenDaysMax),
    liveTokensMax: numberOf(fields.liveTokensMax),
  }
  const group = parseGroup(present(draft))
  // An id that is made of a name is only as wrong as the name is.
  const isUnnamed = typed === '' && fields.name.trim() === ''
  if (group.kind === 'accepted' || !isUnnamed) return group
  return { ...group, faults: group.faults.filter(({ path }) => path !== 'id') }
}
