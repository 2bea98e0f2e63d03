import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect } from 'chai'
import fc from 'fast-check'
import { readCall } from '../../src/gateway/read-call.ts'
import { readSite } from '../../src/policy/read-site.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import type { Call } from '../../src/policy/call.ts'
import { APP_TOKEN, startWorld, type GatewayWorld } from './world/gateway-world.ts'
import { rawBytes } from './world/raw-call.ts'

function read(target: string): Call {
  const req = new IncomingMessage(new Socket())
  req.method = 'GET'
  return readCall(req, readSite(target), 'request-1')
}

function codeOf(target: string): string {
  try {
    return `accepted as ${read(target).path}`
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code
    throw thrown
  }
}

const site = '/sites/acme.atlassian.net'

const BAD: readonly [name: string, path: string][] = [
  ['an encoded slash', '/rest/api/3%2fissue'],
  ['an encoded slash in upper case', '/rest/api/3%2Fissue'],
  ['an encoded backslash', '/rest/api/3%5cissue'],
  ['an encoded backslash in upper case', '/rest/api/3%5Cissue'],
  ['a raw backslash', '/rest/api\\3/issue'],
  ['a parent segment', '/rest/api/3/../../secret'],
  ['a parent segment at the end', '/rest/api/3/..'],
  ['a single dot segment', '/rest/./api/3/issue'],
  ['a fully encoded parent segment', '/rest/api/3/%2e%2e/x'],
  ['a half encoded parent segment', '/rest/api/3/.%2E/x'],
  ['an encoded single dot segment', '/rest/%2e/api'],
  ['an empty segment', '/rest//api/3/issue'],
  ['an empty first segment', '//rest/api/3/issue'],
  ['a path parameter', '/rest/api/3/issue;jsessionid=1'],
  ['an encoded semicolon', '/rest/api/3/issue%3bx'],
  ['a parent segment with a path parameter', '/rest/api/..;/admin'],
  ['an encoded NUL', '/rest/api/3/issue%00'],
  ['an encoded line break', '/rest/api/3/issue%0d%0aX'],
  ['an encoded DEL', '/rest/api/3/issue%7f'],
  ['a lone percent sign', '/rest/api/3/100%'],
  ['an escape with one digit', '/rest/api/3/100%2'],
  ['an escape that is not hexadecimal', '/rest/api/3/%zz'],
  ['bytes that are not UTF-8', '/rest/api/3/%ff'],
  ['overlong UTF-8', '/rest/api/3/%c0%ae%c0%ae/x'],
  ['a truncated UTF-8 sequence', '/rest/api/3/%c3'],
  ['a fragment', '/rest/api/3/issue#x'],
  ['a doubly encoded dot', '/rest/api/3/%252e%252e/x'],
  ['a doubly encoded slash', '/rest/api/3/x%252fy'],
  ['a trebly encoded slash', '/rest/api/3/x%25252fy'],
  ['an escaped letter, which could slip past a rule', '/%72est/api/3/issue'],
  ['raw bytes beyond ASCII', '/rest/api/3/\u00e9'],
  ['a quote', '/rest/api/3/"x"'],
]

describe('the path of a call', () => {
  for (const [name, path] of BAD) {
    it(`is refused with ${name}`, () => {
      expect(codeOf(site + path)).to.equal('request/bad-path')
      expect(codeOf(`${site}/wiki${path}`)).to.equal('request/bad-path')
    })
  }

  it('is refused in absolute form, and outside /sites/', () => {
    expect(codeOf('http://acme.atlassian.net/rest/api/3/myself')).to.equal('request/bad-path')
    expect(codeOf('*')).to.equal('request/bad-path')
    expect(codeOf('/site/acme.atlassian.net/rest')).to.equal('request/bad-path')
  })

  it('is refused without a plain host name', () => {
    for (const host of [
      '',
      '-a',
      'a%2eb',
      'user@host',
      'a:99999999',
      'a:b',
      '[::1]',
      'a_b',
      '..',
    ]) {
      expect(codeOf(`/sites/${host}/rest/api/3/x`), host).to.equal('request/bad-path')
    }
  })

  it('is nothing to be found when it ends with the site or with /wiki', () => {
    for (const rest of ['', '/', '/wiki', '/wiki/', '?x=1']) {
      expect(codeOf(site + rest), rest).to.equal('request/not-found')
    }
  })

  it('is taken apart into site, product and a path below the base URL', () => {
    const jira = read('/sites/ACME.atlassian.net/rest/api/3/search?jql=a%20b&x')
    expect(jira).to.deep.include({
      siteHost: 'acme.atlassian.net',
      product: 'jira',
      path: '/rest/api/3/search',
      query: 'jql=a%20b&x',
    })
    const confluence = read('/sites/localhost:2990/wiki/api/v2/pages/1')
    expect(confluence).to.deep.include({
      siteHost: 'localhost:2990',
      product: 'confluence',
      path: '/api/v2/pages/1',
    })
    expect(read(`${site}/wikis/x`)).to.deep.include({ product: 'jira', path: '/wikis/x' })
  })

  it('keeps names that only look odd', () => {
    for (const name of [
      '100%25',
      '%25of',
      'a%20b',
      '%7E557058%3Aab',
      '~557058:ab',
      'K%C3%B6ln',
      "it's(1),+$&=@!*",
      '...',
      '.x',
      'x..',
    ]) {
      expect(codeOf(`${site}/rest/api/3/${name}`)).to.equal(`accepted as /rest/api/3/${name}`)
    }
  })
})

// Pieces that are likely to meet in harmful ways, and anything else in between.
const pieces = fc.oneof(
  fc.constantFrom('/', '//', '.', '..', ';', '%', '%2', '%2e', '%2F', '%5c', '%25', '%252e', '%00'),
  fc.constantFrom(
    '%25',
    '%32',
    '%c3%a9',
    '%e2%80%ae',
    '%7E',
    '\\',
    '#',
    '?',
    '/wiki',
    '/rest',
    'a',
  ),
  fc.string({ maxLength: 3 }),
  fc.string({ unit: 'binary', maxLength: 2 }),
)
const paths = fc.array(pieces, { maxLength: 12 }).map((parts) => `/rest/api/3/${parts.join('')}`)

describe('any path', () => {
  let world: GatewayWorld
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  it('that is accepted has no dot segment, empty segment or separator more, however often it is decoded', () => {
    let accepted = 0
    fc.assert(
      fc.property(paths, (path) => {
        if (!codeOf(site + path).startsWith('accepted')) return
        accepted += 1
        const sent = read(site + path).path
        const once = decodeURIComponent(sent)
        expect(once).not.to.match(/(?:^|\/)\.{1,2}(?:\/|$)|\/\/|[\\;\0]/)
        expect(once.split('/')).to.have.length(sent.split('/').length)
        expect(once).not.to.match(/%[0-9a-f]{2}/i)
      }),
      { numRuns: 20_000 },
    )
    expect(accepted).to.be.greaterThan(500) // Or the property said nothing.
  })

  it('is answered without a surprise: accepted or refused with a code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        codeOf(text)
        codeOf(`/sites/${text}`)
        codeOf(`${site}/${text}`)
      }),
      { numRuns: 3_000 },
    )
  })

  it('that is accepted reaches the product byte for byte, query and all', async () => {
    const queries = fc.constantFrom('', '?a=1', '?a=%2F..%2f&b=//;', '?a=%25252e', '?x=a+b&x=%20')
    await fc.assert(
      fc.asyncProperty(paths, queries, async (path, query) => {
        if (!codeOf(world.at(path + query)).startsWith('accepted')) return
        world.product.seen.length = 0
        const answer = await world.call({ target: world.at(path + query), token: APP_TOKEN })
        expect(answer.status).to.equal(200)
        // An empty query is no query: the bare question mark is all that may get lost.
        const whole = (path + query).replace(/^([^?]*)\?$/, '$1')
        expect(world.product.seen.map((each) => each.url)).to.deep.equal([whole])
      }),
      { numRuns: 400 },
    )
  })

  it('that is refused never reaches the product', async () => {
    world.product.seen.length = 0
    for (const [name, path] of BAD) {
      const head = `GET ${world.at(path)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`
      const text = await rawBytes(world.origin, `${head}Authorization: Bearer ${APP_TOKEN}\r\n\r\n`)
      expect(text, name).to.match(/^HTTP\/1\.1 400 /)
    }
    expect(world.product.seen).to.deep.equal([])
  })
})
