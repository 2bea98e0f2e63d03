import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { choice, type ChoiceModel, type FieldModel, type PresentField } from '../../field-model.ts'
import type { ResourceForm } from './resource-form.ts'
import { presentTickLists, presentWhoJson, type TickList } from './who-tick-lists.ts'

interface WhoTickList extends TickList {
  /** Said where there is nothing to tick. */
  readonly empty: string
}

export interface WhoModel {
  readonly choices: readonly ChoiceModel[]
  readonly lists: readonly WhoTickList[]
  readonly tokens: FieldModel
  readonly json: FieldModel
  readonly fault: string | undefined
}

const NO_GROUPS = 'There is no group yet. Groups are made on the tab “Groups”.'
const NO_PROVIDERS = 'There is no identity provider yet.'

/** For whom a rule holds: everybody, what is ticked, or JSON for what ticks cannot say. */
export function presentWho(
  { fields, ticks }: ResourceForm,
  document: Pick<PolicyDocument, 'groups' | 'providers'>,
  field: PresentField,
): WhoModel {
  const by = fields['who.by']
  const [ofGroups, ofProviders, ofKinds] = presentTickLists(ticks, document)
  const json = fields['who.json']
  return {
    choices: [
      choice('all', 'Everybody with a credential', by, 'Whatever kind of credential it is.'),
      choice('ticks', 'Whoever fits what is ticked', by, 'Of each list that has a tick.'),
      choice('json', 'As JSON', by, 'For what ticks cannot say.'),
    ],
    lists: [
      { ...ofGroups, empty: NO_GROUPS },
      { ...ofProviders, empty: NO_PROVIDERS },
      { ...ofKinds, empty: '' },
    ],
    tokens: field('who.tokens', {
      label: 'Any of these API tokens',
      value: fields['who.tokens'],
      hint: 'Ids, one per line, as the lists of tokens have them.',
      lines: 2,
      code: true,
    }),
    json: presentWhoJson(json, field, Math.min(16, Math.max(6, json.split('\n').length))),
    fault: field('who.by', { label: '', value: '' }).fault,
  }
}
