import { expect } from 'chai'
import fc from 'fast-check'
import { pathClassOf } from '../../src/policy/path-class.ts'

const aSegment = fc.oneof(
  fc.string({ maxLength: 60, unit: 'grapheme' }),
  fc.string({
    maxLength: 12,
    unit: fc.constantFrom('a', 'Z', '0', '9', '-', '.', '{}', ':', '%', '~', '_'),
  }),
  fc.constantFrom('rest', 'api', '3', '1.0', 'latest', '{}', '', 'ABC-123', '712020:a-b', '10001'),
)
const aPath = fc.array(aSegment, { maxLength: 30 }).map((all) => `/${all.join('/')}`)

describe('the class of a path', () => {
  const classes: Readonly<Record<string, string>> = {
    '/rest/acme/1.0/board/17/issue/ABC-123': '/rest/acme/1.0/board/{}/issue/{}',
    '/rest/api/3/not/in/any': '/rest/api/3/not/in/any',
    '/rest/api/latest/thing/0b0d7c1e-9f5a-4b0e-8f3e-0a1b2c3d4e5f': '/rest/api/latest/thing/{}',
    '/wiki/rest/acme/2/spaces/TEAM/7': '/wiki/rest/acme/2/spaces/{}/{}',
    '/wiki/api/v2/thing/~ann/x': '/wiki/api/v2/thing/{}/x',
    '/rest/acme/1.0/user/712020:1e6a-b/ann%40example.com': '/rest/acme/1.0/user/{}/{}',
    '/rest/acme/1.0/hash/deadbeefcafedeadbeefcafe1/w3rd': '/rest/acme/1.0/hash/{}/w3rd',
    '/rest/acme/1.0/3/latest': '/rest/acme/1.0/{}/latest',
    '/rest/acme/1.0/simplifiedWorkflowConfiguration/':
      '/rest/acme/1.0/simplifiedWorkflowConfiguration/',
    '/secure/attachment/10001/report2024.png': '/secure/attachment/{}/{}',
  }
  for (const [path, expected] of Object.entries(classes)) {
    it(`has names and no instances: ${path}`, () => {
      expect(pathClassOf(path)).to.equal(expected)
    })
  }

  it('is a class of its own, is never longer than a name in lists may be, and never fails', () => {
    fc.assert(
      fc.property(fc.oneof(aPath, fc.string()), (path) => {
        const once = pathClassOf(path)
        expect(pathClassOf(once)).to.equal(once)
        expect(once).to.have.length.at.most(255)
      }),
    )
  })

  it('has a segment for each of the path, and nothing in it but their names', () => {
    fc.assert(
      fc.property(aPath, (path) => {
        const [given, made] = [path.split('/'), pathClassOf(path).split('/')]
        if (path.length + given.length <= 255) expect(made).to.have.length(given.length)
        for (const [at, segment] of made.entries()) {
          expect(['{}', given[at]]).to.include(segment)
        }
      }),
    )
  })

  it('is cut between segments, since half a key would be a class of its own', () => {
    const path = `/rest${'/name'.repeat(49)}/k${'x'.repeat(9)}ey`
    expect(path).to.have.length(263)
    expect(pathClassOf(path)).to.equal(`/rest${'/name'.repeat(49)}`)
  })

  it('is the same for whatever number an instance has', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (one, other) => {
        const of = (id: number) =>
          pathClassOf(`/rest/acme/1.0/issue/KEY-${String(id)}/x/${String(id)}`)
        expect(of(one)).to.equal(of(other))
      }),
    )
  })

  it('takes no time for a hostile path, in one segment or in many', () => {
    const hostile = [
      '9'.repeat(200_000),
      'a'.repeat(200_000),
      '/'.repeat(200_000),
      'A_'.repeat(100_000),
    ]
    const started = performance.now()
    for (const path of hostile) pathClassOf(`/${path}-`)
    expect(performance.now() - started).to.be.below(1_000)
  })
})
