import type { Product } from '../../tenants/tenant.ts'
import { wordsOf } from '../product-words.ts'
import type { FieldModel, PresentField } from '../field-model.ts'
import {
  presentJson,
  presentRow,
  type EditButton,
  type RowModel,
  type RuleTools,
  type Sent,
} from './present-condition.ts'
import { presentMapping, type MappingModel } from './present-mapping.ts'
import type { RuleForm } from './provider-form.ts'

interface RuleModel {
  readonly heading: string
  readonly name: FieldModel
  readonly access: FieldModel
  readonly resources: FieldModel
  readonly networks: FieldModel
  readonly account: MappingModel
  readonly match: FieldModel
  readonly rows: readonly RowModel[]
  readonly admitsAll: boolean
  readonly json: FieldModel | undefined
  readonly buttons: readonly EditButton[]
  readonly conditionButtons: readonly EditButton[]
}

export interface RulesModel {
  readonly rules: readonly RuleModel[]
  readonly isEmpty: boolean
  /** What is wrong with the rules as a whole. */
  readonly fault: string | undefined
  readonly add: EditButton
}

const MATCHES = [
  { value: 'all', label: 'All of these' },
  { value: 'any', label: 'Any of these' },
  { value: 'none', label: 'None of these' },
]
const ACCESS = [
  { value: 'read', label: 'Read' },
  { value: 'write', label: 'Read and write' },
]

/** @param of where the buttons between the rules send the form, and whose accounts it is about */
export function presentRules(
  rules: readonly RuleForm[],
  field: PresentField,
  { action, product }: { readonly action: string; readonly product: Product },
): RulesModel {
  const button = (label: string, about: string, edit: Sent): EditButton => ({
    action,
    label,
    about,
    values: JSON.stringify(edit),
  })
  const tools = { field, button, product }
  return {
    rules: rules.map((rule, at) => presentRule(rule, at, tools)),
    isEmpty: rules.length === 0,
    fault: field('rules', { label: 'Trust rules', value: '' }).fault,
    add: button('Add rule', '', { do: 'add-rule' }),
  }
}

function presentRule(rule: RuleForm, at: number, tools: RuleTools): RuleModel {
  const { field, button } = tools
  const path = `rules.${String(at)}`
  const which = { rule: String(at) }
  const heading = `Rule ${String(at + 1)}`
  const remove = button('Remove rule', String(at + 1), { do: 'remove-rule', ...which })
  const raise = button('Move up', heading, { do: 'raise-rule', ...which })
  const add = button('Add condition', `to ${heading}`, { do: 'add-row', ...which })
  const asJson = button('Write as JSON', heading, { do: 'show-json', ...which })
  const asRows = button('Show as rows', heading, { do: 'show-rows', ...which })
  const isJson = rule.json !== undefined
  return {
    heading,
    name: field(`${path}.name`, { label: 'Name', value: rule.name, required: true }),
    access: field(`${path}.access`, { label: 'Access', value: rule.access, options: ACCESS }),
    resources: field(`${path}.resources`, {
      label: 'Resources',
      value: rule.resources,
      hint: resourcesHint(tools.product),
      lines: 2,
      wide: true,
      code: true,
    }),
    networks: field(`${path}.networks`, {
      label: 'Networks (one per line)',
      value: rule.networks,
      hint: 'Where calls may come from, such as 10.0.0.0/8 or 2001:db8::/32. Empty: from everywhere.',
      lines: 2,
      wide: true,
      code: true,
    }),
    account: presentMapping(rule.account, `${path}.account`, tools, 'A call is made as'),
    match: field(`${path}.match`, {
      label: 'A token fits if',
      value: rule.match,
      options: MATCHES,
    }),
    rows: rule.rows.map((row, index) => presentRow(row, { path, at, index }, tools)),
    admitsAll: !isJson && rule.rows.length === 0,
    json: rule.json === undefined ? undefined : presentJson(rule.json, path, field),
    buttons: at === 0 ? [remove] : [raise, remove],
    conditionButtons: isJson ? [asRows] : [add, asJson],
  }
}

function resourcesHint(product: Product): string {
  const { entriesPath } = wordsOf(product)
  const last = entriesPath.slice(entriesPath.lastIndexOf('/'))
  return `Path patterns, one per line, such as ${entriesPath}/**. Here ${last}/** is everything below, not ${last} itself. Empty: all that Gatehouse serves.`
}
