/**
 * The form of a provider, as it is sent and shown: texts only. Most fields are named after their place
 * in a provider (`keys.client.clientId`), rules and conditions by their position (`rules.0.when.1.claim`).
 */
export const FIELDS = [
  'name',
  'id',
  'issuer',
  'audiences',
  'keys.from',
  'keys.jwks.url',
  'keys.pems',
  'keys.secret',
  'keys.introspection.url',
  'keys.client.method',
  'keys.client.clientId',
  'keys.client.clientSecret',
  'keys.client.privateKey',
  'keys.client.algorithm',
  'keys.client.keyId',
  'keys.client.audience',
  'keys.opaque',
  'keys.prefix',
  'keys.cacheSeconds',
  'clockToleranceSeconds',
  'maxLifetimeSeconds',
  'typ',
  'subjectClaim',
  'groupsClaim',
] as const
export type FieldName = (typeof FIELDS)[number]

/** Never put into a page again, neither from the store nor as typed. */
export const SECRET_FIELDS: readonly FieldName[] = [
  'keys.secret',
  'keys.client.clientSecret',
  'keys.client.privateKey',
]

/** One condition; what the operators mean is in condition-rows.ts. */
export interface ConditionRow {
  readonly claim: string
  readonly operator: string
  readonly value: string
}

/** `by` is empty in a rule that leaves the account to the provider. */
export interface MappingForm {
  readonly by: string
  readonly claim: string
  readonly verifiedClaim: string
  readonly accountId: string
}

export interface RuleForm {
  readonly name: string
  readonly access: string
  readonly resources: string
  readonly networks: string
  readonly account: MappingForm
  /** `all`, `any` or `none` of the rows. */
  readonly match: string
  readonly rows: readonly ConditionRow[]
  /** The conditions as JSON, for those that rows cannot show; the rows say nothing then. */
  readonly json: string | undefined
}

export interface ProviderForm {
  readonly fields: Readonly<Record<FieldName, string>>
  readonly algorithms: readonly string[]
  readonly account: MappingForm
  readonly rules: readonly RuleForm[]
}

export const EMPTY_ROW: ConditionRow = { claim: '', operator: 'equals', value: '' }

/** What a new rule begins with: reading only, and still without conditions. */
export const EMPTY_RULE: RuleForm = {
  name: '',
  access: 'read',
  resources: '',
  networks: '',
  account: { by: '', claim: '', verifiedClaim: '', accountId: '' },
  match: 'all',
  rows: [EMPTY_ROW],
  json: undefined,
}
