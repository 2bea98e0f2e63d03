import { expect } from 'chai'
import { parseNetworks } from '../../src/policy/parse-networks.ts'
import { placesIn, saidOf } from './rule-drafts.ts'

const proxy = { header: 'x-forwarded-for', trusted: ['10.0.0.0/8'] }
const rules = (given: object = {}) => ({ allow: [], deny: [], ...given })
const withProxy = (given: object) => rules({ proxy: { ...proxy, ...given } })

describe('where calls may come from, as it is handed in', () => {
  it('is two lists of networks, and the proxy of the organisation where there is one', () => {
    const whole = rules({ allow: ['10.0.0.0/8', '2001:db8::/32'], deny: ['10.0.0.9'], proxy })
    for (const value of [rules(), whole]) {
      expect(parseNetworks(value)).to.deep.equal({ kind: 'accepted', value })
    }
  })

  it('is told of each network that is none, and which one was likely meant', () => {
    const parsed = parseNetworks(rules({ allow: ['10.0.0.0/8', '10.0.0.5/8', 7], deny: ['x'] }))
    expect(placesIn(parsed)).to.deep.equal(['allow.1', 'allow.2', 'deny.0'])
    expect(saidOf(parsed)).to.contain('did you mean 10.0.0.0/8?')
    expect(placesIn(parseNetworks(rules({ deny: ['10.0.0.1', '10.0.0.1'] })))).to.deep.equal([
      'deny.1',
    ])
  })

  it('has at most five hundred networks in a list', () => {
    const many = Array.from({ length: 501 }, (_, n) => `10.0.${n >> 8}.${n & 255}`)
    expect(placesIn(parseNetworks(rules({ allow: many.slice(1) })))).to.deep.equal([])
    expect(placesIn(parseNetworks(rules({ allow: many })))).to.deep.equal(['allow'])
  })

  it('believes no header that anybody could write', () => {
    for (const trusted of [[], undefined]) {
      const parsed = parseNetworks(withProxy({ trusted }))
      expect(placesIn(parsed)).to.deep.equal(['proxy.trusted'])
      expect(saidOf(parsed)).to.contain('Anybody could write that header')
    }
    for (const all of ['0.0.0.0/0', '::/0', '::ffff:0.0.0.0/96']) {
      const parsed = parseNetworks(withProxy({ trusted: ['10.0.0.0/8', all] }))
      expect(placesIn(parsed), all).to.deep.equal(['proxy.trusted.1'])
      expect(saidOf(parsed)).to.contain('every address')
    }
    expect(placesIn(parseNetworks(withProxy({ trusted: ['::ffff:10.0.0.0/104'] })))).to.deep.equal(
      [],
    )
  })

  it('names the header as it is compared: one token in lower case, holding plain addresses', () => {
    for (const header of ['x-real-ip', 'true_client.ip']) {
      expect(placesIn(parseNetworks(withProxy({ header }))), header).to.deep.equal([])
    }
    for (const header of ['', 'x real', 'x:y', 'ä', 'x\n', 'x'.repeat(101), 7, undefined]) {
      expect(placesIn(parseNetworks(withProxy({ header })))).to.deep.equal(['proxy.header'])
    }
    expect(saidOf(parseNetworks(withProxy({ header: 'X-Real-IP' })))).to.contain('lower case')
    expect(saidOf(parseNetworks(withProxy({ header: 'forwarded' })))).to.contain('RFC 7239')
  })
})
