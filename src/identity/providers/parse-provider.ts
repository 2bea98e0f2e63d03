import { z } from 'zod'
import type { Parsed } from '../../lib/fault.ts'
import { faultsAt, faultsOf } from '../../lib/input-faults.ts'
import { usualAlgorithms } from './check-algorithms.ts'
import { togetherFaults, type ProviderParts } from './check-together.ts'
import { memberOf, withoutAbsent } from './draft-members.ts'
import { algorithmsOf, assertionFields } from './parse-keys.ts'
import { schemasFor, type ProviderFields } from './parse-provider-fields.ts'
import { RULES_MAX, type Product } from './parse-rules.ts'
import { withKeptSecrets } from './parse-secret.ts'
import type { Provider, ProviderKeys } from './provider.ts'

export interface ProviderContext {
  /** Also plain http, and hosts that are not on the public internet: for stand-ins. */
  readonly allowPrivateAddresses: boolean
  readonly product: Product
  /** Absent: of the Cloud. */
  readonly isDataCenter?: boolean | undefined
  /** The provider that is replaced, whose secrets `"[sealed]"` keeps. */
  readonly existing?: Provider | undefined
}

/**
 * A provider from its JSON form, in which secrets are plain texts. Everything that is wrong is told at
 * once, and no fault repeats a key or a secret.
 */
export function parseProvider(input: unknown, context: ProviderContext): Parsed<Provider> {
  const full = withKeptSecrets(withoutAbsent(input), context.existing)
  const schemas = schemasFor(context)
  const read = schemas.whole.safeParse(full)
  // Apart from the rest, and once: they are most of the work, and what goes together needs them again.
  const keys = schemas.keys.safeParse(memberOf(full, 'keys'))
  const rules = schemas.rules.safeParse(memberOf(full, 'rules'))
  const alone = faultsOf(read.error?.issues ?? [])
  // What is no object at all has neither.
  const apart = alone.some(({ path }) => path === '')
    ? []
    : [
        ...faultsAt('keys', faultsOf(keys.error?.issues ?? [])),
        ...faultsAt('rules', faultsOf(rules.error?.issues ?? [])),
      ]
  const together = togetherFaults(
    {
      ...partsOf(full, schemas.fields, context.existing?.id),
      keys: keys.data,
      assertion: assertionOf(keys, full),
      rules: rules.data,
    },
    context,
  )
  const faults = [...alone, ...apart, ...together]
  if (!read.success || !keys.success || !rules.success || faults.length > 0) {
    return { kind: 'refused', faults }
  }
  const { algorithms = usualAlgorithms(keys.data), ...rest } = read.data
  return { kind: 'accepted', value: { ...rest, keys: keys.data, rules: rules.data, algorithms } }
}

const assertion = z.looseObject(assertionFields())

/** Each part by itself, whatever is wrong with the others. */
function partsOf(
  input: unknown,
  fields: ProviderFields,
  existingId: string | undefined,
): Omit<ProviderParts, 'keys' | 'assertion' | 'rules'> {
  const keys = memberOf(input, 'keys')
  return {
    id: fields.id.safeParse(memberOf(input, 'id')).data,
    existingId,
    issuer: fields.issuer.safeParse(memberOf(input, 'issuer')).data,
    hasIssuer: memberOf(input, 'issuer') !== undefined,
    from: textOf(memberOf(keys, 'from')),
    hasPrefix: memberOf(keys, 'prefix') !== undefined,
    algorithms: fields.algorithms.safeParse(memberOf(input, 'algorithms')).data,
    ruleNames: namesOf(memberOf(input, 'rules')),
  }
}

function assertionOf(
  keys: z.ZodSafeParseResult<ProviderKeys>,
  input: unknown,
): ProviderParts['assertion'] {
  const client = keys.success ? clientOf(keys.data) : clientIn(input, keys.error.issues)
  if (client === undefined) return undefined
  return { able: algorithmsOf(client.privateKey), algorithm: client.algorithm }
}

function clientOf(keys: ProviderKeys) {
  const client = keys.from === 'introspection' ? keys.client : undefined
  return client?.method === 'private_key_jwt' ? client : undefined
}

// Where something else about the keys is wrong.
function clientIn(input: unknown, issues: readonly z.core.$ZodIssue[]) {
  if (issues.some(({ path }) => path.at(-1) === 'privateKey')) return undefined
  return assertion.safeParse(memberOf(memberOf(input, 'keys'), 'client')).data
}

function namesOf(rules: unknown): (string | undefined)[] {
  // A longer list is a fault already.
  const few: readonly unknown[] = Array.isArray(rules) ? rules.slice(0, RULES_MAX) : []
  return few.map((rule) => textOf(memberOf(rule, 'name')))
}

function textOf(input: unknown): string | undefined {
  return typeof input === 'string' ? input : undefined
}
