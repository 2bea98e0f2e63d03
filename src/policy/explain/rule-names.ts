import type { PolicyDocument } from '../policy-document.ts'
import { SITE_LIMIT } from '../site-limit.ts'

/** Where an administrator sets what a rule says: a tab of *Gatehouse rules*, or another page. */
export type RulePlace =
  'access' | 'switches' | 'networks' | 'groups' | 'limits' | 'tokens' | 'versions' | 'providers'

interface NamedRule {
  readonly name: string
  readonly place: RulePlace | undefined
}

/** The rules that every tenant has, in the order in which they are looked at around the resource rules. */
export const BUILT_IN: Readonly<Record<string, NamedRule>> = {
  'credential-is-accepted': { name: 'This kind of credential is switched on', place: 'switches' },
  'gateway-is-on': { name: 'The gateway is switched on', place: 'switches' },
  'token-only-manages': { name: 'Tokens for managing Gatehouse call nothing', place: undefined },
  'resource-is-served': { name: 'Gatehouse serves this part of the product', place: undefined },
  'token-prefix': { name: 'The address for tokens takes tokens alone', place: undefined },
  'address-is-not-denied': { name: 'The address is in no denied network', place: 'networks' },
  'address-is-allowed': { name: 'The address is in an allowed network', place: 'networks' },
  'token-stands': { name: 'The API token still holds', place: 'tokens' },
  'caller-may-call': { name: 'The caller may call at all', place: 'groups' },
  'resource-is-granted': { name: 'The credential’s own limits cover the call', place: undefined },
  'caller-may-write': { name: 'Only those who may write write', place: 'groups' },
  'full-access': { name: 'Groups with full access', place: 'groups' },
  'no-rule-allows': { name: 'Nothing is available unless a rule allows it', place: 'access' },
}

const SITE_LIMIT_NAME = 'The site’s own limit on the address for tokens'

/** What a rule is called, by the name that decisions and the log have for it. */
export function namedRule(rule: string, document: PolicyDocument): NamedRule {
  const builtIn = BUILT_IN[rule]
  if (builtIn !== undefined) return builtIn
  const [kind, id] = cut(rule)
  switch (kind) {
    case 'resource':
      return { name: nameIn(document.resources, id), place: 'access' }
    case 'bypass':
      return { name: nameIn(document.bypasses, id), place: 'access' }
    case 'limit':
      if (id === SITE_LIMIT) return { name: SITE_LIMIT_NAME, place: undefined }
      return { name: nameIn(document.limits.rules, id), place: 'limits' }
  }
  return { name: rule, place: undefined }
}

function nameIn(
  list: readonly { readonly id: string; readonly name: string }[],
  id: string,
): string {
  return list.find((each) => each.id === id)?.name ?? `${id} (not there any more)`
}

function cut(rule: string): readonly [kind: string, id: string] {
  const at = rule.indexOf(':')
  return at < 0 ? [rule, ''] : [rule.slice(0, at), rule.slice(at + 1)]
}
