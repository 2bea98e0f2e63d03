import { expect } from 'chai'
import fc from 'fast-check'
import { readNamedLimits } from '../../src/upstream/rate-limit-fields.ts'
import { quotaSignalsOf } from '../../src/upstream/rate-limit-headers.ts'
import { stoppedClock } from '../support/movable-clock.ts'

const NOW = 1_800_000_000_000
const clock = stoppedClock(NOW)
const said = (headers: Record<string, string>, status = 200) =>
  quotaSignalsOf({ status, rawHeaders: Object.entries(headers).flat() }, clock)

describe('what the product says of its limits', () => {
  it('is read in its own headers, whatever their case', () => {
    const signals = said({
      'X-RateLimit-Limit': '65000',
      'x-ratelimit-remaining': '900',
      'X-RateLimit-Reset': new Date(NOW + 60_000).toISOString(),
      'X-RateLimit-NearLimit': 'true',
    })
    expect(signals).to.deep.equal({
      limit: 65_000,
      remaining: 900,
      resetsAt: NOW + 60_000,
      isNear: true,
      refusal: undefined,
    })
  })

  for (const reset of [String(NOW / 1000 + 60), String(NOW + 60_000), '2027-01-15T08:01Z']) {
    it(`has its end as ${reset}`, () => {
      expect(said({ 'X-RateLimit-Reset': reset })?.resetsAt).to.equal(NOW + 60_000)
    })
  }

  it('is read in the structured fields, and believed there first', () => {
    const signals = said({
      'Beta-RateLimit-Policy': '"burst";q=100;w=1, "global-app-quota";q=65000;w=3600',
      'Beta-RateLimit': '"burst";r=1;t=1, "global-app-quota";r=900;t=60',
      'X-RateLimit-Limit': '100',
      'X-RateLimit-Remaining': '99',
    })
    expect(signals).to.deep.include({ limit: 65_000, remaining: 900, resetsAt: NOW + 60_000 })
  })

  it('is that of the quota with the least left, where there are several', () => {
    const field = '"tenant-quota";r=5;t=60, "global-app-quota";r=900;t=60'
    expect(said({ 'Beta-RateLimit': field })?.remaining).to.equal(5)
  })

  for (const [reason, scope] of [
    ['jira-quota-tenant-based', 'quota'],
    ['confluence-quota-global-based', 'quota'],
    ['jira-burst-based', 'burst'],
    ['jira-per-issue-on-write', 'issue'],
    ['something new', 'burst'],
  ] as const) {
    it(`is a refusal of the kind ${scope} for ${reason}`, () => {
      const refusal = said({ 'RateLimit-Reason': reason, 'Retry-After': '7' }, 429)?.refusal
      expect(refusal).to.include({ scope, until: NOW + 7_000 })
      expect(refusal?.reason).to.equal(reason.includes(' ') ? undefined : reason)
    })
  }

  it('is nothing where an answer says nothing, or only when to come back after an outage', () => {
    expect(said({ 'content-type': 'application/json' })).to.equal(undefined)
    expect(said({ 'retry-after': '7' }, 503)).to.equal(undefined)
  })

  for (const headers of [
    { 'X-RateLimit-Limit': '-1' },
    { 'X-RateLimit-Limit': '1e5' },
    { 'X-RateLimit-Remaining': '10, 20' },
    { 'X-RateLimit-Remaining': 'many' },
    { 'X-RateLimit-Reset': '60' },
    { 'X-RateLimit-Reset': 'tomorrow' },
    { 'X-RateLimit-Reset': '2001-01-01T00:00:00Z' },
    { 'X-RateLimit-Reset': '2099-01-01T00:00:00Z' },
    { 'X-RateLimit-NearLimit': 'truely' },
    { 'Beta-RateLimit': '"global-app-quota";r=900;t=60,' },
    { 'Beta-RateLimit': 'global-app-quota;r=900;t=60' },
    { 'Beta-RateLimit': '"global-app-quota";r=many' },
    { 'Beta-RateLimit': '"global-app-quota";r=-5' },
    { 'Beta-RateLimit-Policy': '"global-app-quota";q=5' },
  ]) {
    it(`changes nothing when it is ${JSON.stringify(headers)}`, () => {
      expect(said(headers)).to.deep.equal({
        limit: undefined,
        remaining: undefined,
        resetsAt: undefined,
        isNear: false,
        refusal: undefined,
      })
    })
  }
})

const names = fc.stringMatching(/^[ !#-[\]-~]{1,20}$/)
const keys = fc.stringMatching(/^[a-z][a-z0-9_.*-]{0,5}$/).filter((key) => key !== '__proto__')
const limits = fc.array(
  fc.record({
    name: names,
    numbers: fc.dictionary(keys, fc.nat(), { maxKeys: 4, noNullPrototype: true }),
  }),
  { minLength: 1, maxLength: 5 },
)

describe('a list of named limits', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(limits, fc.constantFrom(', ', ',', ' ,\t'), (list, comma) => {
        const text = list
          .map(({ name, numbers }) => {
            const parameters = Object.entries(numbers).map(
              ([key, value]) => `;${key}=${String(value)}`,
            )
            return `"${name}"${parameters.join('')}`
          })
          .join(comma)
        fc.pre(text.length <= 1_000)
        expect(readNamedLimits(text)).to.deep.equal(list)
      }),
    )
  })

  it('is not read at all when anything in it is out of order', () => {
    fc.assert(
      fc.property(
        limits,
        fc.constantFrom('"', '\\', 'é', '\u0001', '; ;', ',,', '=x'),
        (list, bad) => {
          const good = list.map(({ name }) => `"${name}";r=1`).join(', ')
          expect(readNamedLimits(`${good}${bad}`)).to.equal(undefined)
          expect(readNamedLimits(`${bad}${good}`)).to.equal(undefined)
        },
      ),
    )
  })
})
