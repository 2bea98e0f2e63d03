import type { CredentialKind } from '../../../identity/principal.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { Who } from '../../../policy/who.ts'

/** Where the names of groups and providers come from. */
export type Named = Pick<PolicyDocument, 'groups' | 'providers'>

/** For whom a rule holds, as a reader says it: "Members of Engineers, with an API token". */
export function whoWords(who: Who, named: Named): string {
  // Any of nothing: unlike a rule without a `who`, it never holds.
  if ('any' in who && who.any.length === 0) return 'Nobody'
  const words = wordsOf(who, named)
  if (words.startsWith('in ')) return `Members of ${words.slice('in '.length)}`
  return words === '' ? 'Everybody' : `Everybody ${words}`
}

const CREDENTIALS: Readonly<Record<CredentialKind, string>> = {
  'api-token': 'an API token',
  'provider-token': 'a token of an identity provider',
  'context-token': 'a page of Gatehouse',
  basic: 'a user name and password',
  'sso-cookie': 'a sign-on session',
  'product-token': 'an access token of the product',
  anonymous: 'no credential',
  bypass: 'a bypass',
}

function wordsOf(who: Who, named: Named): string {
  if ('all' in who) return who.all.map((part) => inner(part, named)).join(', ')
  if ('any' in who) return anyWords(who.any, named)
  if ('none' in who) return who.none.map((part) => `not ${inner(part, named)}`).join(', ')
  return leafWords([who], named)
}

function anyWords(parts: readonly Who[], named: Named): string {
  if (parts.length === 0) return 'nobody'
  const leaves = parts.flatMap((part) => (isLeaf(part) ? [part] : []))
  const isOneKind = new Set(leaves.map(kindOf)).size === 1
  if (leaves.length === parts.length && isOneKind) return leafWords(leaves, named)
  return parts.map((part) => inner(part, named)).join(', or ')
}

// What holds a comma of its own is set apart, so that nobody has to guess what belongs together.
function inner(part: Who, named: Named): string {
  const words = wordsOf(part, named)
  return words.includes(', ') ? `(${words})` : words
}

type Leaf = Exclude<Who, { all: unknown } | { any: unknown } | { none: unknown }>
type LeafKind = 'group' | 'provider' | 'credential' | 'token' | 'network'

function isLeaf(who: Who): who is Leaf {
  return !('all' in who || 'any' in who || 'none' in who)
}

function kindOf(leaf: Leaf): LeafKind {
  if ('group' in leaf) return 'group'
  if ('provider' in leaf) return 'provider'
  if ('credential' in leaf) return 'credential'
  return 'token' in leaf ? 'token' : 'network'
}

const BEFORE: Readonly<Record<LeafKind, string>> = {
  group: 'in',
  provider: 'with a token of',
  credential: 'with',
  token: 'with the API token',
  network: 'from',
}

function leafWords(leaves: readonly Leaf[], named: Named): string {
  const [first] = leaves
  if (first === undefined) return ''
  return `${BEFORE[kindOf(first)]} ${leaves.map((leaf) => nameOf(leaf, named)).join(' or ')}`
}

function nameOf(leaf: Leaf, { groups, providers }: Named): string {
  if ('group' in leaf) return groups.find(({ id }) => id === leaf.group)?.name ?? leaf.group
  if ('provider' in leaf) {
    return providers.find(({ id }) => id === leaf.provider)?.name ?? leaf.provider
  }
  if ('credential' in leaf) return CREDENTIALS[leaf.credential]
  return 'token' in leaf ? leaf.token : leaf.network
}
