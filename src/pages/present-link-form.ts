import type { Provider } from '../identity/providers/provider.ts'
import { SUBJECT_LENGTH_MAX, type LinkFormFaults, type LinkFormValues } from './link-form.ts'

/** The form that links an identity for somebody, as it is shown. */
export interface LinkFormModel {
  readonly action: string
  readonly productName: string
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
  productName: string,
): LinkFormModel {
  const { values, faults } = typed
  const choices = [
    ...providers.map(({ id, name }) => ({ value: id, label: name })),
    { value: '', label: 'Another issuer' },
  ]
  return {
    action,
    productName,
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
