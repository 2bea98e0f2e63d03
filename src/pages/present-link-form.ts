import type { Provider } from '../identity/providers/provider.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { wordsOf } from './product-words.ts'
import { SUBJECT_LENGTH_MAX, type LinkFormFaults, type LinkFormValues } from './link-form.ts'

/** The form that links an identity for somebody, as it is shown. */
export interface LinkFormModel {
  readonly action: string
  readonly account: { readonly label: string; readonly hint: string }
  /** Absent where no provider leads to accounts by links: the issuer is typed then. */
  readonly providers:
    | readonly { readonly value: string; readonly label: string; readonly chosen: boolean }[]
    | undefined
  readonly values: LinkFormValues
  readonly subjectLengthMax: number
  readonly faults: Readonly<Record<keyof LinkFormValues, string | undefined>>
  readonly isOpen: boolean
}

export function presentLinkForm(
  typed: { readonly values: LinkFormValues; readonly faults: LinkFormFaults },
  providers: readonly Provider[],
  action: string,
  tenant: Pick<Tenant, 'product' | 'dataCenter'>,
): LinkFormModel {
  const { values, faults } = typed
  const choices = [
    ...providers.map(({ id, name }) => ({ value: id, label: name })),
    { value: '', label: 'Another issuer' },
  ]
  return {
    action,
    account: accountWords(tenant),
    providers:
      providers.length === 0
        ? undefined
        : choices.map((each) => ({ ...each, chosen: each.value === values.provider })),
    values,
    subjectLengthMax: SUBJECT_LENGTH_MAX,
    faults: {
      provider: faults.provider,
      issuer: faults.issuer,
      subject: faults.subject,
      accountId: faults.accountId,
    },
    isOpen: false,
  }
}

function accountWords({ product, dataCenter }: Pick<Tenant, 'product' | 'dataCenter'>) {
  const { name } = wordsOf(product)
  return dataCenter === undefined
    ? {
        label: 'Atlassian account id',
        hint: `It stands at the end of the address of the person’s profile in ${name}.`,
      }
    : { label: 'User name', hint: `What the person signs in to ${name} with.` }
}
