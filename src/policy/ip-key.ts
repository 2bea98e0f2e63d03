import { isIP } from 'node:net'

/** What an IPv4 address looks like in IPv6 (RFC 4291 §2.5.5.2). */
const MAPPED = `${'0'.repeat(20)}ffff`

/**
 * An address as the digits of its bytes in hexadecimal, which sort as addresses do: 8 of an IPv4
 * address, also of one in IPv6 clothes, else 32. Undefined for what is no address, or has a zone, which
 * means something on one machine only. Read by hand: it is done for every call, and a call waits for it.
 */
export function ipKeyOf(address: string): string | undefined {
  switch (isIP(address)) {
    case 4:
      return keyOfIpv4(address)
    case 6: {
      if (address.includes('%')) return undefined
      const key = keyOfIpv6(address)
      return key.startsWith(MAPPED) ? key.slice(MAPPED.length) : key
    }
    default:
      return undefined
  }
}

const OCTETS = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))

function keyOfIpv4(address: string): string {
  let key = ''
  for (const octet of address.split('.')) key += OCTETS[Number(octet)] ?? ''
  return key
}

function keyOfIpv6(address: string): string {
  const [before = '', after] = address.split('::')
  const head = digitsOf(before)
  const tail = digitsOf(after ?? '')
  return head + '0'.repeat(32 - head.length - tail.length) + tail
}

function digitsOf(groups: string): string {
  if (groups === '') return ''
  return groups
    .split(':')
    .map((group) => (group.includes('.') ? keyOfIpv4(group) : group.toLowerCase().padStart(4, '0')))
    .join('')
}
