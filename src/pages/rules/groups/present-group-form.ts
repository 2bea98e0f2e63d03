import type { Fault } from '../../../lib/fault.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { createFields, type FieldModel } from '../../field-model.ts'
import { presentFormFrame, type FormFrame } from '../access/form-frame.ts'
import type { Edited } from '../access/save-entry.ts'
import type { Question } from '../ask-first.ts'
import { nearestIn, placeFaults } from '../place-faults.ts'
import { presentOutdated, presentQuestion } from '../present-question.ts'
import { GROUP_FIELDS, type GroupForm } from './group-form.ts'
import { presentSources, sourceFieldOf, type SourcesModel } from './present-sources.ts'
import { sourcesOf } from './save-group.ts'

export interface GroupFormView {
  readonly form: GroupForm
  /** As it was when its form was opened; absent for a new group. */
  readonly edited: Edited | undefined
  readonly faults?: readonly Fault[]
  readonly question?: Question | undefined
  /** Somebody else was faster. */
  readonly isOutdated?: boolean
}

export interface GroupFormModel extends FormFrame {
  readonly searchAction: string
  readonly name: FieldModel
  readonly id: FieldModel
  readonly maxima: readonly FieldModel[]
  readonly sources: SourcesModel
}

/** @param at path of the tab, and how people call the product */
export function presentGroupForm(
  view: GroupFormView,
  document: PolicyDocument,
  at: { readonly actions: string; readonly productName: string },
): GroupFormModel {
  const { form, edited, question, faults = [], isOutdated = false } = view
  const existing = document.groups.find(({ id }) => id === edited?.id)
  const sources = sourcesOf(form, existing)
  const { byField, elsewhere } = placeFaults(
    ofForm(faults, document, edited?.id),
    (path) => sourceFieldOf(path, sources, form) ?? nearestIn(GROUP_FIELDS)(path),
  )
  const none = new Map<string, string>()
  const field = createFields({ faults: byField, todos: none, focus: undefined, prefix: 'group' })
  const { actions } = at
  const own = existing && `${actions}/${encodeURIComponent(existing.id)}/form`
  const to = { form: '#group-form', action: `${actions}/save`, cancelAction: actions }
  const frame = {
    edited,
    document,
    actions,
    cancelAction: actions,
    ...(faults.length === 0 ? {} : { faults }),
    ...(isOutdated ? { outdated: presentOutdated(own) } : {}),
    ...(question === undefined ? {} : { question: presentQuestion(question, to) }),
  }
  return {
    ...presentFormFrame(frame, 'a group', form.fields.name, elsewhere),
    searchAction: `${actions}/search`,
    ...presentTexts(form, field),
    sources: presentSources(form, document, field, at),
  }
}

function presentTexts({ fields }: GroupForm, field: ReturnType<typeof createFields>) {
  const maximum = (name: 'tokenDaysMax' | 'liveTokensMax', label: string, hint: string) =>
    field(name, { label, value: fields[name], hint })
  return {
    name: field('name', {
      label: 'Name',
      value: fields.name,
      hint: 'For people: it stands in lists and rules.',
      required: true,
    }),
    id: field('id', {
      label: 'Id',
      value: fields.id,
      hint: 'What rules refer to; it never changes. Empty: made from the name.',
      code: true,
    }),
    maxima: [
      maximum(
        'tokenDaysMax',
        'Longest life of a token (days)',
        'For members’ API tokens, those that exist included. Empty: what holds for everybody.',
      ),
      maximum(
        'liveTokensMax',
        'Live tokens for each member',
        'Whoever has more keeps them, and gets no new one. Empty: what holds for everybody.',
      ),
    ],
  }
}

// A clash of the whole document that is about this very group belongs to its fields.
function ofForm(faults: readonly Fault[], { groups }: PolicyDocument, id: string | undefined) {
  const at = id === undefined ? groups.length : groups.findIndex((group) => group.id === id)
  const own = `groups.${String(at)}.`
  return faults.map(({ path, says }) =>
    path.startsWith(own) ? { path: path.slice(own.length), says } : { path, says },
  )
}
