import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * What is wrong with a network as somebody wrote it: a CIDR (`10.0.0.0/8`, `2001:db8::/32`) or one
 * address. Undefined when nothing is. Node's own reading comes first: ipaddr.js would also take octal
 * and shortened IPv4 addresses, which mean another network to whoever wrote them.
 */
export function networkFault(text: string): string | undefined {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0 || address.includes('%')) return NOT_A_NETWORK
  if (bits === undefined) return undefined
  const bitsMax = family === 4 ? 32 : 128
  if (!/^(?:0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > bitsMax) {
    return `The number after the slash must be 0 to ${bitsMax}.`
  }
  const Family = family === 4 ? ipaddr.IPv4 : ipaddr.IPv6
  const network = Family.networkAddressFromCIDR(text)
  if (network.toNormalizedString() === Family.parse(address).toNormalizedString()) return undefined
  return `The address has bits beyond the network; did you mean ${network.toString()}/${bits}?`
}

const NOT_A_NETWORK =
  'Must be a network such as 10.0.0.0/8 or 2001:db8::/32, or one address such as 203.0.113.9.'
