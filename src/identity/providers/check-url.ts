import ipaddr from 'ipaddr.js'
import { unfilledFault } from './check-text.ts'

const LENGTH_MAX = 2048
/** Longest issuer; links are kept and found by it. */
export const ISSUER_LENGTH_MAX = 500
const DISCOVERY = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)/
/** Names that only a resolver of one's own network answers (RFC 6761, 6762, 8375, 9476 and custom). */
const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa)$/

export interface AddressRules {
  /** Also plain http, and hosts that are not on the public internet: for stand-ins. */
  readonly allowPrivateAddresses: boolean
}

/**
 * What is wrong with an issuer, which is compared byte for byte and therefore never mended. Its host
 * may be private: a cluster's is, and it is only asked where discovery is wanted (`hostFault`).
 */
export function issuerFault(issuer: string, rules: AddressRules): string | undefined {
  if (DISCOVERY.test(issuer)) {
    return 'This is the address of the discovery document; the issuer ends before /.well-known/.'
  }
  if (issuer.length > ISSUER_LENGTH_MAX) return `Use at most ${ISSUER_LENGTH_MAX} characters.`
  // OpenID Connect Core 1.0 §2, iss: no query or fragment components.
  if (/[?#]/.test(issuer)) return 'An issuer has neither a query nor a fragment.'
  return plainUrlFault(issuer, rules)
}

/** What is wrong with the address of a key set or an introspection endpoint. */
export function endpointFault(
  url: string,
  kind: 'jwks' | 'introspection',
  rules: AddressRules,
): string | undefined {
  if (url.length > LENGTH_MAX) return `Use at most ${LENGTH_MAX} characters.`
  if (DISCOVERY.test(url)) {
    return kind === 'jwks'
      ? 'This is a discovery document, not a key set; choose discovery, or enter its jwks_uri.'
      : 'This is a discovery document; enter its introspection_endpoint.'
  }
  if (url.includes('#')) return 'Leave out the fragment.'
  return plainUrlFault(url, rules) ?? hostFault(url, rules)
}

/**
 * A hint at entry time that an address cannot be reached. What protects our network is the check of
 * the address itself when a connection is made.
 */
export function hostFault(url: string, rules: AddressRules): string | undefined {
  if (rules.allowPrivateAddresses || !isPrivate(URL.parse(url)?.hostname ?? '')) return undefined
  return 'This host is not on the public internet; Gatehouse asks no private addresses.'
}

// URL.parse mends much, such as white space, backslashes and a missing slash: what it would mend is refused.
function plainUrlFault(text: string, rules: AddressRules): string | undefined {
  const unfilled = unfilledFault(text)
  if (unfilled !== undefined) return unfilled
  if (/\s/.test(text)) return 'Leave out white space.'
  const isPlain = /^https?:\/\/[^/?#]/i.test(text) && !/[^\x21-\x7e]|["<>\\^`{|}]/.test(text)
  const url = URL.parse(text)
  if (!isPlain || url === null) return 'Must be an address such as https://login.example.com.'
  if (/^[^/]*\/\/[^/?#]*@/.test(text)) return 'Leave out user name and password.'
  if (url.protocol === 'http:' && !rules.allowPrivateAddresses) return 'Must begin with https://.'
  return undefined
}

// `hostname` has IPv4 in dotted form whatever its spelling was (WHATWG URL §3.5), and IPv6 in brackets.
function isPrivate(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '').replace(/^\[(.*)\]$/, '$1')
  if (ipaddr.isValid(name)) {
    const address = ipaddr.process(name)
    // ::127.0.0.1 and its like (RFC 4291 §2.5.5.1), which ipaddr.js takes for public.
    const isOldForm = address.kind() === 'ipv6' && address.match(ipaddr.parseCIDR('::/96'))
    return isOldForm || address.range() !== 'unicast'
  }
  return !name.includes('.') || PRIVATE_NAME.test(name)
}
