import { sentForm, type SentForm } from '../sent-form.ts'
import {
  METHOD_NAMES,
  RESOURCE_FIELDS,
  type QueryRow,
  type ResourceField,
  type ResourceForm,
} from './resource-form.ts'

/** One more than the parser takes is refused by it; what is further is not worth reading. */
const QUERY_ROWS_MAX = 21

/** Reads the flat names of a sent form. Total: what is missing is empty, what is unknown is passed over. */
export function readResourceForm(body: unknown): ResourceForm {
  const sent = sentForm(body)
  return {
    fields: resourceFieldsBy((name) => sent.text(name)),
    methods: METHOD_NAMES.filter((name) => sent.has(`methods.${name}`)),
    query: rowsIn(sent),
    ticks: {
      groups: sent.below('who.group.'),
      providers: sent.below('who.provider.'),
      credentials: sent.below('who.credential.'),
    },
    anonymous: sent.has('anonymous'),
    anonymousConfirmed: sent.has('anonymousConfirmed'),
  }
}

/** Every single field, told by its name. */
export function resourceFieldsBy(
  text: (name: ResourceField) => string,
): Record<ResourceField, string> {
  // Made of RESOURCE_FIELDS, which is every ResourceField.
  return Object.fromEntries(RESOURCE_FIELDS.map((name) => [name, text(name)])) as Record<
    ResourceField,
    string
  >
}

function rowsIn(sent: SentForm): QueryRow[] {
  return sent
    .below('query.')
    .flatMap((rest) => /^(\d{1,3})\.name$/.exec(rest)?.[1] ?? [])
    .sort((one, other) => Number(one) - Number(other))
    .slice(0, QUERY_ROWS_MAX)
    .map((at) => ({
      name: sent.text(`query.${at}.name`).trim(),
      operator: sent.text(`query.${at}.operator`),
      value: sent.text(`query.${at}.value`),
    }))
}
