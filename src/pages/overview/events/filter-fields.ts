import type { FilterName, FilterTexts } from '../../../audit/event-filter.ts'
import { CHANGE_KINDS, isEventKind } from '../../../audit/event-kinds.ts'
import type { FieldModel, FieldWords, PresentField } from '../../field-model.ts'
import { CHANGE_WORDS } from './change-words.ts'

type Words = Omit<FieldWords, 'value'>

const text = (label: string, hint?: string): Words => ({
  label,
  code: true,
  ...(hint === undefined ? {} : { hint }),
})

function choices(any: string, words: Readonly<Record<string, string>>) {
  return [
    { value: '', label: any },
    ...Object.entries(words).map(([value, label]) => ({ value, label })),
  ]
}

export const ENDED_WORDS = { answered: 'Answered', refused: 'Refused', failed: 'Failed' }
export const WHAT_WORDS = { calls: 'Calls', changes: 'Changes' }
export const ACTS_AS_WORDS = {
  user: 'A user',
  app: 'The app',
  caller: 'The caller, by its own credential',
  anonymous: 'Nobody',
}
export const OUTCOME_WORDS = {
  unknown: 'Not known',
  answered: 'Answered',
  refused: 'Refused',
  failed: 'Failed',
  aborted: 'Given up by the caller',
}

const KINDS = choices('Any', {
  ...Object.fromEntries(
    CHANGE_KINDS.map((kind) => [
      kind,
      isEventKind(kind) && kind !== 'call' ? CHANGE_WORDS[kind] : kind,
    ]),
  ),
})

/** What is asked for most, shown at once. */
const MAIN: Partial<Readonly<Record<FilterName, Words>>> = {
  what: { label: 'Show', options: choices('Calls and changes', WHAT_WORDS) },
  ended: { label: 'Ended', options: choices('In any way', ENDED_WORDS) },
  kind: { label: 'Kind of change', options: KINDS },
  method: text('Method'),
  operation: text('Operation or path', 'A path that is not known has {} for keys and numbers.'),
  code: text('Code of the refusal'),
}

/** Every other member that was recorded, in a fold. */
const MORE: Partial<Readonly<Record<FilterName, Words>>> = {
  shownAs: {
    label: 'Author that the product shows',
    options: choices('Anybody', { app: 'The app, though somebody else called' }),
  },
  actsAs: { label: 'Called in the name of', options: choices('Anybody', ACTS_AS_WORDS) },
  outcome: { label: 'Outcome', options: choices('Any', OUTCOME_WORDS) },
  deprecated: {
    label: 'Announced to be taken away',
    options: choices('Does not matter', { true: 'Yes' }),
  },
  accountId: text('Account', 'Of who answers for the call.'),
  caller: text('Caller', 'As an event has it: api-token, a space, the id.'),
  credentialKind: text('Kind of credential'),
  credentialId: text('Id of the credential'),
  subject: text('Subject', 'Whom the credential names; of a change, what was changed.'),
  trustRule: text('Rule of the provider'),
  actor: text('Who changed it'),
  address: text('Address'),
  path: text('Whole path'),
  rule: text('Rule that decided'),
  shadow: text('In shadow', 'Such as would-deny:no-deletes.'),
  countedBy: text('Id of a limit that counted it'),
  policyVersion: text('Version of the rules'),
  status: text('Status that the caller got'),
  upstreamStatus: text('Status of the product'),
  hint: text('Hint'),
  requestId: text('Id of the request'),
  traceId: text('The product’s trace id'),
  atLeastMs: text('Took at least (ms)'),
  upstreamAtLeastMs: text('The product took at least (ms)'),
  bytesInAtLeast: text('Sent at least (bytes)'),
  bytesOutAtLeast: text('Answered at least (bytes)'),
}

export interface FilterFields {
  readonly main: readonly FieldModel[]
  readonly more: readonly FieldModel[]
  /** Something in the fold is limited, or wrong. */
  readonly isMoreOpen: boolean
}

/** @param texts what stands in the fields */
export function presentFilterFields(texts: FilterTexts, field: PresentField): FilterFields {
  const fields = (words: Partial<Readonly<Record<FilterName, Words>>>) =>
    Object.entries(words).map(([name, each]) => {
      const value: unknown = Reflect.get(texts, name)
      return field(name, { ...each, value: typeof value === 'string' ? value : '' })
    })
  const more = fields(MORE)
  return {
    main: fields(MAIN),
    more,
    isMoreOpen: more.some(({ fault, value }) => fault !== undefined || value !== ''),
  }
}

/** What a member of the filter is called; its own name where it has no field. */
export function filterLabel(name: string): string {
  const words: unknown = Reflect.get({ ...MAIN, ...MORE }, name)
  const label: unknown =
    typeof words === 'object' && words !== null ? Reflect.get(words, 'label') : undefined
  return typeof label === 'string' ? label : name
}
