import type { Product } from '../../tenants/tenant.ts'
import type { FieldModel, PresentField } from '../field-model.ts'
import type { MappingForm } from './provider-form.ts'
import { MAPPINGS } from './provider-words.ts'

/** How a token leads to an account; the page shows only what belongs to the chosen way. */
export interface MappingModel {
  readonly by: FieldModel
  readonly claim: FieldModel
  readonly verifiedClaim: FieldModel
  readonly accountId: FieldModel
}

export interface MappingTools {
  readonly field: PresentField
  readonly product: Product
}

const AS_PROVIDER = { value: '', label: 'As the provider says' }

/** @param label given for a rule, whose mapping may be left to the provider */
export function presentMapping(
  mapping: MappingForm,
  path: string,
  { field, product }: MappingTools,
  label?: string,
): MappingModel {
  // Confluence finds nobody by an e-mail address, so it is not offered there.
  const offered = MAPPINGS.filter(({ value }) => product === 'jira' || value !== 'email')
  const claim = { required: true, code: true }
  return {
    by: field(`${path}.by`, {
      label: label ?? 'A call is made as',
      value: mapping.by,
      options: label === undefined ? offered : [AS_PROVIDER, ...offered],
    }),
    claim: field(`${path}.claim`, { ...claim, label: 'Claim', value: mapping.claim }),
    verifiedClaim: field(`${path}.verifiedClaim`, {
      ...claim,
      label: 'Claim that says the address is verified',
      value: mapping.verifiedClaim,
    }),
    accountId: field(`${path}.accountId`, {
      ...claim,
      label: 'Account id',
      value: mapping.accountId,
    }),
  }
}
