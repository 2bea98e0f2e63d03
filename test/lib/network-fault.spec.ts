import { expect } from 'chai'
import { networkFault } from '../../src/lib/network-fault.ts'

describe('a network, as somebody wrote it', () => {
  it('is taken as a CIDR or as one address, of either family, IPv4 in IPv6 clothes too', () => {
    for (const network of [
      '10.0.0.0/8',
      '0.0.0.0/0',
      '203.0.113.9',
      '203.0.113.9/32',
      '2001:db8::/32',
      '2001:DB8::/32',
      '2001:db8:0:0:0:0:0:0/32',
      '::/0',
      '::1',
      '::ffff:10.0.0.0/104',
      '::ffff:203.0.113.9',
    ]) {
      expect(networkFault(network), network).to.equal(undefined)
    }
  })

  it('is told which network was likely meant where bits are set beyond its length', () => {
    expect(networkFault('10.0.0.5/8')).to.match(/did you mean 10\.0\.0\.0\/8\?/)
    expect(networkFault('203.0.113.9/0')).to.match(/did you mean 0\.0\.0\.0\/0\?/)
    expect(networkFault('2001:db8::1/32')).to.match(/did you mean 2001:db8::\/32\?/)
    expect(networkFault('::ffff:10.0.0.5/104')).to.match(/did you mean ::ffff:a00:0\/104\?/)
  })

  it('is refused with a length that its family does not have', () => {
    for (const network of [
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/-1',
      '10.0.0.0/08',
      '10.0.0.0/8x',
    ]) {
      expect(networkFault(network), network).to.match(/must be 0 to 32/)
    }
    for (const network of ['2001:db8::/129', '::/1e1', '::/ 8', '::ffff:10.0.0.0/999']) {
      expect(networkFault(network), network).to.match(/must be 0 to 128/)
    }
  })

  it('is refused in forms that mean one network to some programs and another to others', () => {
    for (const network of [
      '',
      'anywhere',
      'example.com',
      '10.0/8',
      '10.0.0.0.0/8',
      '010.0.0.0/8',
      '0x0a.0.0.0/8',
      '167772160',
      '10.0.0.256',
      '10.0.0.0/8/8',
      ' 10.0.0.0/8',
      '10.0.0.0/255.0.0.0',
      'fe80::1%eth0',
      'fe80::%eth0/64',
      '[2001:db8::]/32',
      ':::/0',
    ]) {
      expect(networkFault(network), network).to.be.a('string')
    }
  })
})
