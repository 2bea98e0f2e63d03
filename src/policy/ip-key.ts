import { isIPv4, isIPv6 } from 'node:net'

/** An address as numbers of 32 bits, highest first: one for IPv4, four for IPv6. */
export type IpKey = readonly number[]

/** What stands before an IPv4 address in IPv6 clothes (RFC 4291 §2.5.5.2). */
const MAPPED = 0xffff
const DOT = '.'.charCodeAt(0)
const ZERO = '0'.charCodeAt(0)

/**
 * An IPv4 address in IPv6 clothes is one. Undefined for what is no address, or has a zone, which means
 * something on one machine only. Read by hand: it is done for every call, and a call waits for it.
 */
export function ipKeyOf(address: string): IpKey | undefined {
  if (isIPv4(address)) return [ipv4Of(address)]
  if (!isIPv6(address) || address.includes('%')) return undefined
  const words = ipv6Of(address)
  return words[0] === 0 && words[1] === 0 && words[2] === MAPPED ? words.slice(3) : words
}

/** @param address is one, so that only digits and dots are left to be told apart */
function ipv4Of(address: string): number {
  let [word, octet] = [0, 0]
  for (let at = 0; at < address.length; at += 1) {
    const code = address.charCodeAt(at)
    if (code === DOT) {
      word = word * 0x100 + octet
      octet = 0
    } else octet = octet * 10 + code - ZERO
  }
  return word * 0x100 + octet
}

function ipv6Of(address: string): readonly number[] {
  const groups: number[] = []
  let gap = 8
  for (const part of address.split(':')) {
    if (part === '') gap = groups.length
    else if (!part.includes('.')) groups.push(parseInt(part, 16))
    else {
      // The last two can be written as an IPv4 address.
      const word = ipv4Of(part)
      groups.push(word >>> 16, word & 0xffff)
    }
  }
  return [0, 2, 4, 6].map(
    (at) => groupAt(at, groups, gap) * 0x1_0000 + groupAt(at + 1, groups, gap),
  )
}

/** Of eight groups, with as many zeros as are missing put in at the gap. */
function groupAt(index: number, groups: readonly number[], gap: number): number {
  if (index < gap) return groups[index] ?? 0
  const missing = 8 - groups.length
  return index < gap + missing ? 0 : (groups[index - missing] ?? 0)
}
