import type { Preset } from '../../identity/providers/presets.ts'
import type { Fault } from '../../lib/fault.ts'
import type { Product } from '../../tenants/tenant.ts'
import { placeFaults } from './fault-fields.ts'
import { createFields, type FieldModel } from '../field-model.ts'
import { presentDetails, presentIdentity } from './present-provider-basics.ts'
import { presentKeys, type KeysModel } from './present-provider-keys.ts'
import { presentMapping, type MappingModel } from './present-mapping.ts'
import { todosOf } from './preset-todos.ts'
import { presentRules, type RulesModel } from './present-provider-rules.ts'
import type { FieldName, ProviderForm } from './provider-form.ts'

/** The provider that a form is about, as it was when the form was opened. */
interface Edited {
  readonly id: string
  /** `readAsOf` it; tells whether somebody else has changed it since. */
  readonly readAs: string
  /** Fields whose secret is stored. */
  readonly kept: readonly FieldName[]
}

export interface ProviderFormView {
  readonly form: ProviderForm
  /** Path that the names of the form's actions are added to. */
  readonly actions: string
  readonly product: Product
  /** Absent for a new provider. */
  readonly edited: Edited | undefined
  readonly preset: Preset | undefined
  readonly faults?: readonly Fault[]
  /** A sentence about the whole, such as that somebody else was faster. */
  readonly objection?: string | undefined
}

export interface ProviderFormModel {
  readonly heading: string
  readonly saveAction: string
  readonly cancelAction: string
  readonly editedId: string | undefined
  readonly readAs: string
  readonly presetId: string
  readonly guide:
    | {
        readonly name: string
        readonly notes: readonly string[]
        readonly docs: string | undefined
      }
    | undefined
  readonly problems: readonly string[] | undefined
  readonly name: FieldModel
  readonly id: FieldModel
  readonly issuer: FieldModel
  readonly audiences: FieldModel
  readonly keys: KeysModel
  readonly details: readonly FieldModel[]
  readonly detailsOpen: boolean
  readonly account: MappingModel
  readonly rules: RulesModel
}

export function presentProviderForm(view: ProviderFormView): ProviderFormModel {
  const { form, actions, edited, preset } = view
  const { byField, elsewhere } = placeFaults(view.faults ?? [], form)
  const field = createFields({ faults: byField, todos: todosOf(preset, form), focus: undefined })
  const problems = [
    ...(view.objection === undefined ? [] : [view.objection]),
    ...elsewhere.map(({ path, says }) => (path === '' ? says : `${path}: ${says}`)),
  ]
  const details = presentDetails(form, field)
  return {
    heading: headingOf(view),
    saveAction: `${actions}/save`,
    cancelAction: `${actions}/list`,
    editedId: edited?.id,
    readAs: edited?.readAs ?? '',
    presetId: preset?.id ?? '',
    guide: preset && { name: preset.name, notes: preset.notes, docs: preset.docs },
    problems: problems.length === 0 ? undefined : problems,
    ...presentIdentity(form, field),
    keys: presentKeys(form, field, edited?.kept ?? []),
    details,
    detailsOpen: details.some(({ fault, todo }) => fault !== undefined || todo !== undefined),
    account: presentMapping(form.account, 'account', { field, product: view.product }),
    rules: presentRules(form.rules, field, { action: `${actions}/rules`, product: view.product }),
  }
}

function headingOf({ form, edited, preset }: ProviderFormView): string {
  if (edited !== undefined) return `Edit “${form.fields.name}”`
  return preset === undefined ? 'Add a provider' : `Add ${preset.name}`
}
