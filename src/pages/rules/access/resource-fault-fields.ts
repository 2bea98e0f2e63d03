import { RESOURCE_FIELDS, type ResourceForm } from './resource-form.ts'

/** The field of the form that shows a place in a rule; undefined when none does. */
export function resourceFieldFor(path: string, form: ResourceForm): string | undefined {
  const [first, position = '', member = 'name'] = path.split('.')
  if (first === 'who') return form.fields['who.by'] === 'json' ? 'who.json' : 'who.by'
  if (first === 'anonymous' || first === 'anonymousConfirmed') return first
  if (first === 'query') {
    const isRow = /^\d+$/.test(position) && Number(position) < form.query.length
    return isRow ? `query.${position}.${member === 'name' ? 'name' : 'value'}` : 'query'
  }
  return RESOURCE_FIELDS.find((name) => name === first)
}
