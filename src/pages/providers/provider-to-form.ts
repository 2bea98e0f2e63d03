import type { Condition } from '../../identity/providers/provider.ts'
import { rowsOf } from './condition-rows.ts'
import {
  EMPTY_RULE,
  SECRET_FIELDS,
  type FieldName,
  type MappingForm,
  type ProviderForm,
  type RuleForm,
} from './provider-form.ts'
import { ALGORITHMS, fieldsBy } from './read-provider-form.ts'

/** What a form can be filled from: a provider, or a draft of one that has gaps. */
export interface ProviderSketch {
  readonly audiences?: readonly string[] | undefined
  readonly algorithms?: readonly string[] | undefined
  readonly keys?: object | undefined
  readonly account?: object | undefined
  readonly rules?: readonly RuleSketch[] | undefined
}

interface RuleSketch {
  readonly name: string
  readonly access: string
  readonly when?: Condition | undefined
  readonly account?: object | undefined
  readonly resources?: readonly string[] | undefined
  readonly networks?: readonly string[] | undefined
}

/** The form as it shows a provider. Secrets stay out: their fields are empty, whatever is stored. */
export function formOf(sketch: ProviderSketch): ProviderForm {
  return {
    fields: fieldsBy((name) => fieldOf(sketch, name)),
    algorithms: ALGORITHMS.filter((each) => sketch.algorithms?.includes(each) === true),
    account: mappingOf(sketch.account),
    rules: (sketch.rules ?? []).map(ruleFormOf),
  }
}

function fieldOf(sketch: ProviderSketch, name: FieldName): string {
  if (SECRET_FIELDS.includes(name)) return ''
  return ELSEWHERE[name]?.(sketch) ?? textAt(sketch, name)
}

// The fields whose text does not stand in a provider just so, under their own name.
const ELSEWHERE: Partial<Record<FieldName, (sketch: ProviderSketch) => string>> = {
  audiences: ({ audiences }) => lines(audiences),
  'keys.pems': ({ keys }) => pemText(keys),
  'keys.jwks.url': (sketch) => urlOf(sketch, 'jwks'),
  'keys.introspection.url': (sketch) => urlOf(sketch, 'introspection'),
  'keys.opaque': ({ keys }) => opaqueOf(keys),
}

function urlOf(sketch: ProviderSketch, source: string): string {
  return textAt(sketch, 'keys.from') === source ? textAt(sketch, 'keys.url') : ''
}

function textAt(source: object | undefined, path: string): string {
  let here: unknown = source
  for (const member of path.split('.')) here = isObject(here) ? here[member] : undefined
  return typeof here === 'string' || typeof here === 'number' ? String(here) : ''
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function pemText(keys: object | undefined): string {
  if (keys === undefined || !('pems' in keys) || !Array.isArray(keys.pems)) return ''
  return keys.pems.map((pem) => String(pem).trim()).join('\n\n')
}

// An absent prefix and an empty one mean different things (provider.ts), so it is a choice of its own.
function opaqueOf(keys: object | undefined): string {
  if (keys === undefined || !('prefix' in keys) || keys.prefix === undefined) return 'jwt'
  return keys.prefix === '' ? 'all' : 'prefix'
}

function mappingOf(account: object | undefined): MappingForm {
  return {
    by: textAt(account, 'by'),
    claim: textAt(account, 'claim'),
    verifiedClaim: textAt(account, 'verifiedClaim'),
    accountId: textAt(account, 'accountId'),
  }
}

function ruleFormOf(sketch: RuleSketch): RuleForm {
  const { name, access, when, account, resources, networks } = sketch
  const shown = when === undefined ? { match: 'all', rows: [] } : rowsOf(when)
  return {
    ...EMPTY_RULE,
    name,
    access,
    resources: lines(resources),
    networks: lines(networks),
    account: mappingOf(account),
    ...(shown ?? { rows: [], json: JSON.stringify(when, null, 2) }),
  }
}

function lines(list: readonly string[] = []): string {
  return list.join('\n')
}
