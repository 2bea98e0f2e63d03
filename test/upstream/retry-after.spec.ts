import { expect } from 'chai'
import { retryAfterSeconds } from '../../src/upstream/retry-after.ts'

const clock = { now: () => Date.parse('2026-01-01T00:00:00Z') }

describe('Retry-After', () => {
  it('is read as seconds or as a date, rounded up and never negative', () => {
    expect(retryAfterSeconds('17', clock)).to.equal(17)
    expect(retryAfterSeconds('Thu, 01 Jan 2026 00:00:30 GMT', clock)).to.equal(30)
    expect(retryAfterSeconds('Wed, 31 Dec 2025 00:00:00 GMT', clock)).to.equal(0)
  })

  it('counts for no more than an hour, and as absent when it cannot be read', () => {
    expect(retryAfterSeconds('99999999', clock)).to.equal(3600)
    expect(retryAfterSeconds('soon', clock)).to.equal(undefined)
    expect(retryAfterSeconds('-5', clock)).to.not.be.lessThan(0)
    expect(retryAfterSeconds(undefined, clock)).to.equal(undefined)
  })
})
