import type { FieldName, ProviderForm } from './provider-form.ts'
import { EMPTY_RULE } from './provider-form.ts'
import { formOf, type ProviderSketch } from './provider-to-form.ts'

// What the parser would take where nothing is said, shown so that it can be seen and changed.
const PROPOSED: Partial<Record<FieldName, string>> = {
  'keys.from': 'discovery',
  'keys.client.method': 'client_secret_basic',
  'keys.client.algorithm': 'RS256',
  'keys.cacheSeconds': '30',
  clockToleranceSeconds: '30',
  subjectClaim: 'sub',
}

/** The form that a new provider begins with; the first rule still has to be given its conditions. */
export function newForm(sketch: ProviderSketch = {}): ProviderForm {
  const { fields, algorithms, account, rules } = formOf(sketch)
  const proposed = Object.entries(fields).map(([name, text]) => [
    name,
    // The names are those of `fields`.
    text === '' ? (PROPOSED[name as FieldName] ?? '') : text,
  ])
  return {
    // The same names as before.
    fields: Object.fromEntries(proposed) as ProviderForm['fields'],
    algorithms: sketch.algorithms === undefined ? ['RS256'] : algorithms,
    account: account.by === '' ? { ...account, by: 'link' } : account,
    rules: rules.length === 0 ? [EMPTY_RULE] : rules,
  }
}
