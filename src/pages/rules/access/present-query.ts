import type { FieldModel, PresentField } from '../../field-model.ts'
import type { QueryRow } from './resource-form.ts'

interface QueryRowModel {
  readonly name: FieldModel
  readonly operator: FieldModel
  readonly value: FieldModel
  /** What the button that removes the row sends along, as JSON. */
  readonly removeValues: string
  readonly about: string
}

export interface QueryModel {
  readonly rows: readonly QueryRowModel[]
  readonly addValues: string
  readonly addHasFocus: boolean
  /** What is wrong with the conditions together. */
  readonly fault: string | undefined
}

const OPERATORS = [
  { value: 'present', label: 'is present' },
  { value: 'absent', label: 'is absent' },
  { value: 'equals', label: 'is exactly' },
  { value: 'in', label: 'is one of' },
]

/** What the query of a call has to have, a row for each condition. */
export function presentQuery(
  rows: readonly QueryRow[],
  field: PresentField,
  addHasFocus: boolean,
): QueryModel {
  return {
    rows: rows.map((row, at) => presentRow(row, at, field)),
    addValues: JSON.stringify({ do: 'add-row' }),
    addHasFocus,
    fault: field('query', { label: '', value: '' }).fault,
  }
}

function presentRow({ name, operator, value }: QueryRow, at: number, field: PresentField) {
  const path = `query.${String(at)}`
  return {
    name: field(`${path}.name`, { label: 'Parameter', value: name, code: true }),
    operator: field(`${path}.operator`, {
      label: 'Condition',
      value: operator,
      options: OPERATORS,
    }),
    value: field(`${path}.value`, {
      label: 'Value, or one per line',
      value,
      lines: Math.min(8, value.split('\n').length),
      code: true,
    }),
    removeValues: JSON.stringify({ do: 'remove-row', row: String(at) }),
    about: `condition ${String(at + 1)} on the query`,
  }
}
