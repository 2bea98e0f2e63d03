import type { PresentField } from '../../field-model.ts'
import type { ResourceForm } from './resource-form.ts'

/** The fields of a rule that are a line, a few lines or a choice. */
export function presentResourceFields({ fields }: ResourceForm, field: PresentField) {
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
      required: true,
      wide: true,
      code: true,
    }),
    actsAs: field('actsAs', {
      label: 'The call is made',
      value: fields.actsAs,
      options: [
        { value: '', label: 'As a user or as the app' },
        { value: 'user', label: 'As a user' },
        { value: 'app', label: 'As the app' },
      ],
    }),
    networks: field('networks', {
      label: 'From these networks only',
      value: fields.networks,
      hint: 'One per line, such as 10.0.0.0/8 or one address. Empty: from everywhere.',
      lines: 2,
      code: true,
    }),
    cost: field('cost', {
      label: 'Points of rate limits that a call takes',
      value: fields.cost,
      hint: '1 when left empty. More for calls that are expensive.',
    }),
  }
}
