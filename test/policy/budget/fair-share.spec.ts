import { expect } from 'chai'
import fc from 'fast-check'
import { judgeClaim, type Claim } from '../../../src/policy/budget/fair-share.ts'

const claim = (given: Partial<Claim> = {}): Claim => ({
  remaining: 100,
  reserve: 20,
  cost: 1,
  weight: 1,
  weights: 1,
  taken: 0,
  isLowPriority: false,
  ...given,
})
const kindOf = (given: Partial<Claim>) => judgeClaim(claim(given)).kind

/** Callers who want all they can get of a reserve, one after the other; how much each of them had. */
function greedy(
  reserve: number,
  weights: readonly number[],
  known: 'all' | 'as-they-come',
): number[] {
  let remaining = reserve
  return weights.map((weight, at) => {
    const active = known === 'all' ? weights : weights.slice(0, at + 1)
    const sum = active.reduce((one, other) => one + other, 0)
    let taken = 0
    while (judgeClaim(claim({ remaining, reserve, weight, weights: sum, taken })).kind === 'pass') {
      taken += 1
      remaining -= 1
    }
    return taken
  })
}

describe('a share of what is left', () => {
  it('is not counted before the reserve: what nobody takes would be lost', () => {
    expect(kindOf({ remaining: 21, taken: 1_000, weights: 50 })).to.equal('pass')
    expect(kindOf({ remaining: 20, taken: 20, weights: 1 })).to.equal('share-spent')
  })

  it('is nothing where nothing is left, reserve or not', () => {
    expect(kindOf({ remaining: 0, reserve: 0 })).to.equal('nothing-left')
    expect(kindOf({ remaining: 0.5 })).to.equal('nothing-left')
    expect(kindOf({ remaining: 1, reserve: 0 })).to.equal('pass')
  })

  it('leaves something for whoever comes next, however many came before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 100_000 }),
        fc.array(fc.constant(1), { minLength: 1, maxLength: 30 }),
        (reserve, weights) => {
          const had = greedy(reserve, weights, 'as-they-come')
          const left = reserve - had.reduce((one, other) => one + other, 0)
          expect(left).to.be.at.least(1)
          // Who comes halves at most what is there, so nobody goes without while two points are left.
          for (const [at, each] of had.entries()) {
            const before = reserve - had.slice(0, at).reduce((one, other) => one + other, 0)
            if (before >= 2) expect(each).to.be.at.least(1)
          }
        },
      ),
    )
  })

  it('is the same for all of one weight who are known from the beginning', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 500, max: 100_000 }),
        fc.integer({ min: 1, max: 20 }),
        (reserve, callers) => {
          const had = greedy(reserve, Array<number>(callers).fill(1), 'all')
          expect(Math.max(...had) - Math.min(...had)).to.be.at.most(1)
          expect(had[0]).to.equal(Math.floor(reserve / (callers + 1)))
        },
      ),
    )
  })

  it('grows with the weight', () => {
    const [three = 0, one = 0] = greedy(1_000, [3, 1], 'all')
    expect([three, one]).to.deep.equal([600, 200])
  })

  it('is slowed, the more the nearer the reserve is, and then nothing for who gives way', () => {
    const slowed = (remaining: number) => judgeClaim(claim({ remaining, isLowPriority: true }))
    expect(slowed(60)).to.deep.equal({ kind: 'pass' })
    const [far, near] = [slowed(40), slowed(25)]
    if (far.kind !== 'slow' || near.kind !== 'slow') throw new Error('neither is slowed')
    expect(far.by).to.be.within(0, 1)
    expect(near.by).to.be.within(far.by, 1)
    expect(slowed(20)).to.deep.equal({ kind: 'share-spent' })
    expect(kindOf({ remaining: 20 })).to.equal('pass')
  })
})
