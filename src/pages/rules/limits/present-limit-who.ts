import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { choice, type ChoiceModel, type FieldModel, type PresentField } from '../../field-model.ts'
import type { LimitForm } from './limit-form.ts'

interface TickList {
  readonly legend: string
  readonly ticks: readonly {
    readonly name: string
    readonly label: string
    readonly chosen: boolean
  }[]
}

/** Which calls a limit counts. */
export interface LimitWhoModel {
  readonly choices: readonly ChoiceModel[]
  readonly lists: readonly TickList[]
  readonly json: FieldModel
  readonly fault: string | undefined
}

const KINDS = [
  { id: 'api-token', name: 'API tokens' },
  { id: 'provider-token', name: 'Tokens of identity providers' },
  { id: 'context-token', name: 'Pages of Gatehouse' },
  { id: 'basic', name: 'User names and passwords' },
]

export function presentLimitWho(
  { fields, groups, providers, credentials }: LimitForm,
  document: Pick<PolicyDocument, 'groups' | 'providers'>,
  field: PresentField,
): LimitWhoModel {
  const by = fields['who.by']
  const lists = [
    list('Members of any of these groups', 'group', groups, document.groups),
    list('Tokens of any of these providers', 'provider', providers, document.providers),
    list('Any of these kinds of credential', 'credential', credentials, KINDS),
  ]
  return {
    choices: [
      choice('all', 'Every call', by),
      choice('ticks', 'Calls that fit what is ticked', by, 'Of each list that has a tick.'),
      choice('json', 'As JSON', by, 'For what ticks cannot say.'),
    ],
    lists: lists.filter(({ ticks }) => ticks.length > 0),
    json: field('who.json', {
      label: 'For whom, as JSON',
      value: fields['who.json'],
      hint: '{"all": […]}, {"any": […]} and {"none": […]} may hold each other, and {"group": "…"}, {"provider": "…"}, {"credential": "…"}, {"token": "…"}, {"network": "…"}.',
      lines: 6,
      wide: true,
      code: true,
    }),
    fault: field('who.by', { label: '', value: '' }).fault,
  }
}

function list(
  legend: string,
  kind: string,
  chosen: readonly string[],
  known: readonly { readonly id: string; readonly name: string }[],
): TickList {
  // What was ticked stays in sight when it is removed elsewhere, so that it can be unticked.
  const gone = chosen.filter((id) => !known.some((each) => each.id === id))
  const all = [...known, ...gone.map((id) => ({ id, name: `${id} (not there any more)` }))]
  const ticks = all.map(({ id, name }) => ({
    name: `who.${kind}.${id}`,
    label: name,
    chosen: chosen.includes(id),
  }))
  return { legend, ticks }
}
