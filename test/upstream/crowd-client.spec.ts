import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import type { Factors } from '../../src/identity/sign-on/crowd.ts'
import { Secret } from '../../src/lib/secret.ts'
import { createCrowdClient } from '../../src/upstream/crowd-client.ts'
import { CROWD_LIMITS, type CrowdLimits } from '../../src/upstream/limits.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { until } from '../support/until.ts'
import {
  crowdSite,
  hang,
  HERE,
  PASSWORD,
  serve,
  serveText,
  SESSION,
  TOKEN,
  TOKEN_TEXT,
} from './crowd-things.ts'

/** Far above what a local exchange takes, far below mocha's patience. */
const SHORT_MS = 300

describe('a client of Crowd', () => {
  let server: SmallServer
  let other: SmallServer
  let crowd: ReturnType<typeof createCrowdClient>
  const clientWith = (limits: Partial<CrowdLimits> = {}) =>
    createCrowdClient({ clock: stoppedClock(), allowHttp: true, limits })
  beforeEach(async () => {
    server = await startSmallServer()
    other = await startSmallServer()
    crowd = clientWith()
  })
  afterEach(() => Promise.all([crowd.close(), server.close(), other.close()]))

  const site = () => crowdSite(server)
  const validate = (factors: Factors = HERE, token = TOKEN) =>
    crowd.validate(site(), token, factors)
  const refused = async (says: RegExp) => {
    const refusal = await expectRefusal(validate(), 'crowd/unavailable')
    expect(refusal.detail).to.match(says)
    expect(refusal.detail).to.contain(server.host)
    return refusal
  }

  it('validates a session with a POST that says where the caller is, and as which application it asks', async () => {
    serve(server)
    expect(await validate()).to.deep.equal({ userName: 'anna' })
    expect(server.seen).to.have.length(1)
    const [asked] = server.seen
    expect(asked).to.deep.include({
      method: 'POST',
      url: `/crowd/rest/usermanagement/1/session/${TOKEN_TEXT}`,
      body: '{"validationFactors":[{"name":"remote_address","value":"203.0.113.9"}]}',
    })
    expect(asked?.headers).to.deep.equal({
      host: server.host,
      connection: 'keep-alive',
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'gatehouse',
      'content-type': 'application/json',
      'content-length': '71',
      authorization: `Basic ${Buffer.from(`gatehouse:${PASSWORD}`).toString('base64')}`,
    })
  })

  it('names the forwarded address only where it differs', async () => {
    serve(server)
    await validate({ remoteAddress: '192.0.2.1', forwardedFor: '203.0.113.9' })
    await validate({ remoteAddress: '192.0.2.1', forwardedFor: '192.0.2.1' })
    const remote = { name: 'remote_address', value: '192.0.2.1' }
    const forwarded = { name: 'X-Forwarded-For', value: '203.0.113.9' }
    const bodies = server.seen.map(({ body }) => JSON.parse(body) as unknown)
    expect(bodies).to.deep.equal([
      { validationFactors: [remote, forwarded] },
      { validationFactors: [remote] },
    ])
  })

  it('asks nothing about a caller who is nowhere: a session without an address would count from everywhere', async () => {
    const thrown = await validate({ remoteAddress: '' }).catch((cause: unknown) => cause)
    expect(thrown).to.be.instanceOf(Error)
    expect(server.seen).to.deep.equal([])
  })

  it('takes a 404 for "no such session", and a user who may not sign in any more too', async () => {
    serve(server, { reason: 'INVALID_SSO_TOKEN', message: 'x' }, 404)
    expect(await validate()).to.equal(undefined)
    serve(server, { ...SESSION, user: { name: 'anna', active: false } })
    expect(await validate()).to.equal(undefined)
  })

  for (const status of [401, 403]) {
    it(`takes a ${String(status)} for a fault of the application, never of the user`, async () => {
      serve(server, SESSION, status)
      const refusal = await expectRefusal(validate(), 'crowd/app-refused')
      expect(refusal.detail).to.match(new RegExp(`answered ${String(status)}.*administrator`))
    })
  }

  for (const status of [201, 204, 304, 400, 409, 429, 500, 503]) {
    it(`takes ${String(status)} for no answer, whatever the body says`, async () => {
      serveText(server, status === 204 || status === 304 ? '' : JSON.stringify(SESSION), status)
      await refused(status === 204 ? /names no user/ : new RegExp(`answered ${String(status)}`))
    })
  }

  it('hands on how long Crowd asks to wait', async () => {
    serveText(server, '', 503, { 'retry-after': '7' })
    expect((await refused(/503/)).retryAfterSeconds).to.equal(7)
  })

  for (const status of [301, 302, 303, 307, 308]) {
    it(`never follows a ${String(status)}: its target sees neither token nor password`, async () => {
      serveText(server, '', status, { location: `${other.origin}/crowd` })
      await refused(new RegExp(`answered ${String(status)}`))
      expect([other.seen.length, server.seen.length]).to.deep.equal([0, 1])
    })
  }

  for (const [what, body, says] of [
    ['nothing', '', /not one JSON object/],
    ['half of it', '{"user":{', /not one JSON object/],
    ['a page for people', '<html>anna</html>', /not one JSON object/],
    ['an array', '[{"user":{"name":"anna"}}]', /not one JSON object/],
    ['two users in one', '{"user":{"name":"anna","name":"root"}}', /not one JSON object/],
    ['bytes that are no text', Buffer.from('{"user":{"name":"\xff"}}', 'latin1'), /not one JSON/],
    ['a pit', `{"user":${'['.repeat(50)}${']'.repeat(50)}}`, /nests too deep/],
    ['no user', '{"token":"x"}', /names no user/],
    ['a user without a name', '{"user":{}}', /names no user/],
    ['an empty name', '{"user":{"name":""}}', /names no user/],
    ['a blank name', '{"user":{"name":"  "}}', /names no user/],
    ['a name that is none', '{"user":{"name":1}}', /names no user/],
    ['a name with a line break', '{"user":{"name":"a\\nb"}}', /names no user/],
    ['half a character', '{"user":{"name":"a\\ud800"}}', /names no user/],
    ['a name without an end', `{"user":{"name":"${'x'.repeat(256)}"}}`, /names no user/],
  ] as const) {
    it(`takes no user from ${what}`, async () => {
      serveText(server, body)
      await refused(says)
    })
  }

  it('refuses a compressed answer without unpacking it', async () => {
    serveText(server, gzipSync(Buffer.alloc(10_000_000)), 200, { 'content-encoding': 'gzip' })
    await refused(/compressed/)
  })

  it('reads 64 kB and not a byte more', async () => {
    const padded = (bytes: number) => {
      const rest = bytes - JSON.stringify({ ...SESSION, pad: '' }).length
      return JSON.stringify({ ...SESSION, pad: 'x'.repeat(rest) })
    }
    serveText(server, padded(64 * 1024))
    expect(await validate()).to.deep.equal({ userName: 'anna' })
    serveText(server, padded(64 * 1024 + 1))
    await refused(/too long/)
  })

  it('waits three seconds and no longer, also for an answer that drips', async () => {
    expect(CROWD_LIMITS.exchangeMs).to.equal(3_000)
    await crowd.close()
    crowd = clientWith({ exchangeMs: SHORT_MS })
    hang(server)
    await refused(/no answer within 300 ms/)
    server.handler = (_req, res) => {
      res.writeHead(200)
      const timer = setInterval(() => res.write(' '), 20)
      res.on('close', () => clearInterval(timer))
    }
    await refused(/no answer within 300 ms/)
  })

  it('refuses when nobody listens, hangs up or breaks off', async () => {
    server.handler = (req) => req.socket.resetAndDestroy()
    await refused(/UND_ERR_SOCKET|ECONNRESET/)
    server.handler = (_req, res) => {
      res.writeHead(200, { 'content-length': '100' }).write('{', () => res.destroy())
    }
    await refused(/UND_ERR_SOCKET|CONTENT_LENGTH/)
    await server.close()
    await refused(/ECONNREFUSED/)
  })

  it('asks once for fifty who bring one token from one place, and twice for two tokens or two places', async () => {
    serve(server)
    const fifty = await Promise.all(Array.from({ length: 50 }, () => validate()))
    expect(fifty).to.deep.equal(Array(50).fill({ userName: 'anna' }))
    expect(server.seen).to.have.length(1)
    await Promise.all([validate(), validate(HERE, new Secret(`${TOKEN_TEXT}x`))])
    expect(server.seen).to.have.length(3)
    await Promise.all([validate(), validate({ remoteAddress: '203.0.113.10' })])
    expect(server.seen).to.have.length(5)
    await Promise.all([validate(), validate({ ...HERE, forwardedFor: '198.51.100.1' })])
    expect(server.seen).to.have.length(7)
  })

  it('remembers no session: the next call asks again', async () => {
    serve(server)
    await validate()
    serve(server, {}, 404)
    expect(await validate()).to.equal(undefined)
  })

  it('ends a session, and is content where there is none', async () => {
    serve(server, {}, 204)
    await crowd.end(site(), TOKEN)
    serve(server, {}, 404)
    await crowd.end(site(), TOKEN)
    const ended = { method: 'DELETE', url: `/crowd/rest/usermanagement/1/session/${TOKEN_TEXT}` }
    expect(server.seen[0]).to.deep.include(ended)
    serve(server, SESSION)
    await expectRefusal(crowd.end(site(), TOKEN), 'crowd/unavailable')
    serve(server, {}, 500)
    await expectRefusal(crowd.end(site(), TOKEN), 'crowd/unavailable')
  })

  it('gives nobody who asks after a session was ended an answer from before', async () => {
    hang(server)
    const before = validate().catch(() => 'gave up')
    await until(() => server.seen.length === 1, 'the first question')
    serve(server, {}, 204)
    await crowd.end(site(), TOKEN)
    serve(server, {}, 404)
    expect(await validate()).to.equal(undefined)
    await crowd.close()
    expect(await before).to.equal('gave up')
  })
})
