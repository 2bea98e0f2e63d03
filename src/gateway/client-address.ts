import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Network = readonly [Address, number]

export interface ProxyTrust {
  /** CIDRs; empty trusts nobody, and then no header is looked at. */
  readonly trustedProxies: readonly string[]
  /** Lower case. */
  readonly clientIpHeader: string
}

/**
 * Finds the caller's address: from the connection leftwards through the header for as long as the
 * one who speaks is a trusted proxy. The left end of the header is the caller's own text, so reading
 * from there would let anybody choose an address; an entry that is none ends the walk.
 */
export function createClientAddress(trust: ProxyTrust): (req: IncomingMessage) => string {
  const networks = trust.trustedProxies.map(networkOf)
  const isTrusted = (address: Address) => networks.some((network) => contains(network, address))

  return (req) => {
    const peer = addressOf(withoutZone(req.socket.remoteAddress ?? ''))
    if (peer === undefined) return 'unknown' // The connection is gone already.
    let nearest = peer
    for (const entry of entriesFromTheRight(req.headers[trust.clientIpHeader])) {
      if (!isTrusted(nearest)) break
      const next = addressOf(withoutPort(entry))
      if (next === undefined) break
      nearest = next
    }
    return nearest.toString()
  }
}

function entriesFromTheRight(header: string | string[] | undefined): string[] {
  if (header === undefined) return []
  const text = Array.isArray(header) ? header.join(',') : header
  return text.split(',').reverse()
}

// Some proxies write `203.0.113.9:51234` or `[2001:db8::1]:51234`.
function withoutPort(entry: string): string {
  const text = entry.trim()
  const match = /^(?:\[([^\]]+)\]|([0-9.]+))(?::\d{1,5})?$/.exec(text)
  return match?.[1] ?? match?.[2] ?? text
}

// The system names the interface of a link-local peer; the rest is the peer's address all the same.
function withoutZone(address: string): string {
  return address.replace(/%.*$/s, '')
}

// Node's own check first: ipaddr.js would also read octal and shortened IPv4 forms. A zone
// (`fe80::1%eth0`, RFC 4007 §11) means something on one machine only, and ipaddr.js throws for some
// that Node takes: an entry with one is no address.
function addressOf(text: string): Address | undefined {
  if (isIP(text) === 0 || text.includes('%') || !ipaddr.isValid(text)) return undefined
  return ipaddr.process(text)
}

// An IPv4 network in IPv6 clothes is compared as IPv4, as addresses are.
function networkOf(cidr: string): Network {
  const [address, bits] = ipaddr.parseCIDR(cidr)
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96
  return isMapped ? [address.toIPv4Address(), bits - 96] : [address, bits]
}

function contains([network, bits]: Network, address: Address): boolean {
  return network.kind() === address.kind() && address.match([network, bits])
}
