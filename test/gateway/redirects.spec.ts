import { expect } from 'chai'
import { createBasicAuthenticator } from '../../src/identity/basic-authenticator.ts'
import { UPSTREAM_LIMITS } from '../../src/upstream/limits.ts'
import { createMediaRedirects } from '../../src/upstream/media-redirect.ts'
import { publicLookup } from '../../src/upstream/public-address.ts'
import { createWire } from '../../src/upstream/wire.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { APP_TOKEN, startWorld, USER_TOKEN, type GatewayWorld } from './world/gateway-world.ts'
import { startSmallServer } from './world/small-server.ts'

const PATH = '/rest/api/3/attachment/content/10000'

describe('a redirect of the product', () => {
  let world: GatewayWorld
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.close())

  const leadTo = (location: string, status = 303) => {
    world.product.handler = (_req, res) =>
      res.writeHead(status, { location, 'set-cookie': 'a=b', 'atl-traceid': 't-9' }).end('moved')
  }
  const get = (headers: Record<string, string> = {}, token = APP_TOKEN, method = 'GET') =>
    world.call({ method, target: world.at(PATH), token, headers })

  it('to the media host is followed, without any credential, cookie or identity of anybody', async () => {
    leadTo(`${world.media.origin}/file/1/binary?token=one-time&name=a%20b`)
    world.media.handler = (_req, res) => {
      res
        .writeHead(206, { 'content-type': 'image/png', 'set-cookie': 'm=1', etag: '"m"' })
        .end('PNG')
    }
    const conditions = { range: 'bytes=0-2', 'if-range': '"m"', accept: 'image/*' }
    const sent = { ...conditions, cookie: 'c=1', 'user-agent': 'curl/8', 'accept-language': 'de' }
    for (const token of [APP_TOKEN, USER_TOKEN]) {
      const answer = await get({ ...sent, 'x-atlassian-token': 'no-check' }, token)
      expect(answer).to.deep.include({ status: 206, body: 'PNG' })
      expect(answer.headers).to.include({ 'content-type': 'image/png', etag: '"m"' })
      expect(answer.headers).not.to.have.any.keys('set-cookie', 'location')
    }
    for (const seen of world.media.seen) {
      expect(seen.url).to.equal('/file/1/binary?token=one-time&name=a%20b')
      expect(seen.headers).to.deep.equal({
        host: world.media.host,
        connection: 'keep-alive',
        'user-agent': 'gatehouse',
        ...conditions,
      })
    }
    const [record] = await world.records()
    expect(record?.completion).to.deep.include({
      outcome: 'answered',
      status: 206,
      upstreamStatus: 303,
      traceId: 't-9',
    })
    expect(JSON.stringify([await world.records(), world.logged])).not.to.contain('one-time')
  })

  it('takes no Basic that is passed through to the media host', async () => {
    await world.close()
    const passThrough = createBasicAuthenticator({ isOn: async () => true })
    world = await startWorld({ moreAuthenticators: [passThrough] })
    leadTo(`${world.media.origin}/file`)
    const authorization = `Basic ${btoa('ann@example.com:a-password')}`
    const answer = await world.call({ target: world.at(PATH), headers: { authorization } })
    expect(answer.status).to.equal(200)
    expect(world.product.seen[0]?.headers.authorization).to.equal(authorization)
    const [seen] = world.media.seen
    expect(seen?.headers).to.have.all.keys('connection', 'host', 'user-agent')
    expect(JSON.stringify(seen)).not.to.contain(btoa('ann@example.com:a-password'))
  })

  it('leads to a file that no shared cache may keep, whatever the media host says', async () => {
    leadTo(`${world.media.origin}/file`)
    const cases: readonly (readonly [string | undefined, string])[] = [
      [undefined, 'private'],
      ['public', 'private'],
      ['Public, max-age=31536000, s-maxage=60, immutable', 'private, max-age=31536000'],
      ['no-store, public', 'private, no-store'],
      ['private="x", no-cache, must-revalidate', 'private, no-cache, must-revalidate'],
    ]
    for (const [theirs, ours] of cases) {
      world.media.handler = (_req, res) => {
        if (theirs !== undefined) res.setHeader('cache-control', theirs)
        res.setHeader('surrogate-control', 'max-age=60')
        res.writeHead(200, { vary: 'Origin', 'cdn-cache-control': 'public' }).end('PNG')
      }
      const { headers } = await get()
      expect(headers['cache-control'], theirs).to.equal(ours)
      expect(headers.vary).to.equal('Origin, Authorization')
      expect(headers).not.to.have.any.keys('cdn-cache-control', 'surrogate-control')
    }
  })

  it('whose link the media host refuses says nothing about the caller’s credential', async () => {
    leadTo(`${world.media.origin}/file?token=over`)
    for (const status of [401, 403]) {
      world.media.handler = (_req, res) => res.writeHead(status).end('who are you?')
      const answer = await get()
      expect(answer.status).to.equal(502)
      expect(answer.json()['code']).to.equal('upstream/broken-answer')
    }
    world.media.handler = (_req, res) => res.writeHead(404).end('gone')
    expect(await get()).to.deep.include({ status: 404, body: 'gone' })
  })

  it('is followed for HEAD, and for every status that means it', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      leadTo(`${world.media.origin}/file`, status)
      expect((await get({}, APP_TOKEN, 'HEAD')).status).to.equal(200)
    }
    expect(world.media.seen.map((each) => each.method)).to.deep.equal(Array(5).fill('HEAD'))
  })

  it('is handed on when the caller asks for it', async () => {
    leadTo(`${world.media.origin}/file?token=x`)
    const answer = await get({ 'gatehouse-redirect': 'manual' })
    expect(answer).to.deep.include({ status: 303, body: 'moved' })
    expect(answer.headers.location).to.equal(`${world.media.origin}/file?token=x`)
    expect(answer.headers).not.to.have.property('set-cookie')
    expect(world.media.seen).to.deep.equal([])
  })

  it('to another address of the product is handed on: it needs a decision and a record of its own', async () => {
    for (const location of ['/rest/api/3/secret', `${world.product.origin}/login.jsp`]) {
      leadTo(location)
      const answer = await get()
      expect(answer).to.deep.include({ status: 303, body: 'moved' })
      expect(answer.headers.location).to.equal(location)
    }
    expect(world.product.seen).to.have.length(2)
  })

  it('of a write is handed on, whatever its status', async () => {
    for (const status of [302, 303, 307]) {
      leadTo(`${world.media.origin}/file`, status)
      const answer = await get({}, APP_TOKEN, 'POST')
      expect(answer.status).to.equal(status)
    }
    expect(world.media.seen).to.deep.equal([])
  })

  it('is followed three hops and no further', async () => {
    leadTo(`${world.media.origin}/1`)
    world.media.handler = (req, res) => {
      if (req.url === '/3') res.end('there')
      else res.writeHead(302, { location: `/${String(Number(req.url?.slice(1)) + 1)}` }).end()
    }
    expect(await get()).to.deep.include({ status: 200, body: 'there' })
    leadTo(`${world.media.origin}/0`)
    expect((await get()).json()['code']).to.equal('upstream/broken-answer')
    expect(world.media.seen).to.have.length(6)
  })

  it('from the media host back to the product is not followed as nobody', async () => {
    leadTo(`${world.media.origin}/1`)
    world.media.handler = (_req, res) =>
      res.writeHead(302, { location: `${world.product.origin}/rest/api/3/x` }).end()
    expect((await get()).json()['code']).to.equal('upstream/broken-answer')
    expect(world.product.seen).to.have.length(1)
  })

  it('with a user name, or to another scheme, is not followed', async () => {
    for (const location of [
      `http://user:pass@${world.media.host}/`,
      'ftp://media.example/',
      'file:///etc/passwd',
      'javascript:alert(1)',
    ]) {
      leadTo(location)
      const answer = await get()
      expect(answer.status, location).to.equal(502)
      expect(answer.json()['code']).to.equal('upstream/broken-answer')
    }
    expect(world.media.seen).to.deep.equal([])
  })

  it('whose media host fails is a fault of the product, not a surprise', async () => {
    leadTo(`${world.media.origin}/file`)
    world.media.handler = (req) => req.socket.destroy()
    expect((await get()).json()['code']).to.equal('upstream/unreachable')
  })

  it('without a readable address is handed on as it is', async () => {
    leadTo('http://[not-an-address')
    expect((await get()).status).to.equal(303)
  })
})

describe('a redirect in production', () => {
  it('never leads into our own network, whatever the address is dressed as', async () => {
    const inside = await startSmallServer()
    let connections = 0
    inside.server.on('connection', () => (connections += 1))
    const wire = createWire(UPSTREAM_LIMITS, publicLookup)
    const redirects = createMediaRedirects(wire, false)
    const port = new URL(inside.origin).port
    const follow = async (address: string) => {
      const request = { method: 'GET', productOrigin: 'https://acme.atlassian.net', headers: [] }
      try {
        await redirects.follow(request, new URL(address))
        return 'followed'
      } catch (thrown) {
        return thrown instanceof Refusal ? thrown.code : thrown
      }
    }
    try {
      for (const address of [
        `http://localhost:${port}/`,
        `http://127.0.0.1:${port}/`,
        `https://127.0.0.1:${port}/`,
        `https://2130706433:${port}/`,
        `https://0x7f.1:${port}/`,
        `https://[::1]:${port}/`,
        `https://[::ffff:127.0.0.1]:${port}/`,
        `https://0.0.0.0:${port}/`,
        'https://10.0.0.1/',
        'https://169.254.169.254/latest/meta-data/',
        'https://[fd00::1]/',
        'https://[64:ff9b::a00:1]/',
      ]) {
        expect(await follow(address), address).to.equal('upstream/broken-answer')
      }
      expect(await follow(`https://localhost:${port}/`)).to.equal('upstream/unreachable')
      expect(connections).to.equal(0)
    } finally {
      await wire.close()
      await inside.close()
    }
  })
})
