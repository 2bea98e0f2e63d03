import { gzipSync } from 'node:zlib'
import type { ServerResponse } from 'node:http'
import { once } from 'node:events'
import { inspect } from 'node:util'
import { expect } from 'chai'
import { PROVIDER_LIMITS } from '../../src/upstream/limits.ts'
import { createProviderClient } from '../../src/upstream/provider-client.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aTenant } from '../support/things.ts'

const KEYS = { keys: [{ kty: 'RSA', kid: 'one' }] }
const QUERY = '?code=not-for-any-log'

/** Far above what a local exchange takes, far below mocha's patience. */
const SHORT_MS = 400

describe('a provider client', () => {
  let server: SmallServer
  let other: SmallServer
  let client: ReturnType<typeof createProviderClient>
  const [tenant, provider] = [aTenant(), aProvider()]
  const clientWith = async (limits: Partial<typeof PROVIDER_LIMITS>) => {
    await client.close()
    client = createProviderClient({ allowPrivateAddresses: true, clock: stoppedClock(), limits })
  }
  beforeEach(async () => {
    server = await startSmallServer()
    other = await startSmallServer()
    client = createProviderClient({ allowPrivateAddresses: true, clock: stoppedClock() })
  })
  afterEach(() => Promise.all([client.close(), server.close(), other.close()]))

  const serve = (body: string | Buffer, headers: Record<string, string> = {}, status = 200) => {
    server.handler = (_req, res) => {
      res.writeHead(status, headers).end(body)
    }
  }
  const fetched = () => client.fetchKeys(tenant, provider, `${server.origin}/keys${QUERY}`)
  const refused = async (says: RegExp) => {
    const refusal = await expectRefusal(fetched(), 'provider/unavailable')
    expect(refusal.detail).to.match(says)
    expect(refusal.detail).to.contain(server.host)
    expect(inspect(refusal, { depth: 9 }), 'the query may hold anything').not.to.contain('not-for')
    return refusal
  }
  /** Resolves with the answer under way as soon as somebody asked. */
  const asked = (answer: (res: ServerResponse) => void) =>
    new Promise<ServerResponse>((resolve) => {
      server.handler = (_req, res) => {
        answer(res)
        resolve(res)
      }
    })

  it('reads a key set, and says who asks and for what', async () => {
    serve(JSON.stringify(KEYS), { 'content-type': 'text/plain' })
    expect(await fetched()).to.deep.equal(KEYS)
    expect(server.seen).to.have.length(1)
    expect(server.seen[0]).to.deep.include({ method: 'GET', url: `/keys${QUERY}` })
    expect(server.seen[0]?.headers).to.deep.equal({
      host: server.host,
      connection: 'close',
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'gatehouse',
    })
  })

  for (const status of [201, 204, 304, 400, 401, 404, 500, 599]) {
    it(`takes ${String(status)} for no answer, whatever the body says`, async () => {
      serve(status === 204 || status === 304 ? '' : JSON.stringify(KEYS), {}, status)
      await refused(new RegExp(`answered ${String(status)}`))
    })
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`never follows a ${String(status)}: its target sees nothing`, async () => {
      serve('', { location: `${other.origin}/keys` }, status)
      await refused(new RegExp(`answered ${String(status)}`))
      serve('', { location: '/elsewhere' }, status)
      await refused(new RegExp(`answered ${String(status)}`))
      expect(other.seen).to.deep.equal([])
      expect(server.seen.map(({ url }) => url)).not.to.include('/elsewhere')
    })
  }

  for (const [what, body, says] of [
    ['nothing', '', /not one JSON object/],
    ['half of it', '{"keys":[', /not one JSON object/],
    ['HTML', '<html>{"keys":[]}</html>', /not one JSON object/],
    ['an array', '[{"keys":[]}]', /not one JSON object/],
    ['a text', '"keys"', /not one JSON object/],
    ['two sets in one', '{"keys":[],"keys":[]}', /not one JSON object/],
    [
      'bytes that are no text',
      Buffer.from('{"keys":[],"\xff":1}', 'latin1'),
      /not one JSON object/,
    ],
    ['a JWT', 'eyJh.eyJr.c2ln', /not one JSON object/],
    ['a pit', `{"keys":[${'['.repeat(5_000)}${']'.repeat(5_000)}]}`, /nests too deep/],
    ['another object', '{"error":"down"}', /not a key set/],
    ['keys that are none', '{"keys":["one"]}', /not a key set/],
    ['more than 64 keys', JSON.stringify({ keys: Array(65).fill({}) }), /not a key set/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      serve(body)
      await refused(says)
    })
  }

  it('refuses a compressed answer without unpacking it', async () => {
    serve(gzipSync(Buffer.alloc(100_000_000)), { 'content-encoding': 'gzip' })
    await refused(/compressed/)
    serve(JSON.stringify(KEYS), { 'content-encoding': 'identity' })
    expect(await fetched()).to.deep.equal(KEYS)
  })

  it('reads a megabyte and not a byte more', async () => {
    const padded = (bytes: number) => {
      const rest = bytes - JSON.stringify({ ...KEYS, pad: '' }).length
      return JSON.stringify({ ...KEYS, pad: 'x'.repeat(rest) })
    }
    serve(padded(1024 * 1024))
    expect(await fetched()).to.deep.equal(KEYS)
    serve(padded(1024 * 1024 + 1))
    await refused(/too long/)
  })

  it('cuts off a body without an end', async () => {
    const answer = asked((res) => {
      res.writeHead(200)
      const more = () => {
        while (res.write(' '.repeat(65_536)));
      }
      res.on('drain', more)
      more()
    })
    const [res] = await Promise.all([answer, refused(/too long/)])
    if (!res.destroyed) await once(res, 'close')
  })

  it('refuses an answer that breaks off', async () => {
    server.handler = (_req, res) => {
      res.writeHead(200, { 'content-length': '100' }).write('{"keys":[]', () => res.destroy())
    }
    await refused(/UND_ERR_SOCKET|CONTENT_LENGTH/)
    server.handler = (req) => req.socket.resetAndDestroy()
    await refused(/ECONNRESET|UND_ERR_SOCKET/)
  })

  it('refuses what is no HTTP, and a server that is not there', async () => {
    server.handler = (req) => req.socket.end('SSH-2.0-OpenSSH_9.6\r\n')
    await refused(/HPE|Expected HTTP|Parse/i)
    server.handler = (req) => {
      req.socket.end(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`)
    }
    await refused(/OVERFLOW/i)
    await server.close()
    await refused(/ECONNREFUSED/)
  })

  for (const [what, answer] of [
    ['never answers', () => {}],
    ['never ends the head', (res: ServerResponse) => res.socket?.write('HTTP/1.1 200 OK\r\n')],
    [
      'trickles',
      (res: ServerResponse) => {
        res.writeHead(200)
        const timer = setInterval(() => res.write(' '), 20)
        res.on('close', () => clearInterval(timer))
      },
    ],
  ] as const) {
    it(`gives up on a server that ${what}, and hangs up`, async () => {
      await clientWith({ exchangeMs: SHORT_MS })
      const under = asked(answer)
      const [res] = await Promise.all([under, refused(/no answer within 400 ms/)])
      if (!res.destroyed) await once(res, 'close')
    })
  }

  it('waits five seconds at most, as it comes', () => {
    expect(PROVIDER_LIMITS.exchangeMs).to.equal(5_000)
  })

  it('honours Retry-After of a server that is busy, up to an hour, and of no other', async () => {
    for (const [status, value, seconds] of [
      [429, '7', 7],
      [503, '99999999', 3_600],
      [503, 'soon', undefined],
      [429, undefined, undefined],
      [500, '7', undefined],
      [404, '7', undefined],
    ] as const) {
      serve('', value === undefined ? {} : { 'retry-after': value }, status)
      const refusal = await refused(/answered/)
      expect(refusal.retryAfterSeconds, `${String(status)} ${String(value)}`).to.equal(seconds)
    }
  })

  it('keeps no connection open, however long the provider would like it to', async () => {
    const closed = new Promise((resolve) => {
      server.server.on('connection', (socket) => socket.on('close', resolve))
    })
    server.server.keepAliveTimeout = 600_000
    serve(JSON.stringify(KEYS), { connection: 'keep-alive', 'keep-alive': 'timeout=600' })
    await fetched()
    await closed
  })

  it('gives the place free of an answer that it does not read', async () => {
    const one = { places: 1, waiting: 0 }
    await clientWith({ places: { ofProvider: one, ofTenant: one, overall: one, waitMs: 0 } })
    server.handler = (_req, res) => res.writeHead(500).write('and so on')
    for (let i = 0; i < 5; i += 1) await refused(/answered 500/)
  })

  it('ends what is under way when it is closed', async () => {
    const under = asked(() => {})
    const failed = refused(/UND_ERR_DESTROYED/)
    await under
    await client.close()
    await failed
    await refused(/UND_ERR_DESTROYED/)
  })
})
