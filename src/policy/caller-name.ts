import ipaddr from 'ipaddr.js'
import type { Principal } from '../identity/principal.ts'

/**
 * Whoever holds a credential must not get a new count by getting it anew: a provider's tokens and those of
 * our pages count by their subject. Who has none, or one that only the product can judge, counts by the
 * address: a user name that nobody has proved would let anybody spend another's points, or have new ones by
 * misspelling it.
 */
export function callerNameOf(
  { credential }: Pick<Principal, 'credential'>,
  address: string,
): string {
  switch (credential.kind) {
    case 'basic':
    case 'product-token':
    case 'anonymous':
    case 'bypass':
      return `${credential.kind} ${networkNameOf(address)}`
    case 'provider-token':
    case 'context-token':
    case 'sso-cookie':
    case 'api-token':
      return nameOf(credential)
  }
}

// Asked for several times a call, and the same for as long as the credential is the very same.
const names = new WeakMap<Credential, string>()
type Credential = Principal['credential']

function nameOf(credential: Credential): string {
  const known = names.get(credential)
  if (known !== undefined) return known
  const { kind, id, provider, subject } = credential
  const holder = kind === 'api-token' ? id : (subject ?? id)
  const name =
    kind === 'provider-token' ? `${kind} ${provider ?? ''} ${holder}` : `${kind} ${holder}`
  names.set(credential, name)
  return name
}

// The kinds above whose name ends with the subject, each with what stands before it.
const NAMES_SUBJECT = /^(provider-token \S* |context-token |sso-cookie )(.+)$/s

/** The name with its subject written otherwise; as it is where it has none. */
export function withSubject(name: string, write: (subject: string) => string): string {
  return name.replace(
    NAMES_SUBJECT,
    (_whole, before: string, subject: string) => before + write(subject),
  )
}

// Whoever has one IPv6 address has the other 2^64 of its network as well.
export function networkNameOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  return `${parsed.parts.slice(0, 4).join(':')}/64`
}
