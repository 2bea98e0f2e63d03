import { expect } from 'chai'
import { isSameValue } from '../../src/lib/same-value.ts'
import { Secret } from '../../src/lib/secret.ts'

describe('sameness of values', () => {
  it('looks at what is said, whatever the order of members and whether an absent one is written', () => {
    const one = { a: 1, b: [{ c: 'x' }, true], d: undefined }
    expect(isSameValue(one, { b: [{ c: 'x' }, true], a: 1 })).to.equal(true)
    for (const other of [
      { ...one, a: 2 },
      { ...one, a: '1' },
      { ...one, d: null },
      { ...one, b: [true, { c: 'x' }] },
      { ...one, b: [{ c: 'x' }] },
      { ...one, b: { 0: { c: 'x' }, 1: true } },
      null,
      'text',
    ]) {
      expect(isSameValue(one, other), JSON.stringify(other)).to.equal(false)
      expect(isSameValue(other, one), JSON.stringify(other)).to.equal(false)
    }
  })

  it('tells secrets apart by what they hold, and from what they print as', () => {
    const held = { key: new Secret('one') }
    expect(isSameValue(held, { key: new Secret('one') })).to.equal(true)
    for (const key of [new Secret('two'), new Secret('longer'), '[sealed]', 'one', {}, undefined]) {
      expect(isSameValue(held, { key })).to.equal(false)
      expect(isSameValue({ key }, held)).to.equal(false)
    }
  })

  it('is not deceived by members that every object has', () => {
    expect(isSameValue({ constructor: undefined }, {})).to.equal(true)
    expect(isSameValue({ toString: 'x' }, {})).to.equal(false)
    expect(isSameValue(JSON.parse('{"__proto__":{"a":1}}'), {})).to.equal(false)
  })
})
