import { expect } from 'chai'
import { systemIds, timeOrderedId } from '../../src/lib/ids.ts'

describe('ids', () => {
  it('have the form of a UUID of version 7, whose first part is the time', () => {
    const now = Date.UTC(2026, 10, 30, 10, 20)
    const id = timeOrderedId(now)
    expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).to.equal(now)
  })

  it('sort by when they were made, also across a change of the clock’s length in hex digits', () => {
    const times = [1, 0xfff_ffff_ffff, 0x1000_0000_0000, Date.now(), Date.now() + 1]
    const ids = times.map(timeOrderedId)
    expect(ids.toSorted()).to.deep.equal(
      times.toSorted((a, b) => a - b).map((at) => ids[times.indexOf(at)]),
    )
  })

  it('are never the same twice, however many are made within one moment', () => {
    const ids = Array.from({ length: 100_000 }, () => systemIds.next())
    expect(new Set(ids).size).to.equal(ids.length)
  })

  it('keep 74 random bits each: no position after the time stands still', () => {
    const ids = Array.from({ length: 200 }, () => timeOrderedId(7))
    for (const at of [15, 16, 17, 20, 21, 22, 24, 35]) {
      expect(new Set(ids.map((id) => id[at])).size, `position ${at}`).to.be.greaterThan(8)
    }
  })
})
