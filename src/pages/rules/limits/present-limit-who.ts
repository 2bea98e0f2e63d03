import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { choice, type ChoiceModel, type FieldModel, type PresentField } from '../../field-model.ts'
import { presentTickLists, presentWhoJson, type TickList } from '../access/who-tick-lists.ts'
import type { LimitForm } from './limit-form.ts'

/** Which calls a limit counts. */
export interface LimitWhoModel {
  readonly choices: readonly ChoiceModel[]
  readonly lists: readonly TickList[]
  readonly json: FieldModel
  readonly fault: string | undefined
}

export function presentLimitWho(
  form: LimitForm,
  document: Pick<PolicyDocument, 'groups' | 'providers'>,
  field: PresentField,
): LimitWhoModel {
  const { fields } = form
  const by = fields['who.by']
  return {
    choices: [
      choice('all', 'Every call', by),
      choice('ticks', 'Calls that fit what is ticked', by, 'Of each list that has a tick.'),
      choice('json', 'As JSON', by, 'For what ticks cannot say.'),
    ],
    lists: presentTickLists(form, document).filter(({ ticks }) => ticks.length > 0),
    json: presentWhoJson(fields['who.json'], field, 6),
    fault: field('who.by', { label: '', value: '' }).fault,
  }
}
