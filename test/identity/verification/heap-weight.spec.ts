import { expect } from 'chai'
import { heapWeight } from '../../../src/identity/verification/heap-weight.ts'
import { collectGarbage } from '../../support/collect-garbage.ts'
import { goodClaims } from './signed-tokens.ts'

const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))

/** What claims can be made of, each the `i`th of its kind and like no other. */
const shapes: Readonly<Record<string, (i: number) => unknown>> = {
  'empty objects': () => many(4_000, () => ({})),
  'empty arrays': () => many(4_000, () => []),
  'objects of one member, each of another name': (i) => many(1_000, (k) => ({ [`k${i}_${k}`]: 1 })),
  'objects with a number for a name': () => many(1_000, () => ({ 60: 1 })),
  'an object of many members': (i) => Object.fromEntries(many(1_000, (k) => [`k${i}_${k}`, k])),
  'objects of some members': (i) =>
    many(20, (n) => Object.fromEntries(many(25, (k) => [`k${i}_${n}_${k}`, 1]))),
  'nested arrays': () => many(400, () => [[[[[[{}]]]]]]),
  'fractions among texts': () => [...many(3_000, (k) => k + 0.5), 'text'],
  'short texts': (i) => many(3_000, (k) => `a${k}_${i}`),
  'a long text': (i) => 'x'.repeat(12_000) + String(i),
  'a long text of wide characters': (i) => '☃'.repeat(4_000) + String(i),
}

describe('the weight of what was read from JSON', () => {
  for (const [name, make] of Object.entries(shapes)) {
    it(`is at least what it takes in memory: ${name}`, () => {
      const texts = many(100, (i) => JSON.stringify({ claim: make(i) }))
      const kept: unknown[] = []
      collectGarbage()
      const before = process.memoryUsage().heapUsed
      for (const text of texts) kept.push(JSON.parse(text))
      collectGarbage()
      const taken = (process.memoryUsage().heapUsed - before) / kept.length
      expect(heapWeight(kept[7])).to.be.at.least(taken)
    })
  }

  it('is some kilobytes for the claims of a usual token', () => {
    const claims = goodClaims({
      azp: 'command-line',
      email: 'ann@acme.example',
      groups: many(20, (k) => `group-${k}`),
      realm_access: { roles: ['api-users', 'offline_access'] },
    })
    expect(heapWeight(claims)).to.be.lessThan(4_096)
  })
})
