import { expect } from 'chai'
import { isAccountId } from '../../src/identity/account-id.ts'
import { parseBypass } from '../../src/policy/parse-bypasses.ts'
import { POLICY_NOW } from './rule-arbitraries.ts'
import { aBypassDraft, placesIn, saidOf } from './rule-drafts.ts'

const context = { product: 'jira' as const, now: POLICY_NOW }
const parse = (given: object) => parseBypass(aBypassDraft(given), context)
const places = (given: object) => placesIn(parse(given))

describe('a bypass, as it is handed in', () => {
  it('is taken as it is', () => {
    expect(parse({})).to.deep.equal({ kind: 'accepted', value: aBypassDraft() })
  })

  it('is refused for each member that is missing, wrong or unknown, all of them at once', () => {
    const wrong = {
      id: '-',
      name: ' ',
      enabled: 'yes',
      methods: ['HEAD'],
      path: '/wherever',
      networks: ['x'],
      ownerAccountId: 'Ann Lee',
      reason: '',
      expiresAt: 'soon',
      state: 'on',
    }
    const found = places(wrong).map((path) => path.split('.')[0])
    expect(found).to.have.members(Object.keys(wrong))
    const missing = placesIn(parseBypass({}, context))
    expect(missing).to.have.members(Object.keys(aBypassDraft()))
  })

  it('holds only for callers whose place is known', () => {
    for (const networks of [[], undefined]) {
      expect(saidOf(parse({ networks }))).to.contain('never holds for the whole internet')
    }
    const narrow = ['10.0.0.0/8', '2001:db8::/32', '203.0.113.9', '::1', '::ffff:10.0.0.0/104']
    expect(places({ networks: narrow })).to.be.empty
    for (const wide of ['0.0.0.0/0', '8.0.0.0/7', '::/0', '2001:db8::/31', '::ffff:8.0.0.0/103']) {
      const parsed = parse({ networks: ['10.0.0.0/8', wide] })
      expect(placesIn(parsed), wide).to.deep.equal(['networks.1'])
      expect(saidOf(parsed)).to.contain('/8 or narrower')
    }
  })

  it('ends within 366 days, at a time that there is', () => {
    for (const expiresAt of [
      '2030-06-01T00:00:01Z',
      '2030-06-01T00:00:00.001Z',
      '2031-06-02T00:00:00Z',
      '2031-02-28T23:59:59.999999999Z',
    ]) {
      expect(places({ expiresAt }), expiresAt).to.be.empty
    }
    for (const expiresAt of ['2030-06-01T00:00:00Z', '1999-12-31T23:59:59Z']) {
      expect(saidOf(parse({ expiresAt })), expiresAt).to.equal('Must be in the future.')
    }
    for (const expiresAt of ['2031-06-02T00:00:01Z', '9999-12-31T23:59:59Z']) {
      expect(saidOf(parse({ expiresAt })), expiresAt).to.contain('at most 366 days away')
    }
    for (const expiresAt of [
      '2030-07-01',
      '2030-07-01T00:00Z',
      '2030-07-01T00:00:00',
      '2030-07-01T00:00:00+02:00',
      '2030-07-01 00:00:00Z',
      '2030-07-01T00:00:00z',
      '2030-07-01T24:00:00Z',
      '2030-07-01T23:59:60Z',
      '2030-06-31T00:00:00Z',
      '2031-02-29T00:00:00Z',
      '2030-13-01T00:00:00Z',
      '2030-07-01T00:00:00.Z',
      1_909_094_400_000,
    ]) {
      expect(saidOf(parse({ expiresAt })), String(expiresAt)).to.contain('a time in UTC')
    }
  })

  it('may stay when it has ended, as long as nobody gives it another end that is past', () => {
    const ended = aBypassDraft({ expiresAt: '2030-05-01T00:00:00Z' })
    const again = (given: object) =>
      placesIn(parseBypass({ ...ended, ...given }, { ...context, existing: ended }))
    expect(again({})).to.deep.equal([])
    expect(again({ enabled: false })).to.deep.equal([])
    expect(again({ expiresAt: '2030-05-02T00:00:00Z' })).to.deep.equal(['expiresAt'])
    expect(placesIn(parseBypass(ended, context))).to.deep.equal(['expiresAt'])
  })

  it('has an owner who can be an account of the product, as the rest of Gatehouse sees it', () => {
    for (const id of [
      '5b10a2844c20165700ede21g',
      '557058:a-b',
      'a'.repeat(128),
      '',
      'a b',
      'ä',
      'a\n',
    ]) {
      const isTaken = !places({ ownerAccountId: id }).includes('ownerAccountId')
      expect(isTaken, id).to.equal(isAccountId(id))
    }
  })

  it('says in one line why it is there', () => {
    expect(places({ reason: 'x'.repeat(500) })).to.be.empty
    for (const reason of ['', ' ', 'x'.repeat(501), 'a\nb', undefined]) {
      expect(places({ reason })).to.deep.equal(['reason'])
    }
  })
})
