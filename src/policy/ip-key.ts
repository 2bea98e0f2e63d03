import { isIPv6 } from 'node:net'

/** What an IPv4 address looks like in IPv6 (RFC 4291 §2.5.5.2). */
const MAPPED = `${'0'.repeat(20)}ffff`

/**
 * An address as the digits of its bytes in hexadecimal, which sort as addresses do: 8 of an IPv4
 * address, also of one in IPv6 clothes, else 32. Undefined for what is no address, or has a zone, which
 * means something on one machine only. Read by hand: it is done for every call, and a call waits for it.
 */
export function ipKeyOf(address: string): string | undefined {
  if (!address.includes(':')) return keyOfIpv4(address)
  if (!isIPv6(address) || address.includes('%')) return undefined
  const [before = '', after = ''] = address.split('::')
  const [head, tail] = [digitsOf(before), digitsOf(after)]
  const key = head + '0'.repeat(32 - head.length - tail.length) + tail
  return key.startsWith(MAPPED) ? key.slice(MAPPED.length) : key
}

/** Every octet as it can be written: a number in another form means another address to some. */
const OCTETS: ReadonlyMap<string, string> = new Map(
  Array.from({ length: 256 }, (_, octet) => [String(octet), octet.toString(16).padStart(2, '0')]),
)

function keyOfIpv4(address: string): string | undefined {
  const octets = address.split('.')
  if (octets.length !== 4) return undefined
  let key = ''
  for (const octet of octets) {
    const digits = OCTETS.get(octet)
    if (digits === undefined) return undefined
    key += digits
  }
  return key
}

/** Of the groups at one end of an IPv6 address, the last of which can be an IPv4 address. */
function digitsOf(groups: string): string {
  if (groups === '') return ''
  return groups
    .split(':')
    .map((group) => keyOfIpv4(group) ?? group.toLowerCase().padStart(4, '0'))
    .join('')
}
