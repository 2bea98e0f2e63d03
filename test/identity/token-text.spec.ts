import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { systemIds } from '../../src/lib/ids.ts'
import { hashTokenText, newTokenText, tokenIdIn } from '../../src/identity/token-text.ts'
import { Secret } from '../../src/lib/secret.ts'

const SCANNER_RULE = /^gatehouse_[0-9A-Za-z]{16}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}$/

describe('the text of an API token', () => {
  it('has a fixed prefix and shape that a secret scanner can match', () => {
    for (let round = 0; round < 100; round += 1) {
      const { id, text } = newTokenText(systemIds)
      expect(text.reveal()).to.match(SCANNER_RULE)
      expect(tokenIdIn(text.reveal())).to.equal(id)
    }
  })

  it('holds at least 160 random bits beside its id', () => {
    const bits = 32 * Math.log2(62)
    expect(bits).to.be.greaterThan(160)
    const secrets = new Set(
      Array.from({ length: 1000 }, () => newTokenText(systemIds).text.reveal().split('_')[2]),
    )
    expect(secrets.size).to.equal(1000)
  })

  it('draws every letter equally often', () => {
    const counts = new Map<string, number>()
    for (let round = 0; round < 2000; round += 1) {
      for (const letter of newTokenText(systemIds).text.reveal().split('_')[2] ?? '') {
        counts.set(letter, (counts.get(letter) ?? 0) + 1)
      }
    }
    // 64 000 letters over 62: about 1 032 each, standard deviation 32; six of those either way.
    expect(counts.size).to.equal(62)
    for (const [letter, count] of counts) expect(count, letter).to.be.within(840, 1225)
  })

  it('is refused with one character more, less or different', () => {
    const text = newTokenText(systemIds).text.reveal()
    const { length } = text
    fc.assert(
      fc.property(fc.nat(length - 1), fc.string({ minLength: 1, maxLength: 3 }), (index, more) => {
        expect(tokenIdIn(text.slice(0, index) + text.slice(index + 1))).to.equal(undefined)
        expect(tokenIdIn(text + more)).to.equal(undefined)
        expect(tokenIdIn(more + text)).to.equal(undefined)
        const other = text[index] === 'x' ? 'y' : 'x'
        expect(tokenIdIn(text.slice(0, index) + other + text.slice(index + 1))).to.equal(undefined)
      }),
    )
  })

  it('is hashed with a key: the same text under another key is another hash', () => {
    const { text } = newTokenText(systemIds)
    const [a, b] = [randomBytes(32), randomBytes(32)].map((key) =>
      hashTokenText(text, new Secret(key.toString('base64'))),
    )
    expect(a).to.match(/^[0-9a-f]{64}$/)
    expect(a).not.to.equal(b)
  })
})
