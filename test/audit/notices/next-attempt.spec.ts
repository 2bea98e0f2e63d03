import { expect } from 'chai'
import fc from 'fast-check'
import { GIVEN_UP_AFTER_MS, nextAttempt } from '../../../src/audit/notices/next-attempt.ts'

describe('the next attempt to send a notice', () => {
  it('comes sooner at first, later and later, and the last one at the end of three days', () => {
    const pauses: number[] = []
    let now = 0
    for (let attempts = 1; ; attempts += 1) {
      const next = nextAttempt({ attempts, createdAt: 0 }, now)
      if (next === undefined) break
      pauses.push(next - now)
      now = next
    }
    expect(now).to.equal(GIVEN_UP_AFTER_MS)
    expect(pauses.slice(0, 3)).to.deep.equal([5_000, 30_000, 120_000])
    const rising = pauses.slice(0, -1)
    expect(rising).to.deep.equal([...rising].sort((a, b) => a - b))
    expect(pauses.length).to.be.within(10, 20)
  })

  it('waits as long as the receiver asks, within an hour', () => {
    expect(nextAttempt({ attempts: 1, createdAt: 0 }, 0, 90)).to.equal(90_000)
    expect(nextAttempt({ attempts: 1, createdAt: 0 }, 0, 90_000)).to.equal(3_600_000)
    expect(nextAttempt({ attempts: 1, createdAt: 0 }, 0, 1)).to.equal(5_000)
  })

  it('is always ahead, and never after the end', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.nat(2 * GIVEN_UP_AFTER_MS),
        fc.nat(10_000),
        (tries, now, wait) => {
          const next = nextAttempt({ attempts: tries + 1, createdAt: 0 }, now, wait)
          if (next === undefined) return now >= GIVEN_UP_AFTER_MS
          return next > now && next <= GIVEN_UP_AFTER_MS
        },
      ),
    )
  })
})
