import { expect } from 'chai'
import fc from 'fast-check'
import { globMatcher, matchesGlob } from '../../src/lib/glob.ts'

/** The same as a regular expression, which is short and, for some patterns, never comes to an end. */
function naiveMatch(pattern: string, text: string): boolean {
  const source = pattern.replace(/\*{2,}|[^]/g, (piece) => {
    if (piece === '*') return '[^/]*'
    if (piece.startsWith('**')) return '[^]*'
    return piece.replace(/[\\^$.|?+()[\]{}]/, '\\$&')
  })
  return new RegExp(`^${source}$`).test(text)
}

describe('a glob', () => {
  it('matches the whole text: * within one part of a path, ** over any', () => {
    const cases: readonly (readonly [pattern: string, fitting: string[], other: string[]])[] = [
      ['/a/b', ['/a/b'], ['/a/b/', '/a/bc', 'x/a/b', '/A/b', '']],
      ['/a/*', ['/a/b', '/a/'], ['/a/b/c', '/a', '/b/a/b']],
      ['/a/**', ['/a/b', '/a/b/c', '/a/'], ['/a', '/ab']],
      ['/a/**/z', ['/a/b/z', '/a/b/c/z', '/a//z'], ['/a/z', '/a/b/z/y']],
      ['/a/*/z', ['/a/b/z', '/a//z'], ['/a/b/c/z']],
      ['/a*b*c', ['/abc', '/axbxc', '/abcc'], ['/ab/c', '/acb']],
      ['*', ['', 'abc'], ['a/b']],
      ['**', ['', 'a/b/c', '/'], []],
      ['***', ['a/b'], []],
      ['', [''], ['a']],
    ]
    for (const [pattern, fitting, other] of cases) {
      for (const text of fitting)
        expect(matchesGlob(pattern, text), `${pattern} ${text}`).to.be.true
      for (const text of other) expect(matchesGlob(pattern, text), `${pattern} ${text}`).to.be.false
    }
  })

  it('takes everything but the star for itself, so that no pattern is a regular expression', () => {
    for (const pattern of ['/a.b', '/a?', '/[ab]', '/(a|b)', '/{a,b}', '/a+', '^/a$', '\\d']) {
      expect(matchesGlob(pattern, pattern), pattern).to.equal(true)
    }
    expect(matchesGlob('/a.b', '/axb')).to.equal(false)
    expect(matchesGlob('/a?', '/ab')).to.equal(false)
    expect(matchesGlob('/[ab]', '/a')).to.equal(false)
  })

  it('decides as the regular expression would', () => {
    const letters = (alphabet: string, maxLength: number) =>
      fc.array(fc.constantFrom(...alphabet.split(' ')), { maxLength }).map((each) => each.join(''))
    fc.assert(
      fc.property(letters('a b / * ** . \n', 8), letters('a b / . \n', 10), (pattern, text) => {
        expect(matchesGlob(pattern, text)).to.equal(naiveMatch(pattern, text))
      }),
      { numRuns: 20_000 },
    )
  })

  it('decides so for each of many texts, also where every other letter is a star or a slash', () => {
    const letters = (alphabet: string, maxLength: number) =>
      fc.array(fc.constantFrom(...alphabet.split(' ')), { maxLength }).map((each) => each.join(''))
    const texts = fc.array(letters('a / a/ b', 14), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(letters('a b / a/ /a * * **', 10), texts, (pattern, many) => {
        const matches = globMatcher(pattern)
        for (const text of many) expect(matches(text)).to.equal(naiveMatch(pattern, text))
      }),
      { numRuns: 10_000 },
    )
  })

  it('matches what was made to fit it', () => {
    const run = fc.string({ maxLength: 6 }).map((text) => text.replaceAll('*', ''))
    const piece = fc.record({ wild: fc.constantFrom('', '*', '**'), text: run })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const pattern = pieces.map(({ wild, text }) => (wild === '' ? text : `${wild}.`)).join('')
        const plain = ({ wild, text }: (typeof pieces)[number]) =>
          wild === '' ? text : `${wild === '*' ? text.replaceAll('/', '') : text}.`
        expect(matchesGlob(pattern, pieces.map(plain).join(''))).to.equal(true)
      }),
    )
  })

  // Each would keep a backtracking matcher busy for longer than this test run can last.
  it('comes to an end on patterns that are made to prevent it', () => {
    const long = 'a'.repeat(2_000)
    const patterns = [
      `${'*a'.repeat(60)}b`,
      `${'**a'.repeat(60)}b`,
      `${'*'.repeat(500)}b`,
      `${'**/'.repeat(60)}b`,
      `${'a*'.repeat(100)}/`,
    ]
    for (const pattern of patterns) {
      expect(matchesGlob(pattern, long), pattern.slice(0, 12)).to.equal(false)
      expect(matchesGlob(pattern, `${long}/${long}`), pattern.slice(0, 12)).to.equal(false)
    }
    expect(matchesGlob('**a'.repeat(60), long)).to.equal(true)
    expect(matchesGlob('*a'.repeat(60), `${long}/`)).to.equal(false)
  })
})
