import type { QueryCondition, ResourceRule } from '../../../policy/resource-rule.ts'
import { resourceFieldsBy } from './read-resource-form.ts'
import type { QueryRow, ResourceForm } from './resource-form.ts'
import { whoFormOf } from './who-ticks.ts'

/** The form as it shows a rule. */
export function formOfResource(rule: ResourceRule): ResourceForm {
  const { methods, who } = rule
  const { groups, providers, credentials, tokens, json } = whoFormOf(who)
  const texts = {
    name: rule.name,
    id: rule.id,
    effect: rule.effect,
    state: rule.state,
    methods: typeof methods === 'string' ? methods : 'listed',
    path: rule.path,
    actsAs: rule.actsAs ?? '',
    'who.by': json === undefined ? (who === undefined ? 'all' : 'ticks') : 'json',
    'who.tokens': tokens,
    'who.json': json ?? '',
    networks: (rule.networks ?? []).join('\n'),
    cost: rule.cost === undefined ? '' : String(rule.cost),
  }
  return {
    fields: resourceFieldsBy((name) => texts[name]),
    methods: typeof methods === 'string' ? [] : methods,
    query: (rule.query ?? []).map(rowOf),
    ticks: { groups, providers, credentials },
    anonymous: rule.anonymous === true,
    anonymousConfirmed: rule.anonymousConfirmed === true,
  }
}

function rowOf(condition: QueryCondition): QueryRow {
  const { name } = condition
  if ('is' in condition) return { name, operator: condition.is, value: '' }
  if ('equals' in condition) return { name, operator: 'equals', value: condition.equals }
  return { name, operator: 'in', value: condition.in.join('\n') }
}
