import { expect } from 'chai'
import { pairedRatios, spreadOf } from '../../bench/gateway/figures.ts'

describe('the arithmetic of the bench', () => {
  it('takes the middle value whatever the order, and the mean of the two middle ones', () => {
    expect(spreadOf([9, 1, 5])?.median).to.equal(5)
    expect(spreadOf([4, 1, 3, 2])?.median).to.equal(2.5)
  })

  it('says between which values eight of ten are', () => {
    const values = Array.from({ length: 11 }, (_, index) => index * 10)
    expect(spreadOf(values)).to.deep.equal({ p10: 10, median: 50, p90: 90, count: 11 })
  })

  it('has no middle where nothing was measured', () => {
    expect(spreadOf([])).to.equal(undefined)
  })

  it('compares within a round only, and leaves out a round that one of them lacks', () => {
    const base = new Map([
      [1, 100],
      [2, 300],
      [3, 500],
    ])
    const ours = new Map([
      [2, 100],
      [1, 50],
      [4, 1],
    ])
    expect(pairedRatios(base, ours)).to.have.members([3, 2]).and.to.have.length(2)
  })
})
