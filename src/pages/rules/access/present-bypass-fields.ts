import type { Bypass } from '../../../policy/bypass.ts'
import type { PresentField } from '../../field-model.ts'
import { BYPASS_DAYS, endWords, type BypassForm } from './bypass-form.ts'

interface BypassEnd {
  readonly form: BypassForm
  /** As it is stored, for the end that can be kept. */
  readonly existing: Bypass | undefined
  readonly now: number
}

/** What is typed. @param example a path of the product, to begin with */
export function presentBypassTexts({ fields }: BypassForm, field: PresentField, example: string) {
  return {
    name: field('name', { label: 'Name', value: fields.name, required: true }),
    id: field('id', {
      label: 'Id',
      value: fields.id,
      hint: 'In audit events. Made of the name when left empty, and never changed later.',
      code: true,
    }),
    path: field('path', {
      label: 'Path',
      value: fields.path,
      hint: `As in rules, and as narrow as it can be, such as ${example}/**.`,
      required: true,
      wide: true,
      code: true,
    }),
    networks: field('networks', {
      label: 'From these networks only',
      value: fields.networks,
      hint: 'One per line, such as 10.20.0.0/16 or one address.',
      required: true,
      lines: 2,
      code: true,
    }),
    ownerAccountId: field('ownerAccountId', {
      label: 'Who answers for it',
      value: fields.ownerAccountId,
      hint: 'An Atlassian account id, or the address of a profile. Yours to begin with.',
      required: true,
      code: true,
    }),
    reason: field('reason', {
      label: 'Why it is there',
      value: fields.reason,
      hint: 'What cannot be changed yet, and what has to happen until the end.',
      required: true,
      lines: 2,
      wide: true,
    }),
  }
}

/** When it ends, and whether it is in force until then. */
export function presentBypassEnd({ form, existing, now }: BypassEnd, field: PresentField) {
  const kept =
    existing === undefined
      ? []
      : [{ value: 'kept', label: `As it is: ${endWords(existing.expiresAt, now)}` }]
  const days = BYPASS_DAYS.map((each) => ({
    value: String(each),
    label: each === 1 ? 'In 1 day' : `In ${String(each)} days`,
  }))
  return {
    enabled: field('enabled', {
      label: 'Until then it is',
      value: form.fields.enabled,
      options: [
        { value: 'on', label: 'In force' },
        { value: 'off', label: 'Switched off' },
      ],
    }),
    ends: field('ends', {
      label: 'It ends',
      value: form.fields.ends,
      options: [...kept, ...days, { value: 'date', label: 'At the end of a day…' }],
    }),
    endDate: field('endDate', {
      label: 'Last day',
      value: form.fields.endDate,
      hint: 'Until midnight in UTC, at most a year away.',
    }),
  }
}
