import { TOKEN_NAME_LENGTH_MAX } from '../../../identity/tokens.ts'
import type { Product } from '../../../tenants/tenant.ts'
import { createFields, type FieldModel } from '../../field-model.ts'
import { presentLimits, type LimitsModel } from '../../present-limits.ts'
import { emptyTokenForm, lifetimesUpTo } from '../../token-form.ts'
import type { LimitsReading } from '../../token-limits-form.ts'
import type { ServiceForm } from './service-form.ts'

export interface ServiceFormModel {
  readonly action: string
  readonly isOpen: boolean
  readonly fields: readonly FieldModel[]
  readonly limits: LimitsModel
}

/** What was typed, and what is wrong with it. */
export interface RefusedService {
  readonly form: ServiceForm
  /** Longest life of a token of the owner that was typed. */
  readonly daysMax: number
  readonly limits: Pick<LimitsReading, 'texts' | 'faults'>
  readonly faults: ReadonlyMap<string, string>
}

export function presentServiceForm(view: {
  readonly action: string
  readonly product: Product
  readonly daysMax: number
  readonly refused?: RefusedService | undefined
}): ServiceFormModel {
  const { refused } = view
  const daysMax = refused?.daysMax ?? view.daysMax
  const { days } = emptyTokenForm(daysMax)
  const form = refused?.form ?? { name: '', owner: '', purpose: '', access: 'read', days }
  const field = createFields({
    faults: refused?.faults ?? new Map<string, string>(),
    todos: new Map(),
    focus: undefined,
    prefix: 'service',
  })
  return {
    action: view.action,
    isOpen: refused !== undefined,
    fields: [
      field('name', {
        label: 'Name',
        value: form.name,
        hint: `The program that will use it, such as “Nightly build”; at most ${TOKEN_NAME_LENGTH_MAX} characters.`,
        required: true,
      }),
      field('purpose', {
        label: 'Purpose',
        value: form.purpose,
        hint: 'What it does and for whom, for whoever asks a year from now.',
        required: true,
      }),
      field('owner', {
        label: 'Owner’s Atlassian account id',
        value: form.owner,
        hint: 'Who answers for it; it is revoked when this account is gone. Paste the address of a profile, or the id at its end.',
        required: true,
        code: true,
      }),
      field('access', {
        label: 'Access',
        value: form.access,
        hint: 'It acts as the app, with the permissions of the Gatehouse app.',
        options: [
          { value: 'read', label: 'Read' },
          { value: 'write', label: 'Read and write' },
        ],
      }),
      field('days', {
        label: 'Ends after',
        value: form.days,
        options: lifetimesUpTo(daysMax).map((each) => ({
          value: String(each),
          label: `${String(each)} days`,
        })),
      }),
    ],
    limits: presentLimits({ product: view.product, prefix: 'service', ...refused?.limits }),
  }
}
