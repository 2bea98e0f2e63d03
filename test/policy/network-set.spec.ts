import { expect } from 'chai'
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { Refusal } from '../../src/lib/refusal.ts'
import { ipKeyOf } from '../../src/policy/ip-key.ts'
import { networkSet } from '../../src/policy/network-set.ts'

describe('a set of networks', () => {
  it('has the first and the last address of each, and none beside them', () => {
    const has = networkSet(['10.1.0.0/16', '192.0.2.7', '2001:db8:1::/48', '2001:db8::7/128'])
    for (const address of [
      '10.1.0.0',
      '10.1.255.255',
      '192.0.2.7',
      '2001:db8:1::',
      '2001:db8::7',
    ]) {
      expect(has(address), address).to.equal(true)
    }
    expect(has('2001:db8:1:ffff:ffff:ffff:ffff:ffff')).to.equal(true)
    for (const address of [
      '10.0.255.255',
      '10.2.0.0',
      '192.0.2.6',
      '192.0.2.8',
      '2001:db8:2::',
      '::',
    ]) {
      expect(has(address), address).to.equal(false)
    }
  })

  it('has everything of one kind with /0, and nothing without networks', () => {
    expect(networkSet(['0.0.0.0/0'])('255.255.255.255')).to.equal(true)
    expect(networkSet(['0.0.0.0/0'])('::1')).to.equal(false)
    expect(networkSet(['::/0'])('ffff::')).to.equal(true)
    expect(networkSet(['::/0'])('1.2.3.4')).to.equal(false)
    expect(networkSet([])('1.2.3.4')).to.equal(false)
  })

  it('takes an IPv4 address for the same in IPv6 clothes, in networks and in addresses', () => {
    for (const network of ['10.0.0.0/8', '::ffff:10.0.0.0/104', '::ffff:a00:0/104']) {
      const has = networkSet([network])
      for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '::FFFF:0a01:203']) {
        expect(has(address), `${address} in ${network}`).to.equal(true)
      }
      expect(has('11.1.2.3')).to.equal(false)
      expect(has('::10.1.2.3')).to.equal(false)
    }
  })

  it('has nothing that is no address', () => {
    const has = networkSet(['0.0.0.0/0', '::/0'])
    for (const junk of [
      'unknown',
      '',
      '10.0.0',
      '010.0.0.1',
      '1.2.3.4.5',
      'fe80::1%eth0',
      '1.2.3.4%1',
      ':::',
      '10.0.0.1/8',
    ]) {
      expect(has(junk), junk).to.equal(false)
    }
  })

  it('is not made of what is no network, since nobody would be denied by it', () => {
    for (const junk of ['10.0.0.0/33', '10.0.0.1/8', 'everywhere', '010.0.0.0/8', '']) {
      expect(() => networkSet([junk]), junk)
        .to.throw(Refusal)
        .with.property('code', 'policy/unavailable')
    }
  })

  it('has what ipaddr.js finds in one of its networks, however they lie in each other', () => {
    let inside = 0
    fc.assert(
      fc.property(
        fc.array(aNetwork, { maxLength: 12 }),
        fc.array(anAddress),
        (networks, addresses) => {
          const has = networkSet(networks)
          for (const address of addresses) {
            const wanted = networks.some((network) => isIn(network, address))
            expect(has(address), `${address} in ${networks.join(' ')}`).to.equal(wanted)
            inside += wanted ? 1 : 0
          }
        },
      ),
      { numRuns: 500 },
    )
    expect(inside).to.be.greaterThan(200) // Or the property said nothing.
  })

  it('reads every form of an address as ipaddr.js does', () => {
    const texts = fc.oneof(
      anAddress,
      fc.ipV6(),
      fc.ipV4(),
      fc.string({
        unit: fc.constantFrom('0', '1', '2', '5', '9', 'a', 'fF', 'ffff', ':', '::', '.', '%'),
      }),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const key = ipKeyOf(text)
        // It takes `::10.1.2.3` for an IPv4 address, which it was until RFC 4291.
        if (key === undefined || /^::[\d.]+$/.test(text)) return
        const bytes = Buffer.from(ipaddr.process(text).toByteArray())
        const words = Array.from({ length: bytes.length / 4 }, (_, at) =>
          bytes.readUInt32BE(at * 4),
        )
        expect(key).to.deep.equal(words)
      }),
      { numRuns: 2_000 },
    )
  })
})

// Few bytes, so that networks and addresses meet.
const byte = fc.constantFrom(0, 1, 10, 11, 127, 128, 255)
const bytes4 = fc.array(byte, { minLength: 4, maxLength: 4 })
const bytes16 = fc.oneof(
  fc.array(byte, { minLength: 16, maxLength: 16 }),
  bytes4.map((bytes) => [0x20, 0x01, 0x0d, 0xb8, ...Array<number>(8).fill(0), ...bytes]),
  bytes4.map((bytes) => [...Array<number>(10).fill(0), 255, 255, ...bytes]),
)
const someBytes = fc.oneof(bytes4, bytes16)
const anAddress = fc.tuple(someBytes, fc.boolean()).map(([bytes, isShort]) => {
  const address = ipaddr.fromByteArray(bytes)
  return isShort ? address.toString() : address.toNormalizedString()
})
const aNetwork = fc.tuple(someBytes, fc.nat({ max: 128 })).map(([bytes, wanted]) => {
  const bits = wanted % (bytes.length * 8 + 1)
  const text = `${ipaddr.fromByteArray(bytes).toString()}/${bits}`
  const Family = bytes.length === 4 ? ipaddr.IPv4 : ipaddr.IPv6
  return `${Family.networkAddressFromCIDR(text).toString()}/${bits}`
})

function isIn(cidr: string, text: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(cidr)
  const address = ipaddr.process(text)
  const isMapped = network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && bits >= 96
  const [base, length] = isMapped ? [network.toIPv4Address(), bits - 96] : [network, bits]
  return base.kind() === address.kind() && address.match([base, length])
}
