import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import fc from 'fast-check'
import { startManagement, type ManagementWorld, type SendInit } from './management-world.ts'
import { aDocument, aDraft } from './policy-things.ts'

const BODIES = [
  ['PUT', '/policy'],
  ['POST', '/providers/test'],
  ['POST', '/links'],
  ['POST', '/tokens'],
  ['POST', '/tokens/x/rotate'],
  ['PUT', '/tokens/x/limits'],
] as const

describe('a body that is sent to the management API', () => {
  let world: ManagementWorld
  before(async () => {
    world = await startManagement()
  })
  after(() => world.stop())

  const send = (method: string, path: string, body: SendInit['body'], more: SendInit = {}) =>
    world.send(method, path, {
      ...more,
      headers: { 'if-match': '"0"', ...more.headers },
      ...(body === undefined ? {} : { body }),
    })
  const nested = (open: string, close: string, depth: number) =>
    `{"a":${open.repeat(depth)}1${close.repeat(depth)}}`

  const malformed: readonly (readonly [string, string | Buffer])[] = [
    ['nothing', ''],
    ['no JSON', '{"a":'],
    ['a list', '[]'],
    ['a text', '"text"'],
    ['null', 'null'],
    ['a member twice', '{"format":1,"format":1}'],
    ['a member twice, written in two ways', '{"format":1,"\\u0066ormat":1}'],
    ['a member twice further down', '{"switches":{"apiTokens":true,"apiTokens":false}}'],
    ['41 levels', nested('[', ']', 40)],
    ['200 kB of levels', nested('[', ']', 100_000)],
    ['200 kB of objects in objects', nested('{"a":', '}', 30_000)],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le')],
  ]
  for (const [method, path] of BODIES) {
    for (const [what, body] of malformed) {
      it(`is refused as malformed at ${method} ${path}: ${what}`, async () => {
        expect((await send(method, path, body)).outcome).to.equal('400 request/malformed')
      })
    }

    it(`is refused as too large at ${method} ${path} with 1 MB, and taken up to 512 KiB`, async () => {
      const ofLength = (length: number) => `{"a":"${'x'.repeat(length - 8)}"}`
      const answers = [
        await send(method, path, ofLength(1_000_000)),
        await send(method, path, ofLength(512 * 1024 + 1)),
        await send(method, path, ofLength(512 * 1024)),
      ]
      expect(answers.map(({ outcome }) => outcome)).to.deep.equal([
        '413 request/too-large',
        '413 request/too-large',
        '422 request/invalid-input',
      ])
    })

    it(`is refused at ${method} ${path} when it is of another type, or compressed`, async () => {
      for (const headers of [
        { 'content-type': 'text/plain' },
        { 'content-type': 'application/x-www-form-urlencoded' },
        { 'content-type': 'application/merge-patch+json' },
        { 'content-type': 'nothing' },
        { 'content-encoding': 'gzip' },
      ]) {
        const body = 'content-encoding' in headers ? gzipSync('{}') : '{}'
        const { outcome } = await send(method, path, body, { headers })
        expect(outcome, JSON.stringify(headers)).to.equal('415 request/wrong-content-type')
      }
      expect((await send(method, path, undefined)).status).to.equal(415)
    })

    it(`is not read at ${method} ${path} from somebody unknown`, async () => {
      const big = 'x'.repeat(1_000_000)
      const { outcome } = await send(method, path, big, { as: 'JWT somebody.elsewhere' })
      expect(outcome).to.equal('401 credential/invalid')
    })
  }

  it('is answered before the time is up, with a hundred faults at most, however many it has', async () => {
    const body = aDocument({ providers: Array.from({ length: 100_000 }, () => ({})) })
    const { outcome, json } = await send('PUT', '/policy', body)
    expect(outcome).to.equal('422 request/invalid-input')
    expect(json['faults']).to.have.length.within(1, 100)
  })

  it('never gets a 5xx, whatever JSON it is', async () => {
    const bodies = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), mutatedDocument())
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...BODIES), bodies, async ([method, path], body) => {
        const { status, json } = await send(method, path, JSON.stringify(body))
        expect(status, JSON.stringify(json)).to.be.within(200, 499)
      }),
      { numRuns: 300 },
    )
  })

  it('never gets a 5xx, whatever bytes it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...BODIES),
        fc.uint8Array({ maxLength: 200 }),
        async ([method, path], bytes) => {
          const { status } = await send(method, path, Buffer.from(bytes))
          expect(status).to.be.within(400, 499)
        },
      ),
      { numRuns: 100 },
    )
  })
})

/** A good document, link, test or token, one member of which, at any depth, is any JSON at all. */
function mutatedDocument(): fc.Arbitrary<object> {
  const good = [
    aDocument({
      providers: [
        aDraft(),
        aDraft({ id: 'two', keys: { from: 'jwks', url: 'https://x.example/k' } }),
      ],
    }),
    { token: 'abc', provider: aDraft() },
    { issuer: 'https://x.example', subject: 's', accountId: 'a' },
    {
      ...{ name: 'n', ownerAccountId: 'a', purpose: 'p', access: 'read', lifetimeDays: 1 },
      limits: { networks: ['10.0.0.0/8'], resources: ['/rest/**'], places: ['OPS'] },
    },
    { networks: ['10.0.0.0/8'], resources: ['/rest/**'], places: ['OPS'] },
    { overlapHours: 1 },
  ]
  return fc
    .tuple(
      fc.constantFrom(...good),
      fc.nat(),
      fc.jsonValue(),
      fc.constantFrom('__proto__', 'constructor', undefined),
    )
    .map(([whole, index, value, name]) => {
      const copy = JSON.parse(JSON.stringify(whole)) as object
      const places = placesIn(copy)
      const place = places[index % places.length]
      if (place !== undefined) {
        Object.defineProperty(place.of, name ?? place.name, {
          value,
          enumerable: true,
          configurable: true,
        })
      }
      return copy
    })
}

function placesIn(of: object): { readonly of: object; readonly name: string }[] {
  return Object.entries(of).flatMap(([name, value]: [string, unknown]) => [
    { of, name },
    ...(typeof value === 'object' && value !== null ? placesIn(value) : []),
  ])
}
