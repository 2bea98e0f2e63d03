import type { Fault } from '../../lib/fault.ts'
import { FIELDS, type ProviderForm } from './provider-form.ts'

/** Faults at their fields, by name; the rest is said at the top of the form. */
export interface PlacedFaults {
  readonly byField: ReadonlyMap<string, string>
  readonly elsewhere: readonly Fault[]
}

/** Puts each fault to the field that it is about; the first of a field is the one that is shown. */
export function placeFaults(faults: readonly Fault[], form: ProviderForm): PlacedFaults {
  const names = namesOf(form)
  const byField = new Map<string, string>()
  const elsewhere: Fault[] = []
  for (const fault of faults) {
    const name = fieldFor(fault.path, form, names)
    if (name === undefined) elsewhere.push(fault)
    else if (!byField.has(name)) byField.set(name, fault.says)
  }
  return { byField, elsewhere }
}

/** The field that shows a place in a provider; undefined when none does. */
export function fieldFor(
  path: string,
  form: ProviderForm,
  names: ReadonlySet<string> = namesOf(form),
): string | undefined {
  const parts = inForm(path, form).split('.')
  for (let length = parts.length; length > 0; length -= 1) {
    const prefix = parts.slice(0, length).join('.')
    if (names.has(prefix)) return prefix
    const whole = WHOLES.find((each) => names.has(`${prefix}.${each}`))
    if (whole !== undefined) return `${prefix}.${whole}`
  }
  return undefined
}

// What a fault of a whole part is shown at: the choice that the part begins with, or its name.
const WHOLES = ['from', 'by', 'method', 'name', 'claim']

const CONDITION = /^(rules\.\d+)\.when(?:\.(?:all|any|none)(?:\.(\d+))?)?(?:\.(\w+))?/

function inForm(path: string, form: ProviderForm): string {
  if (/^keys\.url\b/.test(path)) return `keys.${form.fields['keys.from']}.url`
  const [, rule, row = '0', member = 'claim'] = CONDITION.exec(path) ?? []
  if (rule === undefined) return path
  if (form.rules[Number(rule.slice('rules.'.length))]?.json !== undefined) return `${rule}.json`
  return `${rule}.when.${row}.${member === 'claim' ? 'claim' : 'value'}`
}

function namesOf({ rules }: ProviderForm): Set<string> {
  const mapping = (path: string) =>
    ['by', 'claim', 'verifiedClaim', 'accountId'].map((each) => `${path}.${each}`)
  const ofRules = rules.flatMap(({ rows, json }, at) => {
    const rule = `rules.${String(at)}`
    return [
      ...['name', 'access', 'resources', 'networks'].map((each) => `${rule}.${each}`),
      ...mapping(`${rule}.account`),
      ...(json === undefined
        ? rows.flatMap((_, row) => [
            `${rule}.when.${String(row)}.claim`,
            `${rule}.when.${String(row)}.value`,
          ])
        : [`${rule}.json`]),
    ]
  })
  return new Set([...FIELDS, 'algorithms', 'rules', ...mapping('account'), ...ofRules])
}
