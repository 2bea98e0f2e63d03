import type { CallEvent, SeenCaller } from '../../audit/audit-event.ts'
import type { Provider, TrustRule } from '../../identity/providers/provider.ts'
import type { RefusalCode } from '../../lib/refusal-codes.ts'
import { isSameValue } from '../../lib/same-value.ts'
import type { PolicyDocument } from '../policy-document.ts'

/** Whether some rules would still take the token of a provider that others took. */
export type Admission =
  | { readonly kind: 'admitted'; readonly rule: TrustRule }
  /** Without a code where that hangs on the form of the token. */
  | { readonly kind: 'refused'; readonly code: RefusalCode | undefined }
  /** It hangs on what the token says, which is not recorded. */
  | { readonly kind: 'unsaid' }

const UNSAID: Admission = { kind: 'unsaid' }

/**
 * What becomes of a token that was taken, by other providers and trust rules. Its claims are not recorded,
 * but which rules they fulfil and which not follows from the rule that let it in.
 * @param then the rules by which it was taken
 */
export function admissionOf(
  event: CallEvent,
  seen: SeenCaller,
  document: PolicyDocument,
  then: PolicyDocument,
): Admission {
  const took = then.providers.find(({ id }) => id === seen.provider)
  const at = took?.rules.findIndex(({ name }) => name === event.trustRule) ?? -1
  const ruleThen = took?.rules[at]
  if (took === undefined || ruleThen === undefined) return UNSAID

  const provider = document.providers.find(({ id }) => id === took.id)
  const others = document.providers.filter(({ id, enabled }) => enabled && id !== took.id)
  if (provider?.enabled !== true) {
    const isAnybodys = others.some((other) => couldTake(other, took))
    return isAnybodys ? UNSAID : { kind: 'refused', code: nobodysCode(took) }
  }
  if (!believesAlike(provider, took)) return UNSAID
  const isOthersNow = others.some(
    (other) => takesOpaque(took) && takesOpaque(other) && !wasThere(other, then),
  )
  if (isOthersNow) return UNSAID

  const chosen = chosenFrom(provider.rules, took.rules.slice(0, at), ruleThen)
  if (chosen === 'unsaid') return UNSAID
  if (chosen === undefined) return { kind: 'refused', code: 'token/no-rule' }
  const account = (rule: TrustRule, of: Provider) => rule.account ?? of.account
  const isSameAccount = isSameValue(account(chosen, provider), account(ruleThen, took))
  return isSameAccount ? { kind: 'admitted', rule: chosen } : UNSAID
}

/** Whether it might be another provider's turn to be asked about a token that this one took. */
function couldTake(other: Provider, took: Provider): boolean {
  const isOfIssuer = other.issuer !== undefined && other.issuer === took.issuer
  return isOfIssuer || (takesOpaque(other) && takesOpaque(took))
}

function takesOpaque({ keys }: Provider): boolean {
  return keys.from === 'introspection' && keys.prefix !== undefined
}

function wasThere(other: Provider, { providers }: PolicyDocument): boolean {
  const was = providers.find(({ id }) => id === other.id)
  return was?.enabled === true && isSameValue(was.keys, other.keys)
}

function nobodysCode(took: Provider): RefusalCode | undefined {
  if (!takesOpaque(took)) return 'token/untrusted'
  return took.issuer === undefined ? 'credential/invalid' : undefined
}

/** Whether two states of a provider take the same tokens, and read the same from them. */
function believesAlike(one: Provider, other: Provider): boolean {
  const believing = (provider: Provider) => ({ ...provider, name: '', rules: [], account: '' })
  return isSameValue(believing(one), believing(other))
}

/** @param passedOver rules that the token did not fulfil @param fulfilled the rule that it did */
function chosenFrom(
  rules: readonly TrustRule[],
  passedOver: readonly TrustRule[],
  fulfilled: TrustRule,
): TrustRule | 'unsaid' | undefined {
  for (const rule of rules) {
    if (rule.when === undefined || isSameValue(rule.when, fulfilled.when)) return rule
    if (!passedOver.some(({ when }) => isSameValue(when, rule.when))) return 'unsaid'
  }
  return undefined
}
