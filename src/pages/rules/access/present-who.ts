import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { choice, type ChoiceModel, type FieldModel, type PresentField } from '../../field-model.ts'
import { TICKED_KINDS, type ResourceForm } from './resource-form.ts'

interface TickList {
  readonly legend: string
  readonly ticks: readonly {
    readonly name: string
    readonly label: string
    readonly chosen: boolean
  }[]
  /** Said where there is nothing to tick. */
  readonly empty: string
}

export interface WhoModel {
  readonly choices: readonly ChoiceModel[]
  readonly lists: readonly TickList[]
  readonly tokens: FieldModel
  readonly json: FieldModel
  readonly fault: string | undefined
}

const KIND_LABELS: Readonly<Record<(typeof TICKED_KINDS)[number], string>> = {
  'api-token': 'API tokens',
  'provider-token': 'Tokens of identity providers',
  'context-token': 'Pages of Gatehouse',
  basic: 'User names and passwords',
}
const KINDS = TICKED_KINDS.map((id) => ({ id, name: KIND_LABELS[id] }))
const NO_GROUPS = 'There is no group yet. Groups are made on the tab “Groups”.'
const NO_PROVIDERS = 'There is no identity provider yet.'

/** For whom a rule holds: everybody, what is ticked, or JSON for what ticks cannot say. */
export function presentWho(
  { fields, ticks }: ResourceForm,
  { groups, providers }: Pick<PolicyDocument, 'groups' | 'providers'>,
  field: PresentField,
): WhoModel {
  const by = fields['who.by']
  return {
    choices: [
      choice('all', 'Everybody with a credential', by, 'Whatever kind of credential it is.'),
      choice('ticks', 'Whoever fits what is ticked', by, 'Of each list that has a tick.'),
      choice('json', 'As JSON', by, 'For what ticks cannot say.'),
    ],
    lists: [
      list('Members of any of these groups', 'group', ticks.groups, groups, NO_GROUPS),
      list(
        'Tokens of any of these providers',
        'provider',
        ticks.providers,
        providers,
        NO_PROVIDERS,
      ),
      list('Any of these kinds of credential', 'credential', ticks.credentials, KINDS, ''),
    ],
    tokens: field('who.tokens', {
      label: 'Any of these API tokens',
      value: fields['who.tokens'],
      hint: 'Ids, one per line, as the lists of tokens have them.',
      lines: 2,
      code: true,
    }),
    json: presentJson(fields['who.json'], field),
    fault: field('who.by', { label: '', value: '' }).fault,
  }
}

function list(
  legend: string,
  kind: string,
  chosen: readonly string[],
  known: readonly { readonly id: string; readonly name: string }[],
  empty: string,
): TickList {
  // What was ticked stays in sight when it is removed elsewhere, so that it can be unticked.
  const gone = chosen.filter((id) => !known.some((each) => each.id === id))
  const all = [...known, ...gone.map((id) => ({ id, name: `${id} (not there any more)` }))]
  const ticks = all.map(({ id, name }) => ({
    name: `who.${kind}.${id}`,
    label: name,
    chosen: chosen.includes(id),
  }))
  return { legend, ticks, empty }
}

function presentJson(json: string, field: PresentField): FieldModel {
  return field('who.json', {
    label: 'For whom, as JSON',
    value: json,
    hint: '{"all": […]}, {"any": […]} and {"none": […]} may hold each other, and {"group": "…"}, {"provider": "…"}, {"credential": "…"}, {"token": "…"}, {"network": "…"}.',
    lines: Math.min(16, Math.max(6, json.split('\n').length)),
    wide: true,
    code: true,
  })
}
