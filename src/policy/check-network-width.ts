import ipaddr from 'ipaddr.js'

/** The fewest bits that a network may fix, by its family. */
export interface LeastBits {
  readonly v4: number
  readonly v6: number
}

/** Whether a well-formed network, or one address, has more addresses in it than that allows. */
export function isWiderThan(least: LeastBits, network: string): boolean {
  const slash = network.indexOf('/')
  if (slash < 0) return false
  const address = ipaddr.parse(network.slice(0, slash))
  const bits = Number(network.slice(slash + 1))
  if (address instanceof ipaddr.IPv4) return bits < least.v4
  // IPv4 in IPv6 clothes is compared as IPv4: ::ffff:0:0/96 is all of it.
  return address.isIPv4MappedAddress() && bits >= 96 ? bits - 96 < least.v4 : bits < least.v6
}
