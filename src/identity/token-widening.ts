import ipaddr from 'ipaddr.js'
import type { ApiToken, TokenLimits } from './api-token.ts'

/** What a token may do. */
export type TokenPower = Pick<ApiToken, 'access' | 'actsAs' | 'limits'>

/**
 * Whether a change could let a token do what it may not do now. What is not plainly narrower counts as
 * wider: whoever narrows can say it more plainly, and what was widened by mistake is noticed by nobody.
 */
export function isWider(wanted: TokenPower, held: TokenPower): boolean {
  const grantsAccess = wanted.access !== held.access && wanted.access !== 'read'
  // Whom a call is made as decides what the product allows: neither is less than the other.
  return grantsAccess || wanted.actsAs !== held.actsAs || hasWiderLimits(wanted.limits, held.limits)
}

function hasWiderLimits(wanted: TokenLimits, held: TokenLimits): boolean {
  const isNarrower =
    isListInside(wanted.networks, held.networks, isNetworkInside) &&
    isListInside(wanted.resources, held.resources, isGlobInside) &&
    isListInside(wanted.places, held.places, (inner, outer) => inner === outer)
  return !isNarrower
}

function isListInside(
  wanted: readonly string[] | undefined,
  held: readonly string[] | undefined,
  isInside: (inner: string, outer: string) => boolean,
): boolean {
  if (held === undefined) return true
  if (wanted === undefined) return false
  return wanted.every((inner) => held.some((outer) => isInside(inner, outer)))
}

function isNetworkInside(inner: string, outer: string): boolean {
  if (inner === outer) return true
  const [[address, bits], [outerAddress, outerBits]] = [cidrOf(inner), cidrOf(outer)]
  if (isMapped(address) || isMapped(outerAddress)) return false
  if (address.kind() !== outerAddress.kind()) return false
  return bits >= outerBits && address.match(outerAddress, outerBits)
}

function cidrOf(network: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (network.includes('/')) return ipaddr.parseCIDR(network)
  const address = ipaddr.parse(network)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

// An IPv6 network of IPv4 addresses (RFC 4291 §2.5.5.2) can be read as the IPv4 network, which no IPv6
// network has in it.
function isMapped(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()
}

/** Plain is: the same pattern, or one that begins with all that stands before a `**` at the end. */
function isGlobInside(inner: string, outer: string): boolean {
  const start = /^([^*]*)\*\*$/.exec(outer)?.[1]
  return inner === outer || (start !== undefined && inner.startsWith(start))
}
