import { expect } from 'chai'
import { dateAfter, momentOf } from '../../src/pages/date-words.ts'

const NOW = Date.UTC(2026, 10, 21, 14, 5)
const HOUR_MS = 3_600_000

describe('dates on pages', () => {
  it('name the day in UTC and, exactly, hour and zone', () => {
    expect(momentOf(NOW, NOW)).to.deep.equal({
      iso: '2026-11-21T14:05:00.000Z',
      date: '21 Nov 2026',
      exact: '21 Nov 2026, 14:05 UTC',
      distance: 'just now',
    })
    expect(dateAfter(30, NOW)).to.equal('21 Dec 2026')
  })

  const distances: readonly (readonly [number, string])[] = [
    [30_000, 'in less than a minute'],
    [5 * 60_000, 'in 5 minutes'],
    [47 * HOUR_MS, 'in 47 hours'],
    [5 * 24 * HOUR_MS, 'in 5 days'],
    [-60_000, '1 minute ago'],
    [-3 * HOUR_MS, '3 hours ago'],
    [-90 * 24 * HOUR_MS, '90 days ago'],
  ]
  for (const [distanceMs, words] of distances) {
    it(`tell ${distanceMs / 60_000} minutes away as "${words}"`, () => {
      expect(momentOf(NOW + distanceMs, NOW).distance).to.equal(words)
    })
  }
})
