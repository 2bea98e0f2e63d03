import { expect } from 'chai'
import fc from 'fast-check'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { impactOf } from '../../src/policy/policy-impact.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import { DEFAULT_SWITCHES, type Switches } from '../../src/policy/switches.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { policyDocuments } from './policy-arbitraries.ts'
import { bypass, group, limit, resourceRule } from './policy-parts.ts'
import { aDocument } from './policy-things.ts'

type Parts = Partial<PolicyDocument>

const GROUPS = [group('ops'), group('devs')]

/** What is said on each side when the one becomes the other. */
function impact(before: Parts, after: Parts) {
  return impactOf(aDocument({ groups: GROUPS, ...before }), aDocument({ groups: GROUPS, ...after }))
}

/** Expects one sentence on one side, the given one, and one on the other side when it is undone. */
function expectLoss(before: Parts, after: Parts, lost: RegExp, gained: RegExp): void {
  const there = impact(before, after)
  expect(there.gains, 'nobody gains').to.deep.equal([])
  expect(there.loses, 'who loses').to.have.length(1)
  expect(there.loses[0]).to.match(lost)
  const back = impact(after, before)
  expect(back.loses, 'nobody loses on the way back').to.deep.equal([])
  expect(back.gains, 'who gains on the way back').to.have.length(1)
  expect(back.gains[0]).to.match(gained)
}

const switched = (given: Partial<Switches>): Parts => ({
  switches: { ...DEFAULT_SWITCHES, ...given },
})
const ruled = (...resources: ResourceRule[]): Parts => ({ resources })
const accessed = (given: Partial<PolicyDocument['access']>): Parts => ({
  access: {
    mayCall: 'everyone',
    readOnly: [],
    fullAccess: [],
    mayHoldTokens: 'everyone',
    ...given,
  },
})
const networked = (given: Partial<PolicyDocument['networks']>): Parts => ({
  networks: { allow: [], deny: [], ...given },
})

describe('the impact of a change of the policy', () => {
  const documents = fc.constantFrom(...fc.sample(policyDocuments('jira'), 15))

  it('is none for what stays, and made of whole sentences for any change', () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        expect(impactOf(before, before)).to.deep.equal({ loses: [], gains: [] })
        const { loses, gains } = impactOf(before, after)
        for (const each of [...loses, ...gains]) {
          expect(each).to.match(/^\S.*\.$/s)
          expect(each).not.to.match(/undefined|\[object|Infinity|NaN/)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('has who loses by a change among who gains when it is undone', () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        const [there, back] = [impactOf(before, after), impactOf(after, before)]
        expect(back.gains.length > 0).to.equal(there.loses.length > 0)
      }),
      { numRuns: 100 },
    )
  })

  for (const [name, who] of [
    ['gateway', /^Everybody: the gateway is switched off/],
    ['anonymousCalls', /^Callers without a credential/],
    ['usersMayCreateTokens', /^Users who are no administrators/],
    ['apiTokens', /^Callers with API tokens/],
    ['providerTokens', /^Callers with tokens of identity providers/],
    ['contextTokens', /^Persons on Gatehouse’s own pages/],
    ['basicPassThrough', /^Callers with a user name and password/],
  ] as const) {
    it(`names who loses by the switch ${name}`, () => {
      const subject = new RegExp(who.source.split(':')[0] ?? '')
      expectLoss(switched({ [name]: true }), switched({ [name]: false }), who, subject)
    })
  }

  it('says that a shorter life ends tokens that exist, of everybody and of groups', () => {
    expectLoss(
      switched({ tokenDaysMax: 90 }),
      switched({ tokenDaysMax: 1 }),
      /ends 1 day after it was made, instead of 90 days; older ones end at once/,
      /may live for 90 days, instead of 1 day/,
    )
    expectLoss(
      { groups: [group('ops')] },
      { groups: [group('ops', { tokenDaysMax: 7, name: 'Operations' })] },
      /^Members of “Operations”: their API tokens end 7 days after/,
      /^Members of “Group ops”: .* as long as those of others/,
    )
    expectLoss(
      { groups: [group('ops', { liveTokensMax: 3 })] },
      { groups: [group('ops', { liveTokensMax: 2 })] },
      /who has 2 live API tokens can make no more/,
      /may have 3 live API tokens\.$/,
    )
    expectLoss(
      { tokens: {} },
      { tokens: { idleDays: 30 } },
      /not used for 30 days are revoked/,
      /./,
    )
    expectLoss({ tokens: { liveMax: 5 } }, { tokens: { liveMax: 4 } }, /has 4 that are live/, /5/)
  })

  it('says that recorded events are removed, and that a hold is lifted', () => {
    const kept = (given: object) => ({ retention: { legalHold: false, ...given } })
    expectLoss(
      kept({}),
      kept({ keepDays: 30 }),
      /older than 30 days are removed/,
      /kept for longer/,
    )
    expectLoss(
      kept({ keepEvents: 5_000 }),
      kept({ keepEvents: 2_000 }),
      /Of more than 2000 events/,
      /More recorded events/,
    )
    expectLoss(
      kept({ legalHold: true }),
      kept({ legalHold: false }),
      /hold on the record is lifted/,
      /a legal hold is set/,
    )
  })

  it('names who is shut out by a rule that goes, and what it was for', () => {
    const rule = resourceRule('search', {
      methods: ['GET', 'POST'],
      path: '/rest/api/3/search/**',
      who: { all: [{ any: [{ group: 'ops' }, { group: 'devs' }] }, { credential: 'api-token' }] },
      networks: ['10.0.0.0/8'],
      actsAs: 'user',
    })
    const what =
      'GET and POST of /rest/api/3/search/\\*\\*, for \\(members of “Group ops” or members of “Group devs”\\) and API tokens from 10.0.0.0/8 acting as the user'
    const lost = (why: string) =>
      new RegExp(
        `^Not allowed any more, unless by another rule: ${what}; the rule “Rule search” ${why}\\.$`,
      )
    const gained = (why: string) =>
      new RegExp(`^Allowed from now on: ${what}; the rule “Rule search” ${why}\\.$`)
    expectLoss(ruled(rule), ruled(), lost('is removed'), gained('is added'))
    for (const [state, why] of [
      ['off', 'is switched off'],
      ['shadow', 'is only in shadow'],
    ] as const) {
      expectLoss(ruled(rule), ruled({ ...rule, state }), lost(why), gained('is switched on'))
    }
  })

  it('names who is shut out by a rule that denies from now on', () => {
    const rule = resourceRule('no-deletes', { effect: 'deny', methods: ['DELETE'], path: '/**' })
    const what = 'DELETE of /\\*\\*, for everybody with a credential'
    expectLoss(
      ruled(),
      ruled(rule),
      new RegExp(`^Denied from now on: ${what}; the rule “Rule no-deletes” is added\\.$`),
      new RegExp(`^Not denied any more, .*: ${what}; the rule “Rule no-deletes” is removed\\.$`),
    )
    const turned = impact(ruled({ ...rule, effect: 'allow' }), ruled(rule))
    expect(turned.gains).to.deep.equal([])
    expect(turned.loses.map((each) => each.split(':')[0])).to.deep.equal([
      'Not allowed any more, unless by another rule',
      'Denied from now on',
    ])
  })

  it('tells a rule that holds for less from one that holds for more, where that is certain', () => {
    const wide = resourceRule('wide', { methods: 'all', path: '/rest/api/3/**' })
    const who = { group: 'ops' }
    for (const [what, narrow] of [
      ['methods', { methods: 'reads' }],
      ['methods', { methods: ['GET', 'POST'] }],
      ['path', { path: '/rest/api/3/issue/{key}' }],
      ['conditions on the query', { query: [{ name: 'jql', is: 'present' }] }],
      ['whom calls are made as', { actsAs: 'app' }],
      ['callers', { who }],
      ['networks', { networks: ['10.0.0.0/8'] }],
    ] as const) {
      const [less, more] = [`“Rule wide” allows less: changed: ${what};`, 'allows more: changed']
      const after = ruled({ ...wide, ...narrow })
      expectLoss(ruled(wide), after, new RegExp(less), new RegExp(more))
      const denied = [
        ruled({ ...wide, effect: 'deny' }),
        ruled({ ...wide, ...narrow, effect: 'deny' }),
      ]
      expectLoss(denied[1] ?? {}, denied[0] ?? {}, /denies more: changed/, /denies less: changed/)
    }
    const open = resourceRule('open', { anonymous: true })
    expectLoss(ruled(open), ruled(resourceRule('open')), /allows less/, /also without a credential/)
    const costly = resourceRule('costly', { cost: 5 })
    expectLoss(ruled(resourceRule('costly')), ruled(costly), /takes 5 .* instead of 1/, /takes 1/)
  })

  it('leaves neither side out where nobody can say who is meant', () => {
    const rule = resourceRule('rule', { methods: ['GET'], path: '/rest/api/3/issue/{key}' })
    for (const other of [
      { methods: ['POST'] },
      { methods: 'all', path: '/rest/api/3/search' },
      { methods: 'reads', who: { group: 'ops' } },
    ] as const) {
      const { loses, gains } = impact(ruled(rule), ruled({ ...rule, ...other }))
      expect(loses.join()).to.match(/“Rule rule” may allow less/)
      expect(gains.join()).to.match(/“Rule rule” may allow more/)
    }
    const provider = aProvider()
    const stricter = { providers: [{ ...provider, maxLifetimeSeconds: 60, rules: [] }] }
    const { loses, gains } = impact({ providers: [provider] }, stricter)
    for (const side of [loses, gains]) {
      expect(side.join()).to.match(
        /^Perhaps some callers: .*“Acme login”.* longest lifetime and trust rules/,
      )
    }
    const proxy = { header: 'x-forwarded-for', trusted: ['10.0.0.1'] }
    const behind = impact(networked({}), networked({ proxy }))
    for (const side of [behind.loses, behind.gains]) expect(side.join()).to.match(/reverse proxy/)
  })

  it('says nothing of a rule that is not on before and after', () => {
    for (const state of ['off', 'shadow'] as const) {
      const rule = resourceRule('rule', { state })
      expect(impact(ruled(rule), ruled({ ...rule, path: '/**', effect: 'deny' }))).to.deep.equal({
        loses: [],
        gains: [],
      })
      expect(impact(ruled(), ruled(rule))).to.deep.equal({ loses: [], gains: [] })
    }
    const renamed = impact(ruled(resourceRule('a')), ruled(resourceRule('a', { name: 'Other' })))
    expect(renamed).to.deep.equal({ loses: [], gains: [] })
  })

  it('names who may not call, write or hold tokens any more', () => {
    expectLoss(
      accessed({}),
      accessed({ mayCall: ['ops', 'devs'] }),
      /^Everybody but members of “Group ops” and “Group devs”: they cannot call any more\.$/,
      /^Everybody but members of “Group ops” and “Group devs”: they may call as well\.$/,
    )
    expectLoss(
      accessed({}),
      accessed({ mayCall: [] }),
      /^Everybody: they cannot call/,
      /^Everybody:/,
    )
    expectLoss(
      accessed({ mayCall: ['ops', 'devs'] }),
      accessed({ mayCall: ['devs'] }),
      /^Members of “Group ops”: they cannot call any more, unless/,
      /^Members of “Group ops”: they may call\.$/,
    )
    expectLoss(
      accessed({}),
      accessed({ readOnly: ['devs'] }),
      /^Members of “Group devs”: they only read/,
      /may write/,
    )
    expectLoss(
      accessed({ fullAccess: ['ops'] }),
      accessed({}),
      /^Members of “Group ops”: they may call only what a rule allows/,
      /may call all that is served/,
    )
    expectLoss(
      accessed({}),
      accessed({ mayHoldTokens: ['ops'] }),
      /^Everybody but members of “Group ops”: their API tokens stop working, except/,
      /may hold API tokens/,
    )
  })

  it('names who drops out of a group only where that matters, and on the right side', () => {
    const source = { from: 'provider', provider: 'acme', value: 'staff' } as const
    const wide = group('ops', { sources: [...(GROUPS[0]?.sources ?? []), source] })
    const both = (given: Parts) =>
      [
        { ...given, providers: [aProvider()], groups: [wide] },
        { ...given, providers: [aProvider()], groups: [group('ops')] },
      ] as const
    const lost =
      /^Members of “Group ops” by nothing but “staff” of “Acme login”: .* cannot do what members may/
    const joined = /^Members of “staff” of “Acme login”: .* may do what members may\.$/
    const who = { group: 'ops' }
    for (const opening of [
      accessed({ mayCall: ['ops'] }),
      accessed({ fullAccess: ['ops'] }),
      accessed({ mayHoldTokens: ['ops'] }),
      ruled(resourceRule('a', { who: { all: [who] } })),
      ruled(resourceRule('a', { effect: 'deny', who: { none: [who] } })),
    ]) {
      expectLoss(...both(opening), lost, joined)
    }
    for (const closing of [
      accessed({ readOnly: ['ops'] }),
      ruled(resourceRule('a', { effect: 'deny', who })),
      ruled(resourceRule('a', { who: { none: [{ any: [who] }] } })),
    ]) {
      const [before, after] = both(closing)
      expectLoss(after, before, /cannot do what members may not/, /may do what members may not/)
    }
    for (const idle of [{}, ruled(resourceRule('a', { state: 'off', who }))]) {
      expect(impact(...both(idle))).to.deep.equal({ loses: [], gains: [] })
    }
    // Where the group comes to matter, or ceases to, at the same time, only that is told.
    const [members, everyone] = [accessed({ mayCall: ['ops'] }), accessed({})]
    const [wide1] = both(members)
    const [, narrow1] = both(everyone)
    expectLoss(narrow1, wide1, /^Everybody but members of “Group ops”/, /^Everybody but members/)
  })

  it('names from where can be called no more', () => {
    const [office, cloud] = ['203.0.113.0/24', '198.51.100.0/24']
    expectLoss(
      networked({}),
      networked({ allow: [office] }),
      /^Everybody who does not call from 203.0.113.0\/24/,
      /all networks are allowed/,
    )
    expectLoss(
      networked({ allow: [office, cloud] }),
      networked({ allow: [office] }),
      /^Callers from 198.51.100.0\/24: not allowed any more/,
      /^Callers from 198.51.100.0\/24: allowed/,
    )
    expectLoss(
      networked({}),
      networked({ deny: [cloud] }),
      /^Callers from 198.51.100.0\/24: denied/,
      /not denied any more/,
    )
  })

  it('tells no loss of a network that lies within one that takes its place', () => {
    const [wide, narrow] = ['10.0.0.0/8', '10.0.0.0/24']
    const [wide6, narrow6] = ['2001:db8::/32', '2001:db8:1::/48']
    expectLoss(
      networked({ allow: [wide, wide6] }),
      networked({ allow: [narrow, narrow6] }),
      /^Callers from 10.0.0.0\/8 and 2001:db8::\/32: not allowed any more, unless/,
      /^Callers from 10.0.0.0\/8 and 2001:db8::\/32: allowed/,
    )
    expectLoss(
      networked({ deny: [narrow, narrow6] }),
      networked({ deny: [wide, wide6] }),
      /^Callers from 10.0.0.0\/8 and 2001:db8::\/32: denied/,
      /^Callers from 10.0.0.0\/8 and 2001:db8::\/32: not denied any more/,
    )
    for (const list of ['allow', 'deny'] as const) {
      const both = networked({ [list]: [wide, narrow] })
      expect(impact(both, networked({ [list]: [wide] }))).to.deep.equal({ loses: [], gains: [] })
    }
    // An end of it in each of two others is not yet the whole.
    const ends = networked({ allow: ['10.0.0.0/9', '10.255.0.0/16'] })
    expect(impact(networked({ allow: [wide] }), ends).loses.join()).to.include(wide)
  })

  it('names whose tokens are not trusted any more', () => {
    const [on, off] = [aProvider(), aProvider({ enabled: false })]
    const lost = (why: string) =>
      new RegExp(`^Callers with tokens of “Acme login”: the provider is ${why}\\.$`)
    expectLoss({ providers: [on] }, { providers: [] }, lost('removed'), lost('added'))
    expectLoss({ providers: [on] }, { providers: [off] }, lost('switched off'), lost('switched on'))
    expect(impact({ providers: [off] }, { providers: [] })).to.deep.equal({ loses: [], gains: [] })
    const two = aProvider({ audiences: ['one', 'two'] })
    const one = aProvider({ audiences: ['one'], name: 'Acme' })
    expectLoss(
      { providers: [two] },
      { providers: [one] },
      /“Acme” for two: they are not/,
      /for two/,
    )
  })

  it('names who cannot go past the rules any more, and how long who can', () => {
    const open = bypass('printer')
    const lost = (why: string) =>
      new RegExp(
        `^Callers from 10.0.0.0/8 .* for GET of /rest/api/3/serverInfo: the bypass “Bypass printer” ${why}\\.$`,
      )
    const gained = /past the rules until 2030-12-31T23:59:59Z: the bypass/
    const off = { ...open, enabled: false }
    expectLoss({ bypasses: [open] }, { bypasses: [] }, lost('is removed'), gained)
    expectLoss({ bypasses: [open] }, { bypasses: [off] }, lost('is switched off'), gained)
    expect(impact({ bypasses: [open] }, { bypasses: [{ ...open, reason: 'x' }] }).loses).to.be.empty
  })

  it('tells an earlier end of a bypass as a loss with both ends, and a later one as none', () => {
    const [longer, shorter] = ['2031-01-31T00:00:00Z', '2030-12-31T23:59:59Z'].map((expiresAt) => ({
      bypasses: [bypass('printer', { expiresAt })],
    }))
    if (longer === undefined || shorter === undefined) throw new Error('there are two')
    expectLoss(
      longer,
      shorter,
      /^Callers from 10.0.0.0\/8 .* only until 2030-12-31T23:59:59Z instead of 2031-01-31T00:00:00Z: the bypass “Bypass printer” ends earlier\.$/,
      /past the rules until 2031-01-31T00:00:00Z instead of 2030-12-31T23:59:59Z: .* ends later\.$/,
    )
    const sameEnd = { bypasses: [bypass('printer', { expiresAt: '2030-12-31T23:59:59.000Z' })] }
    expect(impact(shorter, sameEnd)).to.deep.equal({ loses: [], gains: [] })
    const elsewhere = { bypasses: [bypass('printer', { path: '/rest/api/3/field' })] }
    const other = impact(longer, elsewhere)
    expect([other.loses.length, other.gains.length]).to.deep.equal([1, 1])
  })

  it('tells what limits leave', () => {
    const limits = (...rules: ReturnType<typeof limit>[]): Parts => ({
      limits: { rules, readsWhenBroken: 'refused' },
    })
    const words = /^Everybody, 100 points in 60 s for each credential \(“Limit a”\)/
    expectLoss(limits(), limits(limit('a')), words, words)
    expectLoss(limits(limit('a', { state: 'shadow' })), limits(limit('a')), words, words)
    expectLoss(limits(limit('a', { points: 200 })), limits(limit('a')), words, /200 points/)
    const other = impact(
      limits(limit('a')),
      limits(limit('a', { seconds: 30, who: { group: 'ops' } })),
    )
    expect(other.loses).to.deep.equal(other.gains)
    expect(other.loses.join()).to.match(
      /^Callers that are members of “Group ops”, 100 points in 30 s/,
    )
    expectLoss(
      { limits: { rules: [], readsWhenBroken: 'served' } },
      { limits: { rules: [], readsWhenBroken: 'refused' } },
      /reads are refused as well/,
      /reads are served/,
    )
  })
})
