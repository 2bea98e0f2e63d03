import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect } from 'chai'
import fc from 'fast-check'
import { forwardedHeaders } from '../../src/gateway/forwarded-headers.ts'
import { readCall } from '../../src/gateway/read-call.ts'
import { readSite } from '../../src/policy/read-site.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import type { Call } from '../../src/policy/call.ts'
import { evaluate } from '../../src/policy/evaluate.ts'
import { aDenial, aRule, aSnapshot, outcomeOf } from '../policy/rule-things.ts'
import { aPrincipal, aSituation } from '../policy/situation-things.ts'
import { APP_TOKEN, startWorld, type GatewayWorld } from './world/gateway-world.ts'
import { rawBytes } from './world/raw-call.ts'

/** What some program between the caller and the product may make of the same bytes. */
const SITE = '/sites/acme.atlassian.net'
const SECRET = '/rest/api/3/project/SECRET'
const deniesSecret = [aRule(), aDenial({ path: `${SECRET}/**` })]

function read(line: { target: string; method?: string; headers?: IncomingMessage['headers'] }) {
  const req = new IncomingMessage(new Socket())
  req.method = line.method ?? 'GET'
  Object.assign(req.headers, line.headers)
  return { req, call: readCall(req, readSite(line.target), 'request-1') }
}

/** The call that a target stands for; undefined when it is refused, which has to be by its form. */
function accepted(target: string): Call | undefined {
  try {
    return read({ target }).call
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    expect(thrown.code).to.match(/^request\//)
    return undefined
  }
}

const decoders: readonly ((text: string) => string)[] = [
  (text) => text,
  decoded,
  (text) => decoded(decoded(text)),
]

// Like those of Java: what is no escape stays as it is, and other bytes become replacement characters.
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  )
}

/** Every path that a lax server might see: decoded never, once or twice, parameters and dots resolved. */
function readings(path: string): readonly string[] {
  return decoders.flatMap((decode) => {
    const plain = decode(path.replace(/;[^/]*/g, ''))
      .replaceAll('\\', '/')
      .replace(/;[^/]*/g, '')
    const beforeNul = plain.split(/[\0?#]/)[0] ?? ''
    return [resolved(plain), resolved(beforeNul)].map((each) =>
      each.normalize('NFKC').toUpperCase(),
    )
  })
}

function resolved(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  return `/${kept.join('/')}`
}

const isSecret = (path: string) =>
  readings(path).some(
    (each) => each === SECRET.toUpperCase() || each.startsWith(`${SECRET.toUpperCase()}/`),
  )

/** Mostly the first ones, or everything would be refused before a rule is asked. */
const mostly = (usual: readonly string[], ...odd: readonly string[]) =>
  fc.oneof(
    { weight: 15, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  )
/** The same letter in all ways in which it can be written, or seem to be. */
const spelled = (letter: string) => {
  const hex = letter.charCodeAt(0).toString(16)
  const usual = [letter, letter.toLowerCase(), ...(letter === 'S' ? ['%C5%BF', '%EF%BC%B3'] : [])]
  return mostly(usual, `%${hex}`, `%25${hex}`, 'ſ', '%D0%95')
}
const secretName = fc
  .tuple(...'S,E,C,R,E,T'.split(',').map(spelled))
  .map((letters) => letters.join(''))
const between = mostly(
  ['/'],
  ...['//', '/./', '/x/../', '%2f', '%2F', '%5c', '\\', '/;a=1/', ';a=1/', '/%2e/', '/x/%2e%2e/'],
  ...['%252f', '/%', '/%00/', '/?/', '/#/', '/%20', '/.;/', '/..;/'],
)
const endings = fc.constantFrom(
  '',
  '',
  '/',
  '.',
  '..',
  '/.',
  ';x',
  '%20',
  '/versions',
  '%2fversions',
  '?a=1',
  '#x',
  '%00',
  '/..',
)
const secretPaths = fc
  .tuple(between, between, between, between, secretName, endings)
  .map(([a, b, c, d, name, end]) => `${a}rest${b}api${c}3${d}project/${name}${end}`)
const pieces = fc.oneof(
  fc.constantFrom(
    '/',
    '.',
    '..',
    ';',
    '%',
    '%2e',
    '%2F',
    '%25',
    '%C3%A9',
    '?',
    '#',
    '\\',
    'wiki',
    'rest',
    '&a=1',
    '=',
  ),
  fc.string({ maxLength: 2 }),
)
const anyPaths = fc
  .tuple(
    fc.constantFrom(
      '/rest/api/3/',
      '/wiki/rest/api/',
      '/wiki/rest/token-auth/api/',
      '/wiki/api/v2/',
      '/',
    ),
    fc.array(pieces, { maxLength: 10 }),
  )
  .map(([start, rest]) => start + rest.join(''))
const beginnings = fc.constantFrom(
  SITE,
  SITE,
  SITE,
  '/sites/ACME.atlassian.net',
  'http://acme.atlassian.net/sites/a',
  '//sites/a',
  '',
  '*',
  'acme.atlassian.net:443',
)

describe('a request whose path can be taken for another', () => {
  it('is refused by its form, or is decided on by the very bytes that were sent', () => {
    let count = 0
    fc.assert(
      fc.property(beginnings, fc.oneof(anyPaths, secretPaths), (start, path) => {
        const call = accepted(start + path)
        if (call === undefined) return
        count += 1
        const base = call.product === 'jira' ? '' : '/wiki'
        const sent = call.needsToken
          ? call.path.replace('/rest/api', '/rest/token-auth/api')
          : call.path
        const [before = '', ...query] = (start + path).split('?')
        expect(before).to.equal(`${start}${base}${sent}`)
        expect(query.join('?')).to.equal(call.query)
      }),
      { numRuns: 10_000 },
    )
    expect(count).to.be.greaterThan(500) // Or the property said nothing.
  })

  it('is read in one way by all who read it, decoding and resolving or not', () => {
    let count = 0
    fc.assert(
      fc.property(fc.oneof(anyPaths, secretPaths), (path) => {
        const call = accepted(SITE + path)
        if (call === undefined) return
        count += 1
        const url = new URL(
          `https://acme.atlassian.net${call.path}${call.query === '' ? '' : `?${call.query}`}`,
        )
        expect(url.pathname).to.equal(call.path)
        expect(url.host).to.equal('acme.atlassian.net')
        expect([...url.searchParams]).to.deep.equal(valuesByHand(call.query))
        const strict = decodeURIComponent(call.path)
        expect(resolved(decoded(call.path)), 'Java').to.equal(resolved(strict))
        expect(strict.split('/').length).to.equal(call.path.split('/').length)
        expect(strict.replace(/(.)\/$/, '$1'), 'dots').to.equal(resolved(strict))
      }),
      { numRuns: 10_000 },
    )
    expect(count).to.be.greaterThan(500)
  })

  it('is denied in every spelling in which a server could take it for one that a rule denies', () => {
    const snapshot = aSnapshot({ resources: deniesSecret })
    let [count, spellings] = [0, 0]
    fc.assert(
      fc.property(secretPaths, (path) => {
        const call = accepted(SITE + path)
        if (call === undefined) return
        count += 1
        if (!isSecret(call.path)) return
        spellings += call.path === SECRET ? 0 : 1
        const outcome = outcomeOf(evaluate(snapshot, aSituation({ call })))
        expect(outcome, call.path).to.equal('call/denied')
      }),
      { numRuns: 20_000 },
    )
    expect(count).to.be.greaterThan(100)
    expect(spellings).to.be.greaterThan(50)
  })

  it('is denied so for each of the well-known ways', () => {
    const snapshot = aSnapshot({ resources: deniesSecret })
    for (const path of [
      '/rest/api/3/project/SECRET',
      '/rest/api/3/project/secret/',
      '/rest/api/3/project/SeCrEt/versions',
      '/rest/api/3/project/%53ECRET',
      '/rest/api/3/project/%2553ECRET',
      '/rest/api/3/project/%C5%BFecret',
      '/rest/api/3/project//SECRET',
      '/rest/api/3/project/./SECRET',
      '/rest/api/3/project/x/../SECRET',
      '/rest/api/3/project/x/%2e%2e/SECRET',
      '/rest/api/3/project/x/..;/SECRET',
      '/rest/api/3/project;a=b/SECRET',
      '/rest/api/3/project/SECRET;a=b',
      '/rest/api/3/project/SECRET%00',
      '/rest/api/3/project/SECRET%2fversions',
      '/rest/api/3/project%5cSECRET',
      '/rest/api/3/project\\SECRET',
      '/rest/api/3/PROJECT/SECRET',
      '/REST/api/3/project/SECRET',
      '/rest/api/3/project/SECRET#',
    ]) {
      const call = accepted(SITE + path)
      const outcome =
        call === undefined ? 'refused' : outcomeOf(evaluate(snapshot, aSituation({ call })))
      expect(outcome, path).not.to.equal('allow')
    }
  })
})

/** `application/x-www-form-urlencoded`, taken apart without a library. */
function valuesByHand(query: string): [string, string][] {
  return query
    .split('&')
    .filter((each) => each !== '')
    .map((each) => {
      const [name = '', ...value] = each.split('=')
      return [decoded(name.replaceAll('+', ' ')), decoded(value.join('=').replaceAll('+', ' '))]
    })
}

describe('a request whose query says a thing twice', () => {
  const queries = fc
    .array(
      fc.constantFrom(
        'a=1',
        'a=2',
        '%61=1',
        'a',
        'a=',
        'A=1',
        'b=1',
        'a=%31',
        'a=1;a=2',
        '',
        '+a=1',
        'a=1+',
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join('&'))
  /** What a server that takes the first, the last, or all of them has for `a`. */
  const valuesOf = (query: string) => {
    const all = valuesByHand(query).flatMap(([name, value]) => (name === 'a' ? [value] : []))
    return [all[0], all.at(-1), all.length > 1 ? all.join(',') : all[0]]
  }
  const decide = (effect: 'allow' | 'deny', query: string) => {
    const rule = aRule({ id: 'a', effect, query: [{ name: 'a', equals: '1' }] })
    const resources = effect === 'allow' ? [rule] : [aRule(), rule]
    const { call } = read({ target: `${SITE}/rest/api/3/myself?${query}` })
    return evaluate(aSnapshot({ resources }), aSituation({ call })).effect
  }

  it('is allowed only where every server finds what the rule asks for', () => {
    fc.assert(
      fc.property(queries, (query) => {
        if (decide('allow', query) === 'allow')
          expect(new Set(valuesOf(query))).to.deep.equal(new Set(['1']))
      }),
    )
    expect(decide('allow', 'b=2&%61=1')).to.equal('allow')
  })

  it('is denied where any server finds what the rule denies', () => {
    fc.assert(
      fc.property(queries, (query) => {
        if (valuesOf(query).includes('1')) expect(decide('deny', query)).to.equal('deny')
      }),
    )
    expect(decide('deny', 'a=2&b=1')).to.equal('allow')
  })
})

describe('a request whose method can be taken for another', () => {
  const overrides = ['x-http-method-override', 'x-http-method', 'x-method-override', '_method']
  const methods = fc.constantFrom(
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'DELETE',
    'get',
    'Post',
    'TRACE',
    'CONNECT',
    'PROPFIND',
    '',
    'GET ',
  )

  it('is what its first line says, and no header says otherwise to the product', () => {
    const names = fc.constantFrom(...overrides)
    fc.assert(
      fc.property(methods, names, methods, (method, name, other) => {
        let seen: ReturnType<typeof read>
        try {
          seen = read({ target: `${SITE}/rest/api/3/issue`, method, headers: { [name]: other } })
        } catch (thrown) {
          expect(thrown)
            .to.be.instanceOf(Refusal)
            .with.property('code', 'request/method-not-allowed')
          return
        }
        expect(seen.call.method)
          .to.equal(method)
          .and.match(/^[A-Z]+$/)
        for (const each of overrides) expect(forwardedHeaders(seen.req)).not.to.have.property(each)
        const principal = aPrincipal({ access: 'read' })
        const decision = evaluate(
          aSnapshot({ resources: [aRule()] }),
          aSituation({ principal, call: seen.call }),
        )
        expect(decision.effect).to.equal(['GET', 'HEAD'].includes(method) ? 'allow' : 'deny')
      }),
    )
  })

  it('is denied by HEAD where it is by GET', () => {
    const resources = [aRule(), aDenial({ methods: ['GET'] })]
    const { call } = read({ target: `${SITE}/rest/api/3/myself`, method: 'HEAD' })
    expect(outcomeOf(evaluate(aSnapshot({ resources }), aSituation({ call })))).to.equal(
      'call/denied',
    )
  })
})

describe('raw bytes on the wire', () => {
  let world: GatewayWorld
  before(async () => {
    world = await startWorld({ document: { resources: deniesSecret } })
  })
  after(() => world.close())

  const send = async (line: string): Promise<string> => {
    world.product.seen.length = 0
    const head = `${line}\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${APP_TOKEN}\r\n`
    const override =
      'X-HTTP-Method-Override: DELETE\r\nX-Original-URL: /rest/api/3/project/SECRET\r\n'
    const answer = await rawBytes(world.origin, `${head}${override}\r\n`)
    return /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'closed'
  }

  it('reach the product as they were decided on, or not at all', async () => {
    let reached = 0
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyPaths, secretPaths), async (path) => {
        // A line of its own ends where a byte beyond ASCII or a space is.
        fc.pre(/^[\x21-\x7e]*$/.test(path))
        const status = await send(`GET ${world.at(path)} HTTP/1.1`)
        const [seen] = world.product.seen
        if (seen === undefined) {
          expect(status, path).to.match(/^4\d\d$/)
          return
        }
        reached += 1
        const { pathname } = new URL(seen.url, world.product.origin)
        expect(`${seen.method} ${seen.url}`).to.equal(
          `GET ${path.replace(/^([^?]*)\?$/, '$1').replace('/wiki/rest/token-auth/api/', '/wiki/rest/api/')}`,
        )
        expect(pathname).to.equal(seen.url.split('?')[0])
        expect(isSecret(pathname), pathname).to.equal(false)
      }),
      { numRuns: 300 },
    )
    expect(reached).to.be.greaterThan(10)
  })

  it('that name the product themselves, or no path at all, are refused', async () => {
    const { host } = world.product
    for (const line of [
      `GET http://${host}/rest/api/3/myself HTTP/1.1`,
      `GET http://${host}${world.at('/rest/api/3/myself')} HTTP/1.1`,
      `GET //${host}/rest/api/3/myself HTTP/1.1`,
      `GET ${host} HTTP/1.1`,
      'OPTIONS * HTTP/1.1',
      `CONNECT ${host} HTTP/1.1`,
      `TRACE ${world.at('/rest/api/3/myself')} HTTP/1.1`,
      `get ${world.at('/rest/api/3/myself')} HTTP/1.1`,
      `GET ${world.at('/rest/api/3/my self')} HTTP/1.1`,
    ]) {
      expect(await send(line), line).to.match(/^(?:4\d\d|closed)$/)
      expect(world.product.seen, line).to.deep.equal([])
    }
  })
})
