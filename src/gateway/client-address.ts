import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { OwnProxy } from '../policy/networks.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Network = readonly [Address, number]

export interface ProxyTrust {
  /** CIDRs; empty trusts nobody, and then no header is looked at. */
  readonly trustedProxies: readonly string[]
  /** Lower case. */
  readonly clientIpHeader: string
}

/**
 * @param own the proxy of the tenant whose site is called, if its admins named one: beyond the
 * operator's proxies, the walk goes on through those of the tenant
 */
export type ClientAddress = (req: IncomingMessage, own?: OwnProxy) => string

/**
 * Finds the caller's address: from the connection leftwards through the header for as long as the
 * one who speaks is a trusted proxy. The left end of the header is the caller's own text, so reading
 * from there would let anybody choose an address; an entry that is none ends the walk.
 */
export function createClientAddress(trust: ProxyTrust): ClientAddress {
  const operators = trustIn(trust.trustedProxies)

  return (req, own) => {
    const peer = peerOf(req.socket)
    if (peer === undefined) return 'unknown' // The connection is gone already.
    if (own === undefined && trust.trustedProxies.length === 0) return peer.name
    const entries = entriesFromTheRight(req.headers[trust.clientIpHeader])
    const reached = walk(peer.address, entries, operators)
    if (own === undefined) return reached.address.toString()
    const tenants = trustOf(own)
    // In the same header the walk goes on where it stopped; what the operator's proxies wrote is behind it.
    const rest =
      own.header === trust.clientIpHeader
        ? reached.rest
        : entriesFromTheRight(req.headers[own.header])
    return walk(reached.address, rest, tenants).address.toString()
  }
}

/** The other end of a connection. */
interface Peer {
  readonly text: string
  readonly address: Address
  readonly name: string
}

// Many calls come by one connection, and its end is always the same.
const peers = new WeakMap<object, Peer>()

function peerOf(socket: IncomingMessage['socket']): Peer | undefined {
  const text = socket.remoteAddress ?? ''
  const known = peers.get(socket)
  if (known?.text === text) return known
  const address = addressOf(withoutZone(text))
  if (address === undefined) return undefined
  const peer = { text, address, name: address.toString() }
  peers.set(socket, peer)
  return peer
}

type Trust = (address: Address) => boolean

// The same object for as long as the policy's version is the same: read for every call, also of strangers.
const trusts = new WeakMap<OwnProxy, Trust>()

function trustOf(own: OwnProxy): Trust {
  const trust = trusts.get(own) ?? trustIn(own.trusted)
  trusts.set(own, trust)
  return trust
}

function trustIn(cidrs: readonly string[]): Trust {
  const networks = cidrs.map(networkOf)
  return (address) => networks.some((network) => contains(network, address))
}

interface Reached {
  readonly address: Address
  /** Entries that were not come to, nearest first. */
  readonly rest: readonly string[]
}

function walk(peer: Address, entries: readonly string[], isTrusted: Trust): Reached {
  let address = peer
  for (const [at, entry] of entries.entries()) {
    if (!isTrusted(address)) return { address, rest: entries.slice(at) }
    const next = addressOf(withoutPort(entry))
    // Nobody can say who is behind an entry that is no address.
    if (next === undefined) return { address, rest: [] }
    address = next
  }
  return { address, rest: [] }
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

// An IPv4 network in IPv6 clothes is compared as IPv4, as addresses are. One address is a network too.
function networkOf(text: string): Network {
  const single = addressOf(text)
  if (single !== undefined) return [single, single.kind() === 'ipv4' ? 32 : 128]
  const [address, bits] = ipaddr.parseCIDR(text)
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96
  return isMapped ? [address.toIPv4Address(), bits - 96] : [address, bits]
}

function contains([network, bits]: Network, address: Address): boolean {
  return network.kind() === address.kind() && address.match([network, bits])
}
