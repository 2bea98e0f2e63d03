import { z } from 'zod'
import { issuerFault, type AddressRules } from '../identity/providers/check-url.ts'
import { issuerNameOf, type Provider } from '../identity/providers/provider.ts'
import { isAccountOf } from '../identity/user-name.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { accountIdFrom, ADDRESS_FAULT, isAddress } from './pasted-account-id.ts'

/** What an admin typed to link an identity for somebody. */
export interface LinkFormValues {
  /** Id of a provider; empty when the issuer is typed instead. */
  readonly provider: string
  readonly issuer: string
  readonly subject: string
  readonly accountId: string
}

/** A sentence for each field that cannot be accepted. */
export type LinkFormFaults = Partial<Record<keyof LinkFormValues, string>>

export type LinkFormReading =
  | {
      readonly kind: 'accepted'
      readonly values: LinkFormValues
      readonly identity: { readonly issuer: string; readonly subject: string }
    }
  | { readonly kind: 'refused'; readonly values: LinkFormValues; readonly faults: LinkFormFaults }

const NAMES = ['provider', 'issuer', 'subject', 'accountId'] as const

/** Longest subject (OpenID Connect Core 1.0 §2, sub). */
export const SUBJECT_LENGTH_MAX = 255

/** An empty form, for the first provider if there is one. */
export function emptyLinkForm(providers: readonly Provider[]): LinkFormValues {
  return { provider: providers[0]?.id ?? '', issuer: '', subject: '', accountId: '' }
}

/**
 * Parses the form that links an identity for somebody. White space at the ends comes from copying.
 * @param providers those that the form offers
 */
export function readLinkForm(
  body: unknown,
  providers: readonly Provider[],
  rules: AddressRules,
  tenant: Pick<Tenant, 'dataCenter'>,
): LinkFormReading {
  const typed = typedValues(body)
  // Where the last of them is gone meanwhile, the form that comes back has nothing to choose from.
  const values = providers.length === 0 ? { ...typed, provider: '' } : typed
  const chosen = providers.find(({ id }) => id === values.provider)
  const issuer = chosen === undefined ? values.issuer : issuerNameOf(chosen)
  const found: Record<keyof LinkFormValues, string | undefined> = {
    provider:
      chosen === undefined && values.provider !== ''
        ? 'Choose again: this provider is not there any more.'
        : undefined,
    issuer: values.provider === '' ? typedIssuerFault(issuer, rules) : undefined,
    subject: subjectFault(values.subject),
    accountId: accountIdFault(values.accountId, tenant),
  }
  const faults: LinkFormFaults = {}
  for (const name of NAMES) {
    const fault = found[name]
    if (fault !== undefined) faults[name] = fault
  }
  if (Object.keys(faults).length > 0) return { kind: 'refused', values, faults }
  return { kind: 'accepted', values, identity: { issuer, subject: values.subject } }
}

function typedIssuerFault(issuer: string, rules: AddressRules): string | undefined {
  return issuer === ''
    ? 'Enter the issuer, exactly as it stands in the tokens.'
    : issuerFault(issuer, rules)
}

function accountIdFault(accountId: string, tenant: Pick<Tenant, 'dataCenter'>): string | undefined {
  if (isAccountOf(tenant, accountId)) return undefined
  if (tenant.dataCenter !== undefined) {
    return 'Enter the user name, as the person signs in with it: without spaces or slashes.'
  }
  return isAddress(accountId)
    ? ADDRESS_FAULT
    : 'Enter the Atlassian account id: letters, digits, colons, underscores and hyphens.'
}

function subjectFault(subject: string): string | undefined {
  if (subject === '') return 'Enter the subject, exactly as it stands in the tokens.'
  if (subject.length > SUBJECT_LENGTH_MAX) return `Use at most ${SUBJECT_LENGTH_MAX} characters.`
  if (/[\p{Cc}\p{Cs}]/u.test(subject)) return 'Leave out line breaks and control characters.'
  return undefined
}

// A field sent twice or not at all shows as empty: what cannot be shown again is asked again.
function typedValues(body: unknown): LinkFormValues {
  const field = z.string().trim().catch('')
  const accountId = field.transform(accountIdFrom)
  const typed = z.object({ provider: field, issuer: field, subject: field, accountId })
  return typed.catch(emptyLinkForm([])).parse(body)
}
