import { expect } from 'chai'
import { LIMIT_SCOPES } from '../../src/policy/limit-rule.ts'
import { parseLimit, parseLimits } from '../../src/policy/parse-limits.ts'
import { parseTokenRules } from '../../src/policy/parse-token-rules.ts'
import { aLimitDraft, placesIn } from './rule-drafts.ts'

const places = (given: object) => placesIn(parseLimit(aLimitDraft(given)))

describe('a rate limit, as it is handed in', () => {
  it('is taken for each scope, with a burst and for some callers where that is wanted', () => {
    const whole = aLimitDraft({ who: { group: 'ci' }, burst: { points: 20, seconds: 600 } })
    for (const limit of [...LIMIT_SCOPES.map((per) => aLimitDraft({ per })), whole]) {
      expect(parseLimit(limit)).to.deep.equal({ kind: 'accepted', value: limit })
    }
  })

  it('counts at most a million points in at most a day, a burst too', () => {
    const most = { points: 1_000_000, seconds: 86_400 }
    expect(places({ ...most, burst: most })).to.be.empty
    for (const [name, values] of Object.entries({
      points: [0, 1_000_001, 1.5, '1', undefined],
      seconds: [0, 86_401, -1, null],
    })) {
      for (const value of values) {
        expect(places({ [name]: value })).to.deep.equal([name])
        expect(places({ burst: { ...most, [name]: value } })).to.deep.equal([`burst.${name}`])
      }
    }
  })

  it('is refused with a scope that there is not, or a member that is not known', () => {
    expect(places({ per: 'day' })).to.deep.equal(['per'])
    expect(places({ who: {} })).to.deep.equal(['who'])
    expect(places({ cost: 1 })).to.deep.equal(['cost'])
    expect(places({ burst: 5 })).to.deep.equal(['burst'])
  })
})

describe('all limits, as they are handed in', () => {
  const limits = (count: number) =>
    Array.from({ length: count }, (_, n) => aLimitDraft({ id: `limit-${n}` }))

  it('are a list of at most fifty with ids of their own, and what becomes of reads', () => {
    const value = { rules: limits(50), readsWhenBroken: 'served' }
    expect(parseLimits(value)).to.deep.equal({ kind: 'accepted', value })
    expect(placesIn(parseLimits({ ...value, rules: limits(51) }))).to.deep.equal(['rules'])
    expect(
      placesIn(parseLimits({ ...value, rules: [aLimitDraft(), aLimitDraft()] })),
    ).to.deep.equal(['rules.0.id', 'rules.1.id'])
  })

  it('are told everything at once', () => {
    const input = { rules: [aLimitDraft({ per: 'x' })], readsWhenBroken: 'x', other: 1 }
    expect(placesIn(parseLimits(input))).to.have.members([
      'rules.0.per',
      'readsWhenBroken',
      'other',
    ])
    expect(placesIn(parseLimits({}))).to.have.members(['rules', 'readsWhenBroken'])
    expect(placesIn(parseLimits([]))).to.deep.equal([''])
  })
})

describe('what all callers share, as it is handed in', () => {
  const whole = {
    rules: [],
    readsWhenBroken: 'refused',
    destructive: { perHour: 20, state: 'shadow' },
    budget: {
      reservePercent: 20,
      lowPriority: ['bots', 'agents'],
      weights: [{ group: 'ci', weight: 4 }],
    },
  }
  const placesOf = (part: 'destructive' | 'budget', given: object) =>
    placesIn(parseLimits({ ...whole, [part]: { ...whole[part], ...given } }))

  it('is taken as it is, and may be left out', () => {
    expect(parseLimits(whole)).to.deep.equal({ kind: 'accepted', value: whole })
    expect(placesIn(parseLimits({ rules: [], readsWhenBroken: 'refused' }))).to.be.empty
  })

  it('is refused out of bounds, with every fault at its place', () => {
    for (const perHour of [0, 100_001, 1.5, '5']) {
      expect(placesOf('destructive', { perHour })).to.deep.equal(['destructive.perHour'])
    }
    expect(placesOf('destructive', { state: 'trial' })).to.deep.equal(['destructive.state'])
    for (const reservePercent of [-1, 91, '20', null]) {
      expect(placesOf('budget', { reservePercent })).to.deep.equal(['budget.reservePercent'])
    }
    expect(placesOf('budget', { lowPriority: ['a', 'b', 'a'] })).to.deep.equal([
      'budget.lowPriority.2',
    ])
    const weights = [{ group: 'a', weight: 1 }, { weight: 2 }, { group: 'b', weight: 101 }]
    expect(placesOf('budget', { weights })).to.have.members([
      'budget.weights.0.weight',
      'budget.weights.1.group',
      'budget.weights.2.weight',
    ])
    const twice = [2, 3].map((weight) => ({ group: 'a', weight }))
    expect(placesOf('budget', { weights: twice })).to.deep.equal(['budget.weights.1.group'])
    expect(placesOf('budget', { hourly: 9 })).to.deep.equal(['budget.hourly'])
    const many = Array.from({ length: 51 }, (_, at) => `g-${String(at)}`)
    expect(placesOf('budget', { lowPriority: many })).to.deep.equal(['budget.lowPriority'])
  })
})

describe('what holds for all tokens, as it is handed in', () => {
  it('may be nothing, or within bounds', () => {
    for (const value of [{}, { liveMax: 1000, idleDays: 365 }, { liveMax: 1 }, { idleDays: 1 }]) {
      expect(parseTokenRules(value)).to.deep.equal({ kind: 'accepted', value })
    }
    for (const value of [
      { liveMax: 0 },
      { liveMax: 1001 },
      { idleDays: 366 },
      { idleDays: null },
    ]) {
      expect(placesIn(parseTokenRules(value))).to.deep.equal(Object.keys(value))
    }
    expect(placesIn(parseTokenRules({ maxLive: 5 }))).to.deep.equal(['maxLive'])
    expect(placesIn(parseTokenRules(undefined))).to.deep.equal([''])
  })
})
