import ipaddr from 'ipaddr.js'

/** A network of one family; one in IPv6 clothes is an IPv4 network, as elsewhere. */
interface Network {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6
  readonly bits: number
}

/**
 * Whether a whole network lies within one of these, all of them well-formed. What only several of them
 * cover together lies within none.
 */
export function networkCover(networks: readonly string[]): (network: string) => boolean {
  const outer = networks.map(read)
  return (network) => {
    const inner = read(network)
    return outer.some((each) => isWithin(inner, each))
  }
}

function isWithin(inner: Network, outer: Network): boolean {
  return (
    inner.address.kind() === outer.address.kind() &&
    inner.bits >= outer.bits &&
    inner.address.match(outer.address, outer.bits)
  )
}

function read(network: string): Network {
  const [text = '', bits] = network.split('/')
  const address = ipaddr.parse(text)
  const length = Number(bits ?? (address instanceof ipaddr.IPv4 ? 32 : 128))
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && length >= 96) {
    return { address: address.toIPv4Address(), bits: length - 96 }
  }
  return { address, bits: length }
}
