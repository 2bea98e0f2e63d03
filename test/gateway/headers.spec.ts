import { createQueryStringHash, fromMethodAndUrl } from 'atlassian-jwt'
import { expect } from 'chai'
import { createBasicAuthenticator } from '../../src/identity/basic-authenticator.ts'
import {
  APP_TOKEN,
  claimsOf,
  startWorld,
  USER_TOKEN,
  type GatewayWorld,
} from './world/gateway-world.ts'
import { rawBytes } from './world/raw-call.ts'

const PATH = '/rest/api/3/myself'

describe('what the product gets of a call', () => {
  let world: GatewayWorld
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.close())

  const DROPPED = [
    'Cookie',
    'Proxy-Connection',
    'Keep-Alive',
    'TE',
    'Forwarded',
    'Via',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-User',
    'X-Forwarded-Email',
    'X-Original-URL',
    'X-Rewrite-URL',
    'X-Real-IP',
    'X-Client-IP',
    'True-Client-IP',
    'CF-Connecting-IP',
    'X-Remote-User',
    'Remote-User',
    'X-AUSERNAME',
    'X-AACCOUNTID',
    'X-ASESSIONID',
    'X-Seraph-LoginReason',
    'Atlassian-Account-Id',
    'AP-Client-Key',
    'X-Acpt',
    'X-ATL-Token',
    'X-HTTP-Method-Override',
    'X-HTTP-Method',
    'X-Method-Override',
    'Origin',
    'Referer',
    'Gatehouse-Redirect',
    'Sec-Fetch-Site',
    'X-Nobody-Knows-This-One',
  ]
  for (const name of DROPPED) {
    it(`is never the header ${name}`, async () => {
      const headers = { [name]: 'forged-value', 'X-Atlassian-Token': 'no-check' }
      const answer = await world.call({ target: world.at(PATH), token: APP_TOKEN, headers })
      expect(answer.status).to.equal(200)
      const [seen] = world.product.seen
      expect(JSON.stringify(seen?.rawHeaders)).not.to.contain('forged-value')
      expect(seen?.headers['x-atlassian-token']).to.equal('no-check')
    })
  }

  it('is the caller’s own Basic, byte for byte, where that is passed through, and no other identity', async () => {
    await world.close()
    const passThrough = createBasicAuthenticator({ isOn: async () => true })
    world = await startWorld({ moreAuthenticators: [passThrough] })
    const authorization = `Basic ${btoa('ann@example.com:a:password=')}`
    const forged = { cookie: 'JSESSIONID=1', 'x-forwarded-user': 'bob', 'x-ausername': 'bob' }
    const headers = { ...forged, authorization, 'user-agent': 'curl/8' }
    await world.call({ target: world.at(PATH), headers })
    const [seen] = world.product.seen
    const [name, value] = seen?.rawHeaders.slice(seen.rawHeaders.indexOf(authorization) - 1) ?? []
    expect([name?.toLowerCase(), value]).to.deep.equal(['authorization', authorization])
    expect(seen?.headers).to.have.all.keys('authorization', 'connection', 'host', 'user-agent')
    expect(world.tokenServer.seen).to.deep.equal([])
  })

  it('is never a header that the caller declared to be for this connection', async () => {
    const headers = { connection: 'close, X-Atlassian-Token', 'x-atlassian-token': 'no-check' }
    await world.call({ target: world.at(PATH), token: APP_TOKEN, headers })
    expect(world.product.seen[0]?.headers).not.to.have.property('x-atlassian-token')
  })

  it('is not without our credential because the caller named that header in Connection', async () => {
    const headers = { connection: 'close, Authorization, Host' }
    await world.call({ target: world.at(PATH), token: APP_TOKEN, headers })
    expect(world.product.seen[0]?.headers.authorization).to.match(/^JWT /)
    expect(world.product.seen[0]?.headers.host).to.equal(world.product.host)
  })

  it('is an Upgrade in no case: the call goes on as plain HTTP', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x' }
    const answer = await world.call({ target: world.at(PATH), token: APP_TOKEN, headers })
    expect(answer.status).to.equal(200)
    expect(world.product.seen[0]?.headers).not.to.have.any.keys('upgrade', 'sec-websocket-key')
  })

  it('is what content negotiation, conditions and Atlassian’s switches need, unchanged', async () => {
    const headers = {
      accept: 'application/json;q=0.9',
      'accept-language': 'de',
      'accept-encoding': 'gzip',
      'if-none-match': '"1"',
      range: 'bytes=0-9',
      'x-force-accept-language': 'true',
      'x-experimentalapi': 'opt-in',
      'x-atlassian-force-account-id': 'true',
    }
    await world.call({ target: world.at(PATH), token: APP_TOKEN, headers })
    expect(world.product.seen[0]?.headers).to.include(headers)
  })

  it('is nothing at all when a header has a control character', async () => {
    for (const name of ['Accept', 'User-Agent']) {
      const head = `GET ${world.at(PATH)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`
      const auth = `Authorization: Bearer ${APP_TOKEN}\r\n`
      const text = await rawBytes(world.origin, `${head}${auth}${name}: a\x7fb\r\n\r\n`)
      expect(text).to.match(/^HTTP\/1\.1 400 /)
    }
    expect(world.product.seen).to.deep.equal([])
  })

  it('names the caller’s program and ours', async () => {
    const headers = { 'user-agent': 'curl/8' }
    await world.call({ target: world.at(PATH), token: APP_TOKEN, headers })
    expect(world.product.seen[0]?.headers['user-agent']).to.equal('curl/8 gatehouse-gateway')
  })

  it('is signed as the app, in the header alone, for this very method, path and query', async () => {
    const query = "?jql=a%20%3D%20'b'&b=2&b=1&expand=x%2Cy&z=%C3%BC%26"
    await world.call({ target: world.at(`/rest/api/3/search${query}`), token: APP_TOKEN })
    const [seen] = world.product.seen
    const claims = claimsOf(seen?.headers.authorization)
    const theirs = fromMethodAndUrl('GET', seen?.url ?? '')
    expect(claims['qsh']).to.equal(createQueryStringHash(theirs, false))
    expect(claims).to.include({ iss: 'app-jira', iat: Math.floor(world.now / 1000) })
    expect(claims['aud']).to.deep.equal(['client-jira'])
    expect(Number(claims['exp']) - Number(claims['iat'])).to.equal(180)
    expect(seen?.url).to.equal(`/rest/api/3/search${query}`)
  })

  it('is signed for the path below /wiki when it is for Confluence', async () => {
    await world.call({ target: world.at('/wiki/api/v2/pages?limit=5'), token: APP_TOKEN })
    const [seen] = world.product.seen
    expect(seen?.url).to.equal('/wiki/api/v2/pages?limit=5')
    const claims = claimsOf(seen?.headers.authorization)
    const theirs = fromMethodAndUrl('GET', '/api/v2/pages?limit=5')
    expect(claims).to.include({ iss: 'app-confluence', qsh: createQueryStringHash(theirs, false) })
  })

  it('is the body and its length, or its chunks, and the type', async () => {
    const target = world.at('/rest/api/3/issue')
    const headers = { 'content-type': 'application/json' }
    await world.call({ method: 'POST', target, token: APP_TOKEN, headers, body: '{"a":1}' })
    expect(world.product.seen[0]).to.deep.include({ body: '{"a":1}' })
    expect(world.product.seen[0]?.headers).to.include({ ...headers, 'content-length': '7' })

    const chunked = { ...headers, 'transfer-encoding': 'chunked' }
    await world.call({ method: 'PUT', target, token: APP_TOKEN, headers: chunked, body: '{"b":2}' })
    expect(world.product.seen[1]).to.deep.include({ body: '{"b":2}' })
    const framing = ['content-length', 'transfer-encoding']
    const seen = Object.keys(world.product.seen[1]?.headers ?? {})
    expect(seen.filter((name) => framing.includes(name))).to.have.length(1)
  })

  it('has a length of 0 for a write without a body', async () => {
    await world.call({ method: 'POST', target: world.at('/rest/api/3/issue'), token: APP_TOKEN })
    expect(world.product.seen[0]?.headers['content-length']).to.equal('0')
  })

  it('has no body with GET, HEAD and OPTIONS: a caller who sends one is refused', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      for (const framing of [
        'Content-Length: 1\r\n\r\nx',
        'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ]) {
        const head = `${method} ${world.at(PATH)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`
        const auth = `Authorization: Bearer ${APP_TOKEN}\r\n`
        const text = await rawBytes(world.origin, head + auth + framing)
        expect(text, method + framing).to.match(/^HTTP\/1\.1 400 /)
      }
    }
    expect(world.product.seen).to.deep.equal([])
  })

  it('may have a body with DELETE, as bulk deletions need', async () => {
    const call = { method: 'DELETE', target: world.at('/rest/api/3/issue/properties/x') }
    await world.call({ ...call, token: USER_TOKEN, headers: { 'content-length': 2 }, body: '{}' })
    expect(world.product.seen[0]).to.deep.include({ method: 'DELETE', body: '{}' })
  })

  it('is never TRACE or a method that nobody listed', async () => {
    for (const method of ['TRACE', 'PROPFIND', 'LINK']) {
      const answer = await world.call({ method, target: world.at(PATH), token: APP_TOKEN })
      expect(answer.status).to.equal(405)
      expect(answer.headers.allow).to.equal('GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE')
    }
    const text = await rawBytes(world.origin, 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(text).to.equal('')
    expect(world.product.seen).to.deep.equal([])
  })
})

describe('what a caller gets of the product’s answer', () => {
  let world: GatewayWorld
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.close())

  const get = (method = 'GET') => world.call({ method, target: world.at(PATH), token: APP_TOKEN })

  it('is never a cookie, a challenge, or a header that speaks for our origin', async () => {
    const never = {
      'Set-Cookie': ['JSESSIONID=1; Path=/', 'b=2'],
      'Set-Cookie2': 'c=3',
      'WWW-Authenticate': 'OAuth realm="https%3A%2F%2Facme"',
      'Strict-Transport-Security': 'max-age=63072000',
      'Alt-Svc': 'h3=":443"',
      'Clear-Site-Data': '"*"',
      'Report-To': '{}',
      NEL: '{}',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Credentials': 'true',
      'Proxy-Authenticate': 'Basic',
      'X-Hop': 'named in Connection',
      'Gatehouse-Hint': 'forged',
    }
    world.product.handler = (_req, res) =>
      res.writeHead(200, { ...never, Connection: 'keep-alive, x-hop' }).end('{}')
    const answer = await get()
    expect(answer.status).to.equal(200)
    expect(answer.headers).not.to.have.any.keys(...Object.keys(never).map((n) => n.toLowerCase()))
  })

  it('is everything else, with our request id', async () => {
    const passed = {
      'content-type': 'application/json;charset=UTF-8',
      'atl-traceid': 'trace-1',
      etag: '"7"',
      'x-ratelimit-remaining': '99',
      'cache-control': 'no-store',
    }
    world.product.handler = (_req, res) => res.writeHead(207, passed).end('{"a":1}')
    const answer = await get()
    expect(answer).to.deep.include({ status: 207, body: '{"a":1}' })
    expect(answer.headers).to.include(passed)
    const [record] = await world.records()
    expect(answer.headers['gatehouse-request-id']).to.equal(record?.requestId)
    expect(record?.completion).to.deep.include({
      traceId: 'trace-1',
      upstreamStatus: 207,
      status: 207,
    })
  })

  it('is the bytes as they were encoded', async () => {
    const bytes = Buffer.from([0x1f, 0x8b, 0, 0xff, 0x0d, 0x0a])
    world.product.handler = (_req, res) =>
      res.writeHead(200, { 'content-encoding': 'gzip', 'content-length': 6 }).end(bytes)
    const url = world.origin + world.at(PATH)
    const text = await rawBytes(
      world.origin,
      `GET ${new URL(url).pathname} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${APP_TOKEN}\r\n\r\n`,
    )
    expect(text.endsWith(`\r\n\r\n${bytes.toString('latin1')}`)).to.equal(true)
    expect(text.toLowerCase()).to.contain('content-encoding: gzip')
  })

  it('arrives piece by piece, as the product sends it', async () => {
    world.product.handler = (_req, res) => {
      res.write('first ')
      setTimeout(() => {
        res.write('second ')
        setTimeout(() => res.end('third'), 20)
      }, 20)
    }
    expect((await get()).body).to.equal('first second third')
  })

  it('has no body for HEAD, and the length that GET would have', async () => {
    world.product.handler = (_req, res) => res.writeHead(200, { 'content-length': 123_456 }).end()
    const answer = await get('HEAD')
    expect(answer).to.deep.include({ status: 200, body: '' })
    expect(answer.headers['content-length']).to.equal('123456')
    expect(world.product.seen[0]?.method).to.equal('HEAD')
  })

  it('has no body for 204 and 304', async () => {
    for (const status of [204, 304]) {
      world.product.handler = (_req, res) => res.writeHead(status, { etag: '"1"' }).end()
      const answer = await get()
      expect(answer).to.deep.include({ status, body: '' })
      expect(answer.headers).not.to.have.property('transfer-encoding')
      expect(answer.headers.etag).to.equal('"1"')
    }
  })

  it('is a 429 with everything that tells when to come back', async () => {
    const headers = { 'retry-after': '7', 'ratelimit-reason': 'jira-burst-based' }
    world.product.handler = (_req, res) => res.writeHead(429, headers).end('{}')
    const answer = await get()
    expect(answer.status).to.equal(429)
    expect(answer.headers).to.include(headers)
    expect(world.product.seen).to.have.length(1)
  })

  it('answers HEAD with a refusal’s headers alone', async () => {
    const answer = await world.call({ method: 'HEAD', target: world.at(PATH) })
    expect(answer).to.deep.include({ status: 401, body: '' })
    expect(answer.headers['content-type']).to.equal('application/problem+json')
  })

  it('is not the early hint that came before it', async () => {
    world.product.handler = (_req, res) => {
      res.writeEarlyHints({ link: '</x>; rel=preload' })
      res.end('{}')
    }
    expect(await get()).to.deep.include({ status: 200, body: '{}' })
  })
})
