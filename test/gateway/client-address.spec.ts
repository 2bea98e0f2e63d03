import type { IncomingMessage } from 'node:http'
import { expect } from 'chai'
import fc from 'fast-check'
import { createClientAddress } from '../../src/gateway/client-address.ts'

function addressOf(
  trustedProxies: readonly string[],
  peer: string | undefined,
  headers: Record<string, string>,
  clientIpHeader = 'x-forwarded-for',
): string {
  // What the function looks at of a request.
  const req = { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage
  return createClientAddress({ trustedProxies, clientIpHeader })(req)
}

const PRIVATE = ['10.0.0.0/8', 'fd00::/8']

describe('the address of a caller', () => {
  it('is the connection’s when nobody is trusted, whatever a header says', () => {
    expect(addressOf([], '203.0.113.7', { 'x-forwarded-for': '1.1.1.1' })).to.equal('203.0.113.7')
  })

  it('is the connection’s when that is no trusted proxy', () => {
    const headers = { 'x-forwarded-for': '1.1.1.1' }
    expect(addressOf(PRIVATE, '203.0.113.7', headers)).to.equal('203.0.113.7')
  })

  it('is the entry that the trusted proxy wrote, not the one that the caller wrote', () => {
    const headers = { 'x-forwarded-for': '127.0.0.1, 203.0.113.7' }
    expect(addressOf(PRIVATE, '10.0.0.1', headers)).to.equal('203.0.113.7')
  })

  it('is found behind several trusted proxies of both families', () => {
    const headers = { 'x-forwarded-for': '6.6.6.6, 2001:db8::9, 10.2.3.4, fd00::1' }
    expect(addressOf(PRIVATE, '10.0.0.1', headers)).to.equal('2001:db8::9')
  })

  it('is the leftmost entry when everybody is trusted', () => {
    expect(addressOf(PRIVATE, '10.0.0.1', { 'x-forwarded-for': '10.0.0.9' })).to.equal('10.0.0.9')
  })

  it('counts an IPv4 address in IPv6 clothes as IPv4, in the address and in the network', () => {
    const headers = { 'x-forwarded-for': '::ffff:203.0.113.7' }
    expect(addressOf(PRIVATE, '::ffff:10.0.0.1', headers)).to.equal('203.0.113.7')
    expect(addressOf(['::ffff:10.0.0.0/104'], '10.0.0.1', headers)).to.equal('203.0.113.7')
  })

  for (const garbage of [
    'unknown',
    '',
    '999.1.1.1',
    '0x7f.1',
    '010.0.0.1',
    '2130706433',
    '1.2.3.4.5',
    'fe80::1%eth0',
    'fe80::1%a.b',
    '[fe80::1%a.b]:443',
    '::ffff:1.2.3.4%a.b',
  ]) {
    it(`stops at the entry "${garbage}" and keeps the last proxy`, () => {
      const headers = { 'x-forwarded-for': `203.0.113.7, ${garbage}` }
      expect(addressOf(PRIVATE, '10.0.0.1', headers)).to.equal('10.0.0.1')
    })
  }

  it('is read without the port that some proxies write', () => {
    for (const entry of ['203.0.113.7:4711', '[2001:db8::9]:4711', '[2001:db8::9]']) {
      const found = addressOf(PRIVATE, '10.0.0.1', { 'x-forwarded-for': entry })
      expect(['203.0.113.7', '2001:db8::9']).to.include(found)
    }
  })

  it('is read from the configured header and from no other', () => {
    const headers = { 'cf-connecting-ip': '203.0.113.7', 'x-forwarded-for': '1.1.1.1' }
    expect(addressOf(PRIVATE, '10.0.0.1', headers, 'cf-connecting-ip')).to.equal('203.0.113.7')
    expect(addressOf(PRIVATE, '10.0.0.1', { 'x-real-ip': '1.1.1.1' })).to.equal('10.0.0.1')
  })

  it('of a link-local peer is told without the interface that it came in by', () => {
    expect(addressOf([], 'fe80::1%eth0.100', {})).to.equal('fe80::1')
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    expect(addressOf(['fe80::/10'], 'fe80::1%eth0', headers)).to.equal('203.0.113.7')
  })

  it('is found or not, but never a fault, whatever zone an entry names', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.string(), (address, zone) => {
        const headers = { 'x-forwarded-for': `${address}%${zone}` }
        expect(addressOf(PRIVATE, '10.0.0.1', headers)).to.be.a('string')
      }),
    )
  })

  it('is unknown when the connection is gone', () => {
    expect(addressOf(PRIVATE, undefined, {})).to.equal('unknown')
  })

  it('never depends on what stands left of the first untrusted entry', () => {
    fc.assert(
      fc.property(fc.string(), (forged) => {
        const headers = { 'x-forwarded-for': `${forged}, 203.0.113.7` }
        expect(addressOf(PRIVATE, '10.0.0.1', headers)).to.equal('203.0.113.7')
      }),
    )
  })

  describe('at a site whose admins named a proxy of their own', () => {
    const own = { header: 'x-real-client', trusted: ['198.51.100.0/24', '2001:db8::7'] }
    const address = (peer: string, headers: Record<string, string>, proxy = own) => {
      // What the function looks at of a request.
      const req = { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage
      const trust = { trustedProxies: ['10.0.0.0/8'], clientIpHeader: 'x-forwarded-for' }
      return createClientAddress(trust)(req, proxy)
    }

    it('is what that proxy wrote, when the call comes from it', () => {
      const headers = { 'x-forwarded-for': '198.51.100.9', 'x-real-client': '203.0.113.7' }
      expect(address('10.0.0.1', headers)).to.equal('203.0.113.7')
      expect(address('2001:db8::7', { 'x-real-client': '203.0.113.7' })).to.equal('203.0.113.7')
    })

    it('is the caller’s own, whatever its header says, when the call does not come from it', () => {
      const headers = { 'x-forwarded-for': '203.0.113.50', 'x-real-client': '192.0.2.1' }
      expect(address('10.0.0.1', headers)).to.equal('203.0.113.50')
      expect(address('203.0.113.50', { 'x-real-client': '192.0.2.1' })).to.equal('203.0.113.50')
    })

    it('goes on in the same header where the operator’s proxies end', () => {
      const proxy = { ...own, header: 'x-forwarded-for' }
      const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.7, 198.51.100.9' }
      expect(address('10.0.0.1', headers, proxy)).to.equal('203.0.113.7')
    })

    it('believes nothing beyond an entry that is no address', () => {
      const proxy = { ...own, header: 'x-forwarded-for' }
      const headers = { 'x-forwarded-for': '203.0.113.7, nonsense, 10.0.0.2' }
      expect(address('10.0.0.1', headers, proxy)).to.equal('10.0.0.2')
    })
  })
})
