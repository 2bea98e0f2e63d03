import { z } from 'zod'
import { algorithmMessage } from './check-algorithms.ts'
import { audienceFault, idFault, nameFault, typFault } from './check-text.ts'
import { issuerFault, type AddressRules } from './check-url.ts'
import { claimPath, distinct, members, text, whole as wholeNumber } from './parse-fields.ts'
import { keysSchema } from './parse-keys.ts'
import { accountSchema, rulesSchema, type Product } from './parse-rules.ts'
import { ASYMMETRIC_ALGORITHMS, HMAC_ALGORITHMS } from './provider.ts'

const AUDIENCES_MAX = 20
const MINUTE = 60
const MONTH = 31 * 24 * 60 * MINUTE

export interface FieldRules extends AddressRules {
  readonly product: Product
  /** Absent: of the Cloud. */
  readonly isDataCenter?: boolean | undefined
}

export type ProviderFields = ReturnType<typeof fieldsOf>

// Making a schema takes far longer than using it, and a document has many providers.
const made = new Map<string, ReturnType<typeof makeSchemas>>()

/** The schemas of a provider, `keys` and `rules` apart from its other fields. */
export function schemasFor({ product, isDataCenter = false, allowPrivateAddresses }: FieldRules) {
  const name = `${product} ${String(isDataCenter)} ${String(allowPrivateAddresses)}`
  const schemas = made.get(name) ?? makeSchemas({ product, isDataCenter, allowPrivateAddresses })
  made.set(name, schemas)
  return schemas
}

function makeSchemas(rules: FieldRules) {
  const fields = fieldsOf(rules)
  return {
    fields,
    keys: keysSchema(rules),
    rules: rulesSchema(rules.product, rules.isDataCenter),
    whole: members(fields, 'A provider must be an object.'),
  }
}

function fieldsOf(rules: FieldRules) {
  return {
    id: text('Give the provider an id, such as github-actions.', idFault),
    name: text('Give the provider a name.', nameFault),
    enabled: z.boolean({ error: 'Must be true or false.' }).default(true),
    issuer: text('Must be a text.', (issuer) => issuerFault(issuer, rules)).optional(),
    audiences: distinct(text('Must be a text.', audienceFault), AUDIENCES_MAX, AUDIENCES),
    keys: apart,
    algorithms: algorithmsSchema.optional(),
    typ: text('Must be a text, or left out.', typFault).optional(),
    clockToleranceSeconds: wholeNumber(0, 300).default(30),
    maxLifetimeSeconds: wholeNumber(MINUTE, MONTH).optional(),
    subjectClaim: claimPath.default('sub'),
    groupsClaim: claimPath.optional(),
    account: accountSchema(rules.product, rules.isDataCenter),
    rules: apart,
  }
}

const apart = z.unknown().optional()

const AUDIENCES =
  'Enter at least one audience: what stands in aud of tokens that are made for Gatehouse.'

const algorithmsSchema = z
  .array(
    z.enum([...ASYMMETRIC_ALGORITHMS, ...HMAC_ALGORITHMS], {
      error: ({ input }) => algorithmMessage(input),
    }),
    { error: 'Must be a list of algorithms.' },
  )
  .max(20, { error: 'Use at most 20 entries.' })
