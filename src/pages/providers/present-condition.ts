import { OPERATORS } from './condition-rows.ts'
import type { RuleEdit } from './edit-rules.ts'
import type { FieldModel, PresentField } from '../field-model.ts'
import type { MappingTools } from './present-mapping.ts'
import type { ConditionRow } from './provider-form.ts'

/** A button that sends the form and gets its rules back with one thing changed. */
export interface EditButton {
  readonly action: string
  readonly label: string
  /** What the label alone does not say: which rule, which condition. */
  readonly about: string
  /** JSON of what is sent along. */
  readonly values: string
}

/** What a button sends along. */
export type Sent = { readonly do: RuleEdit['do']; readonly rule?: string; readonly row?: string }

/** What all parts of a rule are presented with. */
export interface RuleTools extends MappingTools {
  readonly button: (label: string, about: string, edit: Sent) => EditButton
}

/** One condition, in fields beside each other. */
export interface RowModel {
  readonly claim: FieldModel
  readonly operator: FieldModel
  readonly value: FieldModel
  readonly remove: EditButton
}

/** Conditions that rows do not show, or that somebody prefers to write. */
export function presentJson(json: string, path: string, field: PresentField): FieldModel {
  return field(`${path}.json`, {
    label: 'Conditions as JSON',
    value: json,
    hint: '{"all": […]}, {"any": […]} and {"none": […]} may hold each other, and comparisons such as {"claim": "sub", "equals": "…"}. What rows cannot show stays JSON.',
    lines: Math.min(16, Math.max(4, json.split('\n').length)),
    wide: true,
    code: true,
  })
}

/** @param place path and position of the rule, and position of the row in it */
export function presentRow(
  { claim, operator, value }: ConditionRow,
  place: { readonly path: string; readonly at: number; readonly index: number },
  { field, button }: RuleTools,
): RowModel {
  const path = `${place.path}.when.${String(place.index)}`
  const edit = { do: 'remove-row', rule: String(place.at), row: String(place.index) } as const
  const about = `condition ${String(place.index + 1)} of rule ${String(place.at + 1)}`
  return {
    claim: field(`${path}.claim`, { label: 'Claim', value: claim, code: true }),
    operator: field(`${path}.operator`, {
      label: 'Comparison',
      value: operator,
      options: OPERATORS,
    }),
    value: field(`${path}.value`, {
      label: 'Value',
      value,
      lines: Math.min(8, value.split('\n').length),
      code: true,
    }),
    remove: button('Remove', about, edit),
  }
}
