import { expect } from 'chai'
import fc from 'fast-check'
import { createSealer, SealFault } from '../../src/lib/sealer.ts'
import { Secret } from '../../src/lib/secret.ts'
import { sealingKey } from '../support/temporary-database.ts'

describe('the sealer', () => {
  const oldKey = sealingKey('old')
  const newKey = sealingKey('new')

  it('opens what it sealed, whatever the text', () => {
    const sealer = createSealer([newKey])
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, boundTo) => {
        expect(sealer.open(sealer.seal(new Secret(text), boundTo), boundTo).reveal()).to.equal(text)
      }),
    )
  })

  it('never seals the same text to the same bytes twice', () => {
    const sealer = createSealer([newKey])
    const sealed = new Set(
      Array.from({ length: 50 }, () => sealer.seal(new Secret('same'), 'place')),
    )
    expect(sealed.size).to.equal(50)
  })

  it('does not open for another place, so that a row copied to another tenant stays shut', () => {
    const sealer = createSealer([newKey])
    const sealed = sealer.seal(new Secret('secret'), 'tenant a')
    expect(() => sealer.open(sealed, 'tenant b')).to.throw()
  })

  it('does not open when any single character was changed', () => {
    const sealer = createSealer([newKey])
    const sealed = sealer.seal(new Secret('some longer secret text'), 'place')
    for (let index = 0; index < sealed.length; index += 1) {
      const flipped = sealed[index] === 'A' ? 'B' : 'A'
      const changed = sealed.slice(0, index) + flipped + sealed.slice(index + 1)
      // The last letter of a base64 run can carry unused bits; only a change of bytes matters.
      if (bytes(changed) === bytes(sealed)) continue
      expect(() => sealer.open(changed, 'place'), `changed at ${String(index)}`).to.throw()
    }
  })

  it('refuses a shortened authentication tag', () => {
    const sealer = createSealer([newKey])
    const parts = sealer.seal(new Secret('secret'), 'place').split('.')
    parts[3] = Buffer.from(parts[3] ?? '', 'base64url')
      .subarray(0, 4)
      .toString('base64url')
    expect(() => sealer.open(parts.join('.'), 'place')).to.throw()
  })

  it('seals with the first key, opens with all, and tells which are not the first', () => {
    const before = createSealer([oldKey])
    const after = createSealer([newKey, oldKey])
    const sealed = before.seal(new Secret('secret'), 'place')
    expect(after.open(sealed, 'place').reveal()).to.equal('secret')
    expect(after.isStale(sealed)).to.equal(true)
    expect(after.isStale(after.seal(new Secret('secret'), 'place'))).to.equal(false)
    expect(() => createSealer([newKey]).open(sealed, 'place')).to.throw(SealFault, /"old"/)
    const impostor = { ...newKey, id: 'old' }
    expect(() => createSealer([impostor]).open(sealed, 'place')).to.throw(SealFault, /"old"/)
  })
})

function bytes(sealed: string): string {
  return sealed
    .split('.')
    .map((part, index) => (index < 2 ? part : Buffer.from(part, 'base64url').toString('hex')))
    .join('.')
}
