import type { CredentialKind } from '../identity/principal.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { ResourceRule, RuleMethod } from './resource-rule.ts'
import type { Who } from './who.ts'

/** Names of the groups and providers that rules speak of by their ids. */
export type NameOf = (of: 'groups' | 'providers', id: string) => string

const NAMED_MAX = 10

/** Kinds of credential, as many of them. */
export const KINDS: Readonly<Record<CredentialKind, string>> = {
  'api-token': 'API tokens',
  'provider-token': 'tokens of identity providers',
  'context-token': 'Gatehouse’s own pages',
  basic: 'user names and passwords',
  'sso-cookie': 'sign-on sessions',
  'product-token': 'access tokens of the product',
  anonymous: 'callers without a credential',
  bypass: 'bypasses',
}

/** Names as the later of some documents has them; an id that none of them knows stands for itself. */
export function namesOf(...documents: readonly PolicyDocument[]): NameOf {
  return (of, id) => {
    const named = documents.flatMap((each) => [...each[of]]).findLast((each) => each.id === id)
    return `“${named?.name ?? id}”`
  }
}

/** For whom a rule is: `members of “Engineers” from 10.0.0.0/8`. */
export function callersOf(rule: ResourceRule, nameOf: NameOf): string {
  const { who, networks, actsAs, anonymous } = rule
  const everybody =
    anonymous === true ? 'everybody, also without a credential' : 'everybody with a credential'
  return [
    who === undefined ? everybody : whoWords(who, nameOf),
    ...(networks === undefined ? [] : [`from ${listed(networks)}`]),
    ...(actsAs === undefined ? [] : [`acting as the ${actsAs}`]),
  ].join(' ')
}

export function whoWords(who: Who, nameOf: NameOf): string {
  const part = (each: Who) => {
    const isList = 'all' in each || 'any' in each
    return isList ? `(${whoWords(each, nameOf)})` : whoWords(each, nameOf)
  }
  if ('all' in who) return who.all.map(part).join(' and ') || 'everybody'
  if ('any' in who) return who.any.map(part).join(' or ') || 'nobody'
  if ('none' in who) return who.none.map((each) => `not ${part(each)}`).join(' and ') || 'everybody'
  if ('group' in who) return `members of ${nameOf('groups', who.group)}`
  if ('provider' in who) return `tokens of ${nameOf('providers', who.provider)}`
  if ('credential' in who) return KINDS[who.credential]
  if ('token' in who) return `the API token ${who.token}`
  return `callers from ${who.network}`
}

/** `GET and POST of /rest/api/3/search` */
export function callsOf({ methods, path }: Pick<ResourceRule, 'methods' | 'path'>): string {
  return `${methodWords(methods)} of ${path}`
}

function methodWords(methods: 'all' | 'reads' | readonly RuleMethod[]): string {
  if (methods === 'all') return 'all methods'
  return methods === 'reads' ? 'reads' : listed(methods)
}

/** `a, b and c`; of very many only the first, and how many more there are. */
export function listed(names: readonly string[]): string {
  const surplus = names.length - NAMED_MAX
  const told = surplus > 1 ? [...names.slice(0, NAMED_MAX), `${surplus} more`] : names
  const [last = 'none', ...others] = [...told].reverse()
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`
}
