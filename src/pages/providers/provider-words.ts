import type { AccountMapping, Provider, ProviderKeys } from '../../identity/providers/provider.ts'

/** How the kinds of key sources are called, with what each is for. */
export const KEY_SOURCES: readonly {
  readonly value: ProviderKeys['from']
  readonly label: string
  readonly hint: string
}[] = [
  { value: 'discovery', label: 'Discovery', hint: 'Found through the issuer’s address' },
  { value: 'jwks', label: 'JWKS address', hint: 'A key set at an address that you give' },
  { value: 'pem', label: 'Public keys', hint: 'Keys or certificates that you paste' },
  {
    value: 'introspection',
    label: 'Introspection',
    hint: 'The provider is asked about each token',
  },
  { value: 'secret', label: 'Shared secret', hint: 'HMAC; both sides know the secret' },
]

/** How a token leads to an account, as a choice. */
export const MAPPINGS: readonly { readonly value: AccountMapping['by']; readonly label: string }[] =
  [
    { value: 'link', label: 'The account that the person has linked' },
    { value: 'email', label: 'The account with the token’s verified e-mail address' },
    { value: 'claim', label: 'The account id in a claim' },
    { value: 'account', label: 'Always the same account' },
    { value: 'app', label: 'The Gatehouse app itself' },
  ]

/** Where a provider's keys come from, in a few words. */
export function keySourceWords(keys: ProviderKeys): string {
  switch (keys.from) {
    case 'discovery':
      return 'Discovery'
    case 'jwks':
      return `JWKS at ${keys.url}`
    case 'pem':
      return keys.pems.length === 1 ? '1 pasted key' : `${String(keys.pems.length)} pasted keys`
    case 'secret':
      return 'Shared secret'
    case 'introspection':
      return `Introspection at ${keys.url}`
  }
}

/** Whom calls are made as, as the end of a sentence that begins with "Acts as". */
export function mappingWords(mapping: AccountMapping): string {
  switch (mapping.by) {
    case 'claim':
      return `the account whose id is in the claim ${mapping.claim}`
    case 'link':
      return 'the account that the person has linked'
    case 'email':
      return `the account with the e-mail address in ${mapping.claim}, if ${mapping.verifiedClaim} is true`
    case 'account':
      return `always the account ${mapping.accountId}`
    case 'app':
      return 'the Gatehouse app itself'
  }
}

/** How many rules there are, and how many of them go their own way about accounts. */
export function rulesWords({ rules }: Provider): string {
  const own = rules.filter((rule) => rule.account !== undefined).length
  const count = rules.length === 1 ? '1 rule' : `${String(rules.length)} rules`
  return own === 0
    ? count
    : `${count}, ${String(own)} with an account of ${own === 1 ? 'its' : 'their'} own`
}
