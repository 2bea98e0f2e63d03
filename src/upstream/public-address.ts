import { lookup as resolve, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * Whether an address is on the public internet. Loopback, private, link-local (cloud metadata lives
 * there), carrier-grade and translated ranges are not; an IPv4 address in IPv6 clothes counts as IPv4.
 */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
}

class NotPublic extends Error {
  /** Read by wire-fault.ts like the codes of the resolver itself. */
  readonly code = 'ENOTPUBLIC'
}

/**
 * The system's resolver, refusing names that stand for anything but public addresses. Asked by the
 * socket itself while it connects, so no second answer of the name server can differ from the one
 * that was checked.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
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

function give(
  callback: Parameters<LookupFunction>[2],
  all: boolean,
  addresses: LookupAddress[],
  first: LookupAddress,
): void {
  if (all) callback(null, addresses)
  else callback(null, first.address, first.family)
}
