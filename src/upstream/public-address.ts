import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/** Asks for all addresses of a host name: `dns.lookup`, or what a test puts in its place. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * Whether an address is on the public internet. Loopback, private, link-local (cloud metadata lives
 * there), carrier-grade and translated ranges are not; an IPv4 address in IPv6 clothes counts as IPv4.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  // The rest of IPv6 is not handed out (IANA), and holds forms such as `::7f00:1`, an IPv4 address
  // in clothes that only its dotted spelling would show.
  return !(parsed instanceof ipaddr.IPv6) || parsed.match(GLOBAL_UNICAST)
}

class NotPublic extends Error {
  /** Read by wire-fault.ts like the codes of the resolver itself. */
  readonly code = 'ENOTPUBLIC'
}

/**
 * A resolver that refuses names that stand for anything but public addresses. Asked by the socket
 * itself while it connects, so no second answer of the name server can differ from the one that was
 * checked.
 */
export function createPublicLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '')
        return
      }
      const [first] = addresses
      if (first === undefined || !addresses.every((each) => isPublicAddress(each.address))) {
        callback(new NotPublic(`${hostname} is not on the public internet`), '')
        return
      }
      give(callback, options.all === true, addresses, first)
    })
  }
}

/** The system's resolver, for public addresses alone. */
export const publicLookup: LookupFunction = createPublicLookup(lookup)

function give(
  callback: Parameters<LookupFunction>[2],
  all: boolean,
  addresses: LookupAddress[],
  first: LookupAddress,
): void {
  if (all) callback(null, addresses)
  else callback(null, first.address, first.family)
}
