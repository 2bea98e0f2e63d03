import { z } from 'zod'
import type { Parsed } from '../../lib/fault.ts'
import { faultsOf } from '../../lib/input-faults.ts'
import { algorithmMessage, usualAlgorithms } from './check-algorithms.ts'
import { audienceFault, idFault, nameFault, typFault } from './check-text.ts'
import { togetherFaults, type ProviderParts } from './check-together.ts'
import { issuerFault } from './check-url.ts'
import { memberOf, withoutAbsent } from './draft-members.ts'
import { claimPath, distinct, members, text, whole as wholeNumber } from './parse-fields.ts'
import { assertionFields, keysSchema } from './parse-keys.ts'
import { accountSchema, rulesSchema, type Product } from './parse-rules.ts'
import { withKeptSecrets } from './parse-secret.ts'
import { ASYMMETRIC_ALGORITHMS, HMAC_ALGORITHMS, type Provider } from './provider.ts'

const AUDIENCES_MAX = 20
const MINUTE = 60
const MONTH = 31 * 24 * 60 * MINUTE

export interface ProviderContext {
  /** Also plain http, and hosts that are not on the public internet: for stand-ins. */
  readonly allowPrivateAddresses: boolean
  readonly product: Product
  /** The provider that is replaced, whose secrets `"[sealed]"` keeps. */
  readonly existing?: Provider | undefined
}

/**
 * A provider from its JSON form, in which secrets are plain texts. Everything that is wrong is told at
 * once, and no fault repeats a key or a secret.
 */
export function parseProvider(input: unknown, context: ProviderContext): Parsed<Provider> {
  const full = withKeptSecrets(withoutAbsent(input), context.existing)
  const { fields, whole } = schemasFor(context)
  const read = whole.safeParse(full)
  const faults = [
    ...(read.success ? [] : faultsOf(read.error.issues)),
    ...togetherFaults(partsOf(full, fields, context.existing?.id), context),
  ]
  if (!read.success || faults.length > 0) return { kind: 'refused', faults }
  const { algorithms = usualAlgorithms(read.data.keys), ...rest } = read.data
  return { kind: 'accepted', value: { ...rest, algorithms } }
}

type Rules = Omit<ProviderContext, 'existing'>

// Making a schema takes far longer than using it, and a document has many providers.
const made = new Map<string, ReturnType<typeof makeSchemas>>()

function schemasFor({ product, allowPrivateAddresses }: Rules) {
  const name = `${product} ${String(allowPrivateAddresses)}`
  const schemas = made.get(name) ?? makeSchemas({ product, allowPrivateAddresses })
  made.set(name, schemas)
  return schemas
}

function makeSchemas(rules: Rules) {
  const fields = fieldsOf(rules)
  return { fields, whole: members(fields, 'A provider must be an object.') }
}

function fieldsOf(rules: Rules) {
  return {
    id: text('Give the provider an id, such as github-actions.', idFault),
    name: text('Give the provider a name.', nameFault),
    enabled: z.boolean({ error: 'Must be true or false.' }).default(true),
    issuer: text('Must be a text.', (issuer) => issuerFault(issuer, rules)).optional(),
    audiences: distinct(text('Must be a text.', audienceFault), AUDIENCES_MAX, AUDIENCES),
    keys: keysSchema(rules),
    algorithms: algorithmsSchema.optional(),
    typ: text('Must be a text, or left out.', typFault).optional(),
    clockToleranceSeconds: wholeNumber(0, 300).default(30),
    maxLifetimeSeconds: wholeNumber(MINUTE, MONTH).optional(),
    subjectClaim: claimPath.default('sub'),
    account: accountSchema(rules.product),
    rules: rulesSchema(rules.product),
  }
}

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

const assertion = z.looseObject(assertionFields())

/** Each part by itself, whatever is wrong with the others. */
function partsOf(
  input: unknown,
  fields: ReturnType<typeof fieldsOf>,
  existingId: string | undefined,
): ProviderParts {
  const keys = memberOf(input, 'keys')
  const rules = memberOf(input, 'rules')
  return {
    id: fields.id.safeParse(memberOf(input, 'id')).data,
    existingId,
    issuer: fields.issuer.safeParse(memberOf(input, 'issuer')).data,
    hasIssuer: memberOf(input, 'issuer') !== undefined,
    from: textOf(memberOf(keys, 'from')),
    hasPrefix: memberOf(keys, 'prefix') !== undefined,
    keys: fields.keys.safeParse(keys).data,
    algorithms: fields.algorithms.safeParse(memberOf(input, 'algorithms')).data,
    assertion: assertion.safeParse(memberOf(keys, 'client')).data,
    ruleNames: Array.isArray(rules) ? rules.map((rule) => textOf(memberOf(rule, 'name'))) : [],
    rules: fields.rules.safeParse(rules).data,
  }
}

function textOf(input: unknown): string | undefined {
  return typeof input === 'string' ? input : undefined
}
