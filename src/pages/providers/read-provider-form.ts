import { z } from 'zod'
import { RULES_MAX } from '../../identity/providers/parse-rules.ts'
import { ASYMMETRIC_ALGORITHMS, HMAC_ALGORITHMS } from '../../identity/providers/provider.ts'
import { accountIdFrom } from '../pasted-account-id.ts'
import {
  FIELDS,
  type ConditionRow,
  type FieldName,
  type MappingForm,
  type ProviderForm,
  type RuleForm,
} from './provider-form.ts'

export const ALGORITHMS = [...ASYMMETRIC_ALGORITHMS, ...HMAC_ALGORITHMS]

// A field that was sent twice is nothing that our form sends; it reads as empty.
const flat = z.record(z.string(), z.string().catch('')).catch({})

type Text = (name: string) => string

/** Reads the flat names of a sent form. Total: what is missing is empty, what is unknown is passed over. */
export function readProviderForm(body: unknown): ProviderForm {
  const sent = new Map(Object.entries(flat.parse(body)))
  const text: Text = (name) => (sent.get(name) ?? '').replaceAll('\r\n', '\n')
  return {
    fields: fieldsBy(text),
    algorithms: ALGORITHMS.filter((name) => sent.has(`algorithms.${name}`)),
    account: mappingOf(text, 'account'),
    // One too many is refused already, and each further one costs another look at all fields.
    rules: positions(sent, /^rules\.(\d{1,4})\.name$/)
      .slice(0, RULES_MAX + 1)
      .map((position) => ruleOf(sent, text, `rules.${position}`)),
  }
}

/** Every single field, told by its name. */
export function fieldsBy(text: (name: FieldName) => string): Record<FieldName, string> {
  // Made of FIELDS, which is every FieldName.
  return Object.fromEntries(FIELDS.map((name) => [name, text(name)])) as Record<FieldName, string>
}

function mappingOf(text: Text, path: string): MappingForm {
  return {
    by: text(`${path}.by`),
    claim: text(`${path}.claim`).trim(),
    verifiedClaim: text(`${path}.verifiedClaim`).trim(),
    accountId: accountIdFrom(text(`${path}.accountId`).trim()),
  }
}

function ruleOf(sent: ReadonlyMap<string, string>, text: Text, path: string): RuleForm {
  const claims = new RegExp(`^${path.replaceAll('.', '\\.')}\\.when\\.(\\d{1,4})\\.claim$`)
  return {
    name: text(`${path}.name`),
    access: text(`${path}.access`),
    resources: text(`${path}.resources`),
    networks: text(`${path}.networks`),
    account: mappingOf(text, `${path}.account`),
    match: text(`${path}.match`),
    rows: positions(sent, claims).map((position) => rowOf(text, `${path}.when.${position}`)),
    json: sent.has(`${path}.json`) ? text(`${path}.json`) : undefined,
  }
}

function rowOf(text: Text, path: string): ConditionRow {
  return {
    claim: text(`${path}.claim`).trim(),
    operator: text(`${path}.operator`),
    // A key pressed too often in the field of several lines is not meant, and would fit no token.
    value: text(`${path}.value`).trim(),
  }
}

function positions(sent: ReadonlyMap<string, string>, pattern: RegExp): string[] {
  const found = [...sent.keys()].flatMap((name) => pattern.exec(name)?.[1] ?? [])
  return found.sort((one, other) => Number(one) - Number(other))
}
