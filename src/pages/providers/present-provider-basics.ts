import type { FieldModel, PresentField } from '../field-model.ts'
import type { ProviderForm } from './provider-form.ts'

/** What a provider is called, and which tokens are its. */
export function presentIdentity({ fields }: ProviderForm, field: PresentField) {
  return {
    name: field('name', {
      label: 'Name',
      value: fields.name,
      hint: 'For people: it stands in lists and messages.',
      required: true,
    }),
    id: field('id', {
      label: 'Id',
      value: fields.id,
      hint: 'Stands in the audit log and never changes. Empty: made from the name.',
      code: true,
    }),
    issuer: field('issuer', {
      label: 'Issuer',
      value: fields.issuer,
      hint: 'Exactly as tokens have it in iss, to the last slash.',
      wide: true,
      code: true,
    }),
    audiences: field('audiences', {
      label: 'Audiences',
      value: fields.audiences,
      hint: 'One per line. A token has to name one of them in aud, which proves that it was made for Gatehouse.',
      required: true,
      wide: true,
      lines: 2,
      code: true,
    }),
  }
}

/** What most providers leave as it is proposed. */
export function presentDetails({ fields }: ProviderForm, field: PresentField): FieldModel[] {
  return [
    field('subjectClaim', {
      label: 'Claim that names the subject',
      value: fields.subjectClaim,
      hint: 'Usually sub. Links and audit events hold it.',
      required: true,
      code: true,
    }),
    field('groupsClaim', {
      label: 'Groups claim',
      value: fields.groupsClaim,
      hint: 'Such as groups or realm_access.roles: names or ids of the groups that a caller is in, for groups of the rules. Empty: none.',
      code: true,
    }),
    field('typ', {
      label: 'Required type (typ)',
      value: fields.typ,
      hint: 'Such as at+jwt. Empty: any.',
      code: true,
    }),
    field('clockToleranceSeconds', {
      label: 'Clock tolerance (seconds)',
      value: fields.clockToleranceSeconds,
      hint: 'How far the clocks of both sides may be apart.',
    }),
    field('maxLifetimeSeconds', {
      label: 'Longest life of a token (seconds)',
      value: fields.maxLifetimeSeconds,
      hint: 'A token that lives longer is refused. Empty: no limit.',
    }),
  ]
}
