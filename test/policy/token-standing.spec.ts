import { expect } from 'chai'
import fc from 'fast-check'
import type { TokenFacts } from '../../src/identity/principal.ts'
import type { Group } from '../../src/policy/group.ts'
import { DEFAULT_POLICY, type PolicyDocument } from '../../src/policy/policy-document.ts'
import {
  endOf,
  liveMaxOf,
  tokenDaysMaxOf,
  tokenFault,
  type TokenStanding,
} from '../../src/policy/token-standing.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const MADE = 1_800_000_000_000

function aGroup(id: string, given: Partial<Group> = {}): Group {
  const sources = [{ from: 'product', groupId: `of-${id}`, name: id }] as const
  return { id, name: id, sources, ...given }
}

describe('the standing of an API token', () => {
  const { document } = DEFAULT_POLICY
  const rules = (given: Partial<PolicyDocument>): PolicyDocument => ({ ...document, ...given })
  const facts: TokenFacts = { createdAt: MADE, lastActiveAt: MADE, isService: false }
  const fault = (
    under: PolicyDocument,
    afterDays: number,
    standing: Partial<TokenStanding> = {},
    token: Partial<TokenFacts> = {},
  ) =>
    tokenFault(
      under,
      { ...facts, ...token },
      { groups: new Set(), ownerIsAdmin: false, now: MADE + afterDays * DAY_MS, ...standing },
    )

  it('is good under rules that nobody has made', () => {
    expect(fault(document, 0)).to.equal(undefined)
    expect(fault(document, 364.9)).to.equal(undefined)
  })

  it('ends with the longest life that is allowed now, counted from when it was made', () => {
    const week = rules({ switches: { ...document.switches, tokenDaysMax: 7 } })
    expect(fault(week, 6.999)).to.equal(undefined)
    expect(fault(week, 7)).to.equal('credential/expired')
    expect(fault(week, 8, { ownerIsAdmin: true }), 'an administrator’s as well').to.equal(
      'credential/expired',
    )
    expect(fault(week, 8, {}, { isService: true }), 'a service account’s as well').to.equal(
      'credential/expired',
    )
  })

  it('ends with the shortest life that is said of any of the owner’s groups', () => {
    const groups = [aGroup('a', { tokenDaysMax: 5 }), aGroup('b', { tokenDaysMax: 9 }), aGroup('c')]
    const under = rules({ groups })
    expect(fault(under, 6, { groups: new Set(['b', 'c']) })).to.equal(undefined)
    expect(fault(under, 6, { groups: new Set(['a', 'b']) })).to.equal('credential/expired')
    expect(fault(under, 9, { groups: new Set(['b']) })).to.equal('credential/expired')
    expect(fault(under, 9, { groups: new Set(['c']) })).to.equal(undefined)
  })

  it('ends after so many days without use, and not after so many days', () => {
    const idle = rules({ tokens: { idleDays: 3 } })
    expect(fault(idle, 2.999)).to.equal(undefined)
    expect(fault(idle, 3)).to.equal('credential/idle')
    const used = { lastActiveAt: MADE + 2 * DAY_MS }
    expect(fault(idle, 4.999, {}, used)).to.equal(undefined)
    expect(fault(idle, 5, {}, used)).to.equal('credential/idle')
  })

  it('needs an owner who may hold tokens, where not everybody may', () => {
    const some = rules({
      groups: [aGroup('a'), aGroup('b')],
      access: { ...document.access, mayHoldTokens: ['a'] },
    })
    expect(fault(some, 0)).to.equal('credential/owner-not-allowed')
    expect(fault(some, 0, { groups: new Set(['b']) })).to.equal('credential/owner-not-allowed')
    expect(fault(some, 0, { groups: new Set(['a', 'b']) })).to.equal(undefined)
    expect(fault(some, 0, { ownerIsAdmin: true })).to.equal(undefined)
    expect(fault(some, 0, {}, { isService: true })).to.equal(undefined)
  })

  it('asks for the owner first, so that asking who is an administrator changes one answer alone', () => {
    const all = rules({
      access: { ...document.access, mayHoldTokens: [] },
      tokens: { idleDays: 1 },
    })
    expect(fault(all, 400)).to.equal('credential/owner-not-allowed')
    expect(fault(all, 400, { ownerIsAdmin: true })).to.equal('credential/expired')
    expect(fault(all, 2, { ownerIsAdmin: true })).to.equal('credential/idle')
  })

  it('is bad by a bound that is no number', () => {
    const days = { ...document.switches, tokenDaysMax: Number.NaN }
    expect(fault(rules({ switches: days }), 0)).to.equal('credential/expired')
    expect(fault(rules({ tokens: { idleDays: Number.NaN } }), 0)).to.equal('credential/idle')
  })

  it('is never better in more groups, nor later, nor used less lately', () => {
    const group = fc.record({ tokenDaysMax: fc.option(fc.nat(20), { nil: undefined }) })
    const of = fc.record({
      groups: fc.array(group, { maxLength: 4 }),
      mine: fc.subarray([0, 1, 2, 3]),
      more: fc.nat(3),
      days: fc.nat(30),
      later: fc.nat(30),
      used: fc.nat(30),
      idleDays: fc.option(fc.nat(20), { nil: undefined }),
    })
    fc.assert(
      fc.property(of, ({ groups, mine, more, days, later, used, idleDays }) => {
        const named = groups.map((each, index) => aGroup(String(index), each))
        const under = rules({ groups: named, tokens: { idleDays } })
        const standing = { groups: new Set(mine.map(String)) }
        const worse = { groups: new Set([...mine, more].map(String)) }
        const lastActiveAt = MADE + Math.min(used, days) * DAY_MS
        if (fault(under, days, standing, { lastActiveAt }) === undefined) return
        expect(fault(under, days + later, worse, { lastActiveAt })).not.to.equal(undefined)
        expect(fault(under, days, standing, { lastActiveAt: MADE })).not.to.equal(undefined)
      }),
    )
  })
})

describe('what rules say of tokens to be made', () => {
  const groups = [
    aGroup('a', { tokenDaysMax: 30, liveTokensMax: 5 }),
    aGroup('b', { tokenDaysMax: 90, liveTokensMax: 2 }),
    aGroup('c'),
  ]
  const { document } = DEFAULT_POLICY
  const under = { ...document, groups }

  it('is for an account in several groups the least that any says of it', () => {
    expect(tokenDaysMaxOf(under, new Set(['a', 'b', 'c']))).to.equal(30)
    expect(tokenDaysMaxOf(under, new Set(['b']))).to.equal(90)
    expect(tokenDaysMaxOf(under, new Set(['c', 'unknown']))).to.equal(365)
    expect(liveMaxOf(under, new Set(['a', 'b', 'c']))).to.equal(2)
    expect(liveMaxOf(under, new Set(['c']))).to.equal(undefined)
  })

  it('is the tenant’s own where that is less, and for who is in no group', () => {
    const strict = {
      ...under,
      switches: { ...document.switches, tokenDaysMax: 7 },
      tokens: { liveMax: 1 },
    }
    expect(tokenDaysMaxOf(strict, new Set(['a']))).to.equal(7)
    expect(liveMaxOf(strict, new Set(['a', 'b']))).to.equal(1)
    expect(liveMaxOf(strict, new Set())).to.equal(1)
    expect(liveMaxOf({ ...under, tokens: { liveMax: 9 } }, new Set(['a']))).to.equal(5)
    expect(liveMaxOf(under, new Set())).to.equal(undefined)
  })

  it('ends tokens that were made for longer, and lengthens none', () => {
    const token = { createdAt: MADE, expiresAt: MADE + 30 * DAY_MS }
    expect(endOf(token, 7)).to.equal(MADE + 7 * DAY_MS)
    expect(endOf(token, 365)).to.equal(token.expiresAt)
  })
})
