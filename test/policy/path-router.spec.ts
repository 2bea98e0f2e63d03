import { expect } from 'chai'
import fc from 'fast-check'
import { Refusal } from '../../src/lib/refusal.ts'
import { comparablePath } from '../../src/policy/comparable-path.ts'
import { createPathRouter } from '../../src/policy/path-router.ts'

/** Patterns that a path fits, in their order. */
function routerOf(
  patterns: readonly string[],
  isFolded = false,
): (path: string) => readonly string[] {
  const router = createPathRouter(
    patterns.map((each) => ({ path: each, value: each })),
    isFolded,
  )
  return (path) => {
    const comparable = comparablePath(path)
    return comparable === undefined ? [] : router(isFolded ? comparable.folded : comparable.exact)
  }
}

function fitting(patterns: readonly string[], path: string, isFolded = false): readonly string[] {
  return routerOf(patterns, isFolded)(path)
}

describe('a router of paths', () => {
  it('finds all patterns that a path fits, in the order in which they were given', () => {
    const patterns = ['/a/**', '/a/{x}', '/{x}/b', '/a/b/c', '/**', '/a/b', '/{x}/{y}', '/a/b/**']
    expect(fitting(patterns, '/a/b')).to.deep.equal(patterns.filter((each) => each !== '/a/b/c'))
    expect(fitting(patterns, '/a')).to.deep.equal(['/a/**', '/**'])
    expect(fitting(patterns, '/c/b')).to.deep.equal(['/{x}/b', '/**', '/{x}/{y}'])
    expect(fitting(patterns, '/a/b/c')).to.deep.equal(['/a/**', '/a/b/c', '/**', '/a/b/**'])
  })

  it('keeps the order of few and of very many, whichever way each was come to', () => {
    const kinds = ['/**', '/a/{x}', '/a/b', '/{x}/b', '/a/**', '/{x}/{y}']
    for (const count of [2, 5, 16, 17, 200]) {
      const entries = Array.from({ length: count }, (_, value) => ({
        path: kinds[(value * 5) % kinds.length] ?? '',
        value,
      }))
      const found = createPathRouter(entries, false)('/a/b/')
      expect(found, `of ${String(count)}`).to.deep.equal(entries.map(({ value }) => value))
    }
  })

  it('finds each of several that are the same', () => {
    const entries = ['one', 'two'].map((value) => ({ path: `/a/{${value}}`, value }))
    expect(createPathRouter([...entries, ...entries], false)('/a/x/')).to.deep.equal([
      'one',
      'two',
      'one',
      'two',
    ])
  })

  it('takes ** for any number of segments, none included, and a name for exactly one', () => {
    for (const path of ['/a', '/a/', '/a/b', '/a/b/c']) {
      expect(fitting(['/a/**'], path), path).to.have.length(1)
    }
    expect(fitting(['/a/**'], '/ab')).to.deep.equal([])
    expect(fitting(['/**'], '/')).to.have.length(1)
    for (const path of ['/a', '/a/', '/a/b/c']) {
      expect(fitting(['/a/{x}'], path), path).to.deep.equal([])
    }
    expect(fitting(['/a/{x}'], '/a/b/')).to.have.length(1)
  })

  it('finds a segment of any length', () => {
    const long = 'x'.repeat(20_000)
    expect(fitting(['/a/{x}/c'], `/a/${long}/c`, true)).to.have.length(1)
    expect(fitting(['/a/**'], `/a/${long}`)).to.have.length(1)
  })

  it('takes what routers have a meaning for as it stands', () => {
    for (const literal of [
      ':one',
      '(.)',
      'a:b',
      'a::b',
      '100%25',
      '=25',
      '~a',
      'x-:y',
      'a.b(c)',
      "it's",
    ]) {
      const pattern = `/rest/${literal}/x`
      expect(fitting([pattern], pattern), literal).to.have.length(1)
      expect(fitting([pattern], '/rest/other/x'), literal).to.deep.equal([])
      expect(fitting([pattern], '/rest/a/b/x'), literal).to.deep.equal([])
    }
    for (const star of ['/rest/*/x', '/rest/%2A/x']) {
      expect(fitting(['/rest/%2A/x'], star), star).to.have.length(1)
      expect(fitting(['/rest/{a}/x'], star), star).to.have.length(1)
    }
    expect(fitting(['/rest/%2A/x'], '/rest/a/x')).to.deep.equal([])
    expect(fitting(['/rest/b'], '/rest/*')).to.deep.equal([])
  })

  it('decodes once, in paths and in patterns', () => {
    expect(fitting(['/100%25'], '/100%25')).to.have.length(1)
    expect(fitting(['/100%2525'], '/100%25')).to.deep.equal([])
    expect(fitting(['/%2541'], '/A')).to.deep.equal([])
    expect(fitting(['/a b'], '/a%20b')).to.have.length(1)
    expect(fitting(['/K%C3%B6ln'], '/K%c3%b6ln')).to.have.length(1)
    expect(fitting(['/a%2Fb'], '/a/b')).to.deep.equal([])
    expect(fitting(['/a/b'], '/a%2Fb')).to.deep.equal([])
  })

  it('tells letters apart by their case, unless it folds them, ASCII or not', () => {
    const same = [
      ['/secret', '/SeCrEt'],
      ['/k%C3%B6ln', '/K%C3%96LN'],
      // Whatever some server makes an ASCII letter of: long s, Kelvin sign, dotted and dotless i, full width, one sign for three.
      ['/secret', '/%C5%BFecret'],
      ['/key', '/%E2%84%AAey'],
      ['/id', '/%C4%B0d'],
      ['/id', '/%C4%B1d'],
      ['/a', '/%EF%BC%A1'],
      ['/tel', '/%E2%84%A1'],
      ['/%CF%83', '/%CF%82'],
    ] as const
    for (const [pattern, path] of same) {
      expect(fitting([pattern], path, true), path).to.have.length(1)
      expect(fitting([path], pattern, true), path).to.have.length(1)
      expect(fitting([pattern], path), path).to.deep.equal([])
    }
    expect(fitting(['/k%C3%B6ln'], '/koln', true)).to.deep.equal([])
  })

  it('is not made of patterns that mean nothing here', () => {
    for (const pattern of [
      '',
      'a',
      '/a//b',
      '/**/a',
      '/a*',
      '/{a',
      '/{}',
      '/x{a}',
      '/%zz',
      '/\ud800',
      '/a?b',
    ]) {
      expect(() => createPathRouter([{ path: pattern, value: 1 }], false), pattern)
        .to.throw(Refusal)
        .with.property('code', 'policy/unavailable')
    }
  })

  it('finds what a reading segment by segment finds, for any patterns and paths', () => {
    let found = 0
    fc.assert(
      fc.property(
        fc.array(aPattern, { maxLength: 12 }),
        fc.array(aPath, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (patterns, paths, isFolded) => {
          const fittingOnes = routerOf(patterns, isFolded)
          for (const path of paths) {
            const wanted = patterns.filter((each) => fitsByHand(each, path, isFolded))
            expect(fittingOnes(path), path).to.deep.equal(wanted)
            found += wanted.length
          }
        },
      ),
      { numRuns: 600 },
    )
    expect(found).to.be.greaterThan(500) // Or the property said nothing.
  })

  it('answers within a moment, however contrary five hundred patterns are', () => {
    // Each fits the path, and hardly two of them are one inside the other.
    const patterns = Array.from({ length: 500 }, (_, index) => {
      const segments = Array.from({ length: 9 }, (_, bit) => ((index >> bit) & 1 ? 'a' : '{any}'))
      return `/${segments.join('/')}`
    })
    const before = performance.now()
    const router = createPathRouter(
      patterns.map((path) => ({ path, value: path })),
      true,
    )
    for (let call = 0; call < 100; call += 1) {
      expect(router(`/${'a/'.repeat(9)}`)).to.have.length(500)
    }
    // A hundredth of it on an idle machine; squared work would take minutes.
    expect(performance.now() - before).to.be.lessThan(10_000)
  })
})

// Few names, so that patterns and paths meet; some look like what routers give a meaning.
const names = fc.constantFrom(
  'a',
  'b',
  'A',
  'ab',
  'é',
  'É',
  'a b',
  ':a',
  '100%',
  '=25',
  '(a)',
  'ſ',
  's',
)
const escaped = (name: string) => encodeURIComponent(name).replaceAll('*', '%2A')
const aPattern = fc
  .tuple(
    fc.array(fc.oneof(names.map(escaped), fc.constantFrom('{x}', '{y}')), { maxLength: 4 }),
    fc.boolean(),
  )
  .map(([segments, isOpen]) => `/${[...segments, ...(isOpen ? ['**'] : [])].join('/')}`)
const aPath = fc
  .tuple(fc.array(fc.tuple(names, fc.boolean()), { maxLength: 5 }), fc.boolean())
  .map(([parts, hasSlash]) => {
    const segments = parts.map(([name, isEscaped]) => (isEscaped ? everyByte(name) : escaped(name)))
    return `/${segments.join('/')}${hasSlash && segments.length > 0 ? '/' : ''}`
  })

/** The same name with all that can be escaped escaped, in small digits. */
function everyByte(name: string): string {
  return [...Buffer.from(name)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

function fitsByHand(pattern: string, path: string, isFolded: boolean): boolean {
  const parts = (text: string) => text.split('/').filter((part) => part !== '')
  const [wanted, given] = [parts(pattern), parts(path)]
  for (const [index, part] of wanted.entries()) {
    if (part === '**') return true
    const other = given[index]
    if (other === undefined) return false
    if (part.startsWith('{')) continue
    const [one, two] = [decodeURIComponent(part), decodeURIComponent(other)]
    if (isFolded ? one.toUpperCase() !== two.toUpperCase() : one !== two) return false
  }
  return given.length === wanted.length
}
