import type { Fault } from '../../../lib/fault.ts'
import { LIMIT_SCOPES } from '../../../policy/limit-rule.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { RULE_STATES } from '../../../policy/rule-state.ts'
import {
  choice,
  createFields,
  type ChoiceModel,
  type FieldModel,
  type PresentField,
} from '../../field-model.ts'
import { presentFormFrame, type FormFrame } from '../access/form-frame.ts'
import type { Edited } from '../access/save-entry.ts'
import type { Question } from '../ask-first.ts'
import { placeFaults } from '../place-faults.ts'
import { presentOutdated, presentQuestion } from '../present-question.ts'
import { LIMIT_FIELDS, type LimitForm } from './limit-form.ts'
import { SCOPE_WORDS, SCOPES_HINT, STATE_WORDS, UNITS } from './limit-words.ts'
import { presentLimitWho, type LimitWhoModel } from './present-limit-who.ts'

export interface LimitFormView {
  readonly form: LimitForm
  readonly edited: Edited | undefined
  readonly faults?: readonly Fault[]
  readonly question?: Question
  /** Somebody else was faster. */
  readonly isOutdated?: boolean
}

export interface LimitFormModel extends FormFrame {
  readonly name: FieldModel
  readonly id: FieldModel
  readonly states: readonly ChoiceModel[]
  readonly stateFault: string | undefined
  readonly per: FieldModel
  readonly usual: readonly FieldModel[]
  readonly burst: readonly FieldModel[]
  readonly who: LimitWhoModel
}

/** @param actions path of the tab, that the names of its actions are added to */
export function presentLimitForm(
  { form, edited, faults = [], question, isOutdated = false }: LimitFormView,
  document: PolicyDocument,
  actions: string,
): LimitFormModel {
  const { fields } = form
  const { byField, elsewhere } = placeFaults(ofForm(faults, document, edited), (path) =>
    fieldFor(path, form),
  )
  const none = new Map<string, string>()
  const field = createFields({ faults: byField, todos: none, focus: undefined, prefix: 'limit' })
  const existing = document.limits.rules.find(({ id }) => id === edited?.id)
  const own = existing && `${actions}/${encodeURIComponent(existing.id)}/form`
  const asked = { form: '#limit-form', action: `${actions}/save`, cancelAction: actions }
  const frame = {
    edited,
    document,
    actions,
    cancelAction: actions,
    ...(faults.length === 0 ? {} : { faults }),
    ...(question === undefined ? {} : { question: presentQuestion(question, asked) }),
    ...(isOutdated ? { outdated: presentOutdated(own) } : {}),
  }
  return {
    ...presentFormFrame(frame, 'a limit', fields.name, elsewhere),
    states: RULE_STATES.map((state) =>
      choice(state, STATE_WORDS[state].label, fields.state, STATE_WORDS[state].effect),
    ),
    stateFault: byField.get('state'),
    ...presentNames(fields, field),
    ...presentAmounts(fields, field),
    who: presentLimitWho(form, document, field),
  }
}

function presentNames(fields: LimitForm['fields'], field: PresentField) {
  return {
    name: field('name', {
      label: 'Name',
      value: fields.name,
      hint: 'For people: it stands in lists.',
      required: true,
    }),
    id: field('id', {
      label: 'Id',
      value: fields.id,
      hint: 'Stands in answers and in the audit log, and never changes. Empty: made from the name.',
      code: true,
    }),
  }
}

function presentAmounts(fields: LimitForm['fields'], field: PresentField) {
  const options = LIMIT_SCOPES.map((value) => ({ value, label: SCOPE_WORDS[value].asChoice }))
  const units = UNITS.map(({ seconds, label }) => ({ value: String(seconds), label }))
  const number = (name: 'points' | 'window' | 'burst.points' | 'burst.window', label: string) =>
    field(name, { label, value: fields[name], required: !name.startsWith('burst') })
  const unit = (name: 'unit' | 'burst.unit') =>
    field(name, { label: 'Unit', value: fields[name], options: units })
  return {
    per: field('per', {
      label: 'Counted together',
      value: fields.per,
      hint: SCOPES_HINT,
      options,
      wide: true,
    }),
    usual: [number('points', 'Points'), number('window', 'In'), unit('unit')],
    burst: [
      number('burst.points', 'More points'),
      number('burst.window', 'In'),
      unit('burst.unit'),
    ],
  }
}

function fieldFor(path: string, { fields }: LimitForm): string | undefined {
  if (path === 'seconds') return 'window'
  if (path === 'burst' || path === 'burst.points') return 'burst.points'
  if (path.startsWith('burst.')) return 'burst.window'
  if (path === 'who' || path.startsWith('who.')) {
    return fields['who.by'] === 'json' ? 'who.json' : 'who.by'
  }
  return LIMIT_FIELDS.find((name) => name === path)
}

// A clash of the whole document that is about this very limit belongs to its fields.
function ofForm(faults: readonly Fault[], { limits }: PolicyDocument, edited: Edited | undefined) {
  const { rules } = limits
  const at = edited === undefined ? rules.length : rules.findIndex(({ id }) => id === edited.id)
  const own = `limits.rules.${String(at)}.`
  return faults.map(({ path, says }) =>
    path.startsWith(own) ? { path: path.slice(own.length), says } : { path, says },
  )
}
