import type { Fault } from '../../lib/fault.ts'
import { parseSingleJson } from '../../lib/single-json.ts'
import { ADDRESS_FAULT, isAddress } from '../pasted-account-id.ts'
import { conditionOf } from './condition-rows.ts'
import { algorithmsOf, keysOf, prefixFaults } from './draft-of-keys.ts'
import { listOf, numberOf, orAbsent, present } from './form-texts.ts'
import type { FieldName, MappingForm, ProviderForm, RuleForm } from './provider-form.ts'

/** What a form says, in the form that the provider's parser reads, and what cannot even be put so. */
export interface DraftOfForm {
  readonly draft: object
  readonly faults: readonly Fault[]
}

/**
 * Only what is shown for the chosen source of keys and the chosen mapping goes into the draft: what
 * somebody typed before they changed their choice means nothing.
 * @param kept fields of secrets that are stored; left empty they stand for what is stored
 */
export function draftOf(form: ProviderForm, kept: readonly FieldName[] = []): DraftOfForm {
  const { fields } = form
  const rules = form.rules.map((rule, at) => ruleOf(rule, `rules.${String(at)}`))
  const draft = {
    id: fields.id.trim() === '' ? idFrom(fields.name) : fields.id.trim(),
    name: fields.name.trim(),
    issuer: orAbsent(fields.issuer.trim()),
    audiences: listOf(fields.audiences, /\n/),
    keys: keysOf(form, kept),
    algorithms: algorithmsOf(form),
    typ: orAbsent(fields.typ.trim()),
    clockToleranceSeconds: numberOf(fields.clockToleranceSeconds),
    maxLifetimeSeconds: numberOf(fields.maxLifetimeSeconds),
    subjectClaim: fields.subjectClaim.trim(),
    groupsClaim: orAbsent(fields.groupsClaim.trim()),
    account: mappingOf(form.account),
    rules: rules.map(({ rule }) => rule),
  }
  const faults = [
    ...prefixFaults(form),
    ...accountFaults(form.account, 'account'),
    ...rules.flatMap((rule) => rule.faults),
  ]
  return { draft: present(draft), faults }
}

/** An id made of a name: its plain letters and digits, joined by hyphens. */
export function idFrom(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
}

function mappingOf({ by, claim, verifiedClaim, accountId }: MappingForm): object {
  if (by === 'claim') return { by, claim }
  if (by === 'email') return { by, claim, verifiedClaim }
  return by === 'account' ? { by, accountId } : { by }
}

function accountFaults({ by, accountId }: MappingForm, path: string): Fault[] {
  if (by !== 'account' || !isAddress(accountId)) return []
  return [{ path: `${path}.accountId`, says: ADDRESS_FAULT }]
}

function ruleOf(rule: RuleForm, path: string) {
  const { when, faults } =
    rule.json === undefined
      ? conditionOf(rule, `${path}.when`)
      : conditionIn(rule.json, `${path}.when`)
  const resources = listOf(rule.resources, /\n/)
  const networks = listOf(rule.networks, /\n/)
  const draft = {
    name: rule.name.trim(),
    when,
    account: rule.account.by === '' ? undefined : mappingOf(rule.account),
    access: rule.access,
    resources: resources.length === 0 ? undefined : resources,
    networks: networks.length === 0 ? undefined : networks,
  }
  return {
    rule: present(draft),
    faults: [...faults, ...accountFaults(rule.account, `${path}.account`)],
  }
}

// Text that is no condition never becomes a rule without one, which would admit everybody.
function conditionIn(text: string, path: string) {
  const when = parseSingleJson(text)
  const says = 'This is no JSON object, or it has a member twice.'
  return { when, faults: when === undefined ? [{ path, says }] : [] }
}
