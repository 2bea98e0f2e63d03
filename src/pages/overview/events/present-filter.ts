import type { EventFilter } from '../../../audit/audit-reader.ts'
import { filterTexts, type FilterName, type FilterTexts } from '../../../audit/event-filter.ts'
import { CHANGE_KINDS, isEventKind } from '../../../audit/event-kinds.ts'
import type { Fault } from '../../../lib/fault.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { momentOf } from '../../date-words.ts'
import { durationWords } from '../../number-words.ts'
import { createFields, type FieldModel } from '../../field-model.ts'
import { hintWords } from './call-words.ts'
import { CHANGE_WORDS, refusalWords } from './change-words.ts'
import { shadowWords } from './shadow-words.ts'

/** A part of the filter that holds now, and the filter without it. */
interface Chip {
  readonly text: string
  readonly vals: string
}

export interface FilterModel {
  readonly chips: readonly Chip[]
  readonly fields: readonly FieldModel[]
  readonly times: readonly TimeField[]
  /** Parts that have no field of their own, and go with the form. */
  readonly hidden: readonly { readonly name: string; readonly value: string }[]
  readonly isOpen: boolean
}

interface TimeField {
  readonly id: string
  readonly name: 'from' | 'to'
  readonly label: string
  readonly value: string
  readonly fault: string | undefined
}

const FIELDS: readonly FilterName[] = ['what', 'ended', 'kind', 'method', 'operation', 'code']
const HIDDEN: readonly FilterName[] = [
  'caller',
  'credentialKind',
  'credentialId',
  'accountId',
  'rule',
  'shadow',
  'hint',
  'atLeastMs',
  'deprecated',
]

const ENDED_WORDS = { answered: 'Answered', refused: 'Refused', failed: 'Failed' }
const WHAT_WORDS = { calls: 'Calls', changes: 'Changes' }

/**
 * @param sent what was typed, which is shown again where it could not be understood
 * @param document that the rules have their names of
 */
export function presentFilter(
  filter: EventFilter,
  sent: FilterTexts,
  faults: readonly Fault[],
  document: PolicyDocument,
): FilterModel {
  const texts = filterTexts(filter)
  return {
    chips: presentChips(filter, texts, document),
    fields: presentFields({ ...sent, ...texts }, faults),
    times: [timeField('from', 'From (UTC)'), timeField('to', 'Until (UTC)')],
    hidden: HIDDEN.flatMap((name) => {
      const value = texts[name]
      return value === undefined ? [] : [{ name, value }]
    }),
    isOpen: faults.length > 0,
  }

  function timeField(name: 'from' | 'to', label: string): TimeField {
    const fault = faults.find(({ path }) => path === name)?.says
    const value = texts[name] === undefined ? '' : inputTime(Number(texts[name]))
    return { id: `events-${name}`, name, label, value, fault }
  }
}

// As an input of a time has it, to the minute.
function inputTime(at: number): string {
  return new Date(at).toISOString().slice(0, 16)
}

function presentFields(texts: FilterTexts, faults: readonly Fault[]): readonly FieldModel[] {
  const byField = new Map(faults.map(({ path, says }) => [path, says]))
  const field = createFields({
    faults: byField,
    todos: new Map<string, string>(),
    focus: undefined,
    prefix: 'events',
  })
  const words: Readonly<Partial<Record<FilterName, Parameters<typeof field>[1]>>> = {
    what: { label: 'Show', value: '', options: choices('Calls and changes', WHAT_WORDS) },
    ended: { label: 'Ended', value: '', options: choices('In any way', ENDED_WORDS) },
    kind: { label: 'Kind of change', value: '', options: KINDS },
    method: { label: 'Method', value: '', code: true },
    operation: { label: 'Operation or path', value: '', code: true },
    code: { label: 'Code of the refusal', value: '', code: true },
  }
  return FIELDS.flatMap((name) => {
    const each = words[name]
    return each === undefined ? [] : [field(name, { ...each, value: texts[name] ?? '' })]
  })
}

function choices(any: string, words: Readonly<Record<string, string>>) {
  return [
    { value: '', label: any },
    ...Object.entries(words).map(([value, label]) => ({ value, label })),
  ]
}

const KINDS = choices('Any', {
  ...Object.fromEntries(
    CHANGE_KINDS.map((kind) => [
      kind,
      isEventKind(kind) && kind !== 'call' ? CHANGE_WORDS[kind] : kind,
    ]),
  ),
})

function presentChips(
  filter: EventFilter,
  texts: FilterTexts,
  document: PolicyDocument,
): readonly Chip[] {
  const without = (...names: readonly string[]) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(texts).filter(([name]) => !names.includes(name))),
    )
  const { span, ...rest } = filter
  const members = Object.entries(rest).map(([name, value]) => ({
    text: name === 'shadow' ? shadowWords(String(value), document) : chipText(name, String(value)),
    vals: without(name),
  }))
  if (span === undefined) return members
  return [{ text: spanText(texts), vals: without('from', 'to') }, ...members]
}

function spanText({ from, to }: FilterTexts): string {
  const words = (at: string) => momentOf(Number(at), 0).exact
  if (from === undefined) return to === undefined ? 'Any time' : `Until ${words(to)}`
  return to === undefined ? `From ${words(from)}` : `${words(from)} – ${words(to)}`
}

function chipText(name: string, value: string): string {
  switch (name) {
    case 'what':
      return value === 'calls' ? WHAT_WORDS.calls : WHAT_WORDS.changes
    case 'ended':
      return { ...ENDED_WORDS }[value as keyof typeof ENDED_WORDS] // The filter has no other.
    case 'kind':
      return isEventKind(value) && value !== 'call' ? CHANGE_WORDS[value] : 'Calls'
    case 'code':
      return refusalWords(value)
    case 'hint':
      return hintWords(value)
    case 'atLeastMs':
      return `Took ${durationWords(Number(value))} or longer`
    case 'deprecated':
      return 'Announced to be taken away'
    default:
      return `${CHIP_NAMES[name] ?? name}: ${value}`
  }
}

const CHIP_NAMES: Readonly<Record<string, string>> = {
  caller: 'Caller',
  credentialKind: 'Kind of credential',
  credentialId: 'Credential',
  accountId: 'Account',
  rule: 'Rule',
  method: 'Method',
  operation: 'Operation',
}
