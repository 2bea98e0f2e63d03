import { once } from 'node:events'
import { request } from 'node:http'
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net'
import { expect } from 'chai'
import { Secret } from '../../src/lib/secret.ts'
import { APP_TOKEN, startWorld, USER_TOKEN, type GatewayWorld } from './world/gateway-world.ts'
import { rawBytes } from './world/raw-call.ts'

const PATH = '/rest/api/3/issue'

async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !what(); i += 1) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(what(), String(what)).to.equal(true)
}

describe('a fault of the product', () => {
  let world: GatewayWorld
  const stray: unknown[] = []
  const noteStray = (reason: unknown) => stray.push(reason)

  before(() => {
    process.on('unhandledRejection', noteStray)
    process.on('uncaughtExceptionMonitor', noteStray)
  })
  after(() => {
    process.off('unhandledRejection', noteStray)
    process.off('uncaughtExceptionMonitor', noteStray)
  })
  beforeEach(async () => {
    world = await startWorld({ limits: { headersMs: 150, bodyIdleMs: 150, exchangeMs: 300 } })
  })
  afterEach(async () => {
    await world.close()
    await new Promise((resolve) => setImmediate(resolve))
    expect(stray).to.deep.equal([])
  })

  const get = (query = '') => world.call({ target: world.at(PATH) + query, token: APP_TOKEN })

  const expectRefusal = async (status: number, code: string) => {
    const answer = await get()
    expect(answer.status).to.equal(status)
    expect(answer.json()['code']).to.equal(code)
    expect(answer.headers['content-type']).to.equal('application/problem+json')
    const record = (await world.records()).at(-1)
    expect(record?.completion).to.deep.include({ outcome: 'failed', code, status })
  }

  it('that resets the connection before an answer is 502', async () => {
    world.product.handler = (req) => req.socket.resetAndDestroy()
    await expectRefusal(502, 'upstream/unreachable')
  })

  it('that nobody listens is 502', async () => {
    const baseUrl = 'http://127.0.0.1:9'
    world.directory.tell([{ ...world.jira, baseUrl }])
    await expectRefusal(502, 'upstream/unreachable')
  })

  it('that never answers is 504', async () => {
    world.product.handler = () => {}
    await expectRefusal(504, 'upstream/timeout')
  })

  it('that answers something else than HTTP is 502', async () => {
    world.product.handler = (req) => req.socket.end('SSH-2.0-OpenSSH_9\r\n\r\n')
    await expectRefusal(502, 'upstream/broken-answer')
  })

  for (const status of ['099', '000', '42', '1000', 'abc']) {
    it(`that answers with the status ${status} is 502`, async () => {
      world.product.handler = (req) =>
        req.socket.end(`HTTP/1.1 ${status} X\r\ncontent-length: 0\r\n\r\n`)
      await expectRefusal(502, 'upstream/broken-answer')
    })
  }

  it('that sends more headers than allowed is 502', async () => {
    world.product.handler = (_req, res) => {
      res.writeHead(200, { 'x-long': 'x'.repeat(40_000) }).end()
    }
    await expectRefusal(502, 'upstream/broken-answer')
  })

  it('that breaks off an answer with a length never looks like a whole answer', async () => {
    world.product.handler = (req, res) => {
      res.writeHead(200, { 'content-length': 100 })
      res.write('half', () => req.socket.destroy())
    }
    await expectCutOff()
  })

  it('that breaks off a chunked answer never looks like a whole answer', async () => {
    world.product.handler = (req, res) => res.write('half', () => req.socket.destroy())
    await expectCutOff()
  })

  it('that resets the connection in the middle of an upload is 502', async () => {
    world.product.handler = (req) => req.once('data', () => req.socket.resetAndDestroy())
    const body = Buffer.alloc(4 * 1024 * 1024)
    const headers = { 'content-length': body.length }
    const answer = await world.call({
      method: 'POST',
      target: world.at(PATH),
      token: APP_TOKEN,
      headers,
      body,
    })
    expect(answer.status).to.equal(502)
    expect(answer.json()['code']).to.equal('upstream/unreachable')
  })

  it('that stops in the middle of an answer is cut off in time', async () => {
    world.product.handler = (_req, res) => void res.write('half')
    await expectCutOff()
  })

  it('that an answer is longer than it said never reaches the next caller', async () => {
    world.product.handler = (req, res) => {
      res.writeHead(200, { 'content-length': 2 })
      res.write('{}', () => req.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged'))
    }
    expect((await get()).body).to.equal('{}')
    world.product.handler = (_req, res) => res.end('mine')
    expect((await get()).body).to.equal('mine')
  })

  async function expectCutOff(): Promise<void> {
    const head = `GET ${world.at(PATH)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${APP_TOKEN}\r\n\r\n`
    const text = await rawBytes(world.origin, head) // Ends because the gateway cut it off.
    expect(text).to.match(/^HTTP\/1\.1 200 /)
    expect(text).to.contain('half')
    expect(text.endsWith('0\r\n\r\n')).to.equal(false)
    const [record] = await world.records()
    expect(record?.completion).to.deep.include({
      outcome: 'failed',
      code: 'upstream/broken-answer',
      status: 200,
    })
  }

  it('that it refuses our own signature is 502, never a 401 that a caller would take for its own', async () => {
    world.product.handler = (_req, res) =>
      res
        .writeHead(401, { 'www-authenticate': 'OAuth realm="x"' })
        .end('Client must be authenticated')
    const answer = await get()
    expect(answer.status).to.equal(502)
    expect(answer.json()['code']).to.equal('upstream/app-refused')
    expect(answer.headers).not.to.have.property('www-authenticate')
  })

  it('that cannot be signed for is 502: no secret shorter than the hash is used', async () => {
    world.directory.tell([{ ...world.jira, sharedSecret: new Secret('short') }])
    await expectRefusal(502, 'upstream/app-refused')
    expect(world.product.seen).to.deep.equal([])
  })

  it('that takes all connections is 503 for the calls above the bound', async () => {
    await world.close()
    world = await startWorld({ limits: { callsInFlightMax: 2 } })
    const held: (() => void)[] = []
    world.product.handler = (_req, res) => void held.push(() => res.end('{}'))
    const waiting = [get('?at=1'), get('?at=2')]
    await until(() => held.length === 2)
    const turnedAway = await get()
    expect(turnedAway.status).to.equal(503)
    expect(turnedAway.json()['code']).to.equal('upstream/busy')
    expect(turnedAway.headers['retry-after']).to.equal('1')
    held.forEach((release) => release())
    expect((await Promise.all(waiting)).map((each) => each.status)).to.deep.equal([200, 200])
    world.product.handler = (_req, res) => res.end('{}')
    expect((await get()).status).to.equal(200)
  })

  it('that its address is not plain http(s) is ours to mend, and nothing is sent', async () => {
    for (const baseUrl of ['ftp://127.0.0.1', 'http://u:p@127.0.0.1', '/relative', 'http://x/?q']) {
      world.directory.tell([{ ...world.jira, baseUrl }])
      const answer = await get()
      expect(answer.status, baseUrl).to.equal(500)
    }
  })
})

describe('a caller who leaves', () => {
  let world: GatewayWorld
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.close())

  const leave = (method: string, token = APP_TOKEN) => {
    const { hostname, port } = new URL(world.origin)
    const headers = { authorization: `Bearer ${token}`, 'content-length': 1_000 }
    const options = { hostname, port, agent: false, method, path: world.at(PATH) }
    const req = request({
      ...options,
      headers: method === 'GET' ? { ...headers, 'content-length': 0 } : headers,
    })
    req.on('error', () => {}) // It is destroyed on purpose.
    if (method === 'GET') req.end()
    else req.write('half')
    return req
  }

  it('before the answer: the product’s request is dropped and the record says so', async () => {
    let dropped = false
    const req = leave('GET')
    world.product.handler = (_req, res) => {
      res.on('close', () => (dropped = true))
      req.destroy()
    }
    await until(() => dropped)
    const [record] = await world.records()
    expect(record?.completion).to.deep.include({ outcome: 'aborted', status: 0 })
  })

  it('in the middle of the answer: likewise', async () => {
    let dropped = false
    world.product.handler = (_req, res) => {
      res.on('close', () => (dropped = true))
      const more = () => {
        if (!res.destroyed) res.write('x'.repeat(65_536), more)
      }
      more()
    }
    const req = leave('GET')
    await once(req, 'response')
    req.destroy()
    await until(() => dropped)
    const [record] = await world.records()
    expect(record?.completion).to.deep.include({ outcome: 'aborted', status: 200 })
  })

  it('in the middle of the upload: the product never sees a whole request', async () => {
    let ended = false
    let aborted = false
    const req = leave('POST')
    world.product.handler = (incoming) => {
      incoming.on('end', () => (ended = true))
      incoming.on('error', () => (aborted = true))
      incoming.once('data', () => req.destroy())
    }
    await until(() => aborted)
    expect(ended).to.equal(false)
    const [record] = await world.records()
    expect(record?.completion).to.deep.include({ outcome: 'aborted' })
  })

  it('while a user token is fetched: others who wait for the same token get it', async () => {
    const releases: (() => void)[] = []
    const grant = world.tokenServer.handler
    world.tokenServer.handler = (req, res) => void releases.push(() => grant(req, res))
    const leaving = leave('GET', USER_TOKEN)
    const staying = world.call({ target: world.at(PATH), token: USER_TOKEN })
    await until(() => releases.length === 1)
    leaving.destroy()
    await new Promise((resolve) => setTimeout(resolve, 30))
    releases.forEach((release) => release())
    expect((await staying).status).to.equal(200)
    expect(world.tokenServer.seen).to.have.length(1)
    expect(world.product.seen).to.have.length(1)
  })

  it('without closing, and just stops reading or sending: is cut off', async () => {
    await world.close()
    world = await startWorld({ deps: { callerIdleMs: 200 } })
    world.product.handler = () => {} // It waits for the whole body.
    const { hostname, port } = new URL(world.origin)
    const stalled = connect(Number(port), hostname)
    const head = `POST ${world.at(PATH)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${APP_TOKEN}\r\n`
    stalled.write(`${head}Content-Length: 10\r\n\r\nhalf`)
    stalled.on('error', () => {})
    await once(stalled, 'close')
    const [record] = await world.records()
    expect(record?.completion).to.deep.include({ outcome: 'aborted' })
  })

  it('and is answered early keeps the connection in step', async () => {
    // The product answers without reading; the caller goes on sending and then asks again.
    world.product.handler = (_req, res) =>
      void res.writeHead(413, { connection: 'close' }).end('no')
    const { hostname, port } = new URL(world.origin)
    const socket = connect(Number(port), hostname)
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => (text += chunk))
    const size = 4 * 1024 * 1024
    const auth = `Host: x\r\nAuthorization: Bearer ${APP_TOKEN}\r\nX-Atlassian-Token: unread\r\n`
    socket.write(
      `POST ${world.at(PATH)} HTTP/1.1\r\n${auth}Content-Length: ${String(size)}\r\n\r\n`,
    )
    socket.write('x'.repeat(1024))
    await until(() => text.includes('HTTP/1.1 413'))
    socket.write('x'.repeat(size - 1024))
    world.product.handler = (_req, res) => res.end('second')
    socket.write(`GET ${world.at(PATH)} HTTP/1.1\r\n${auth}\r\n`)
    await until(() => text.includes('second'))
    socket.destroy()
    expect(text.match(/HTTP\/1\.1 /g)).to.have.length(2)
  })

  it('may ask for 100-continue first', async () => {
    const { hostname, port } = new URL(world.origin)
    const headers = { authorization: `Bearer ${APP_TOKEN}`, expect: '100-continue' }
    const req = request({
      hostname,
      port,
      agent: false,
      method: 'POST',
      path: world.at(PATH),
      headers,
    })
    req.flushHeaders()
    await once(req, 'continue')
    req.end('{"after":"continue"}')
    await once(req, 'response')
    await until(() => world.product.seen[0]?.body === '{"after":"continue"}')
    expect(world.product.seen[0]?.headers).not.to.have.property('expect')
    req.destroy()
  })
})

describe('a product behind a connection that never opens', () => {
  it('is 502 after the time to connect, since nothing can have been done', async () => {
    const silent = createTcpServer() // Takes the connection and never says a word of TLS.
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const world = await startWorld({ limits: { connectMs: 100 } })
    try {
      // A server that listens on a port has an address record, not a pipe's name.
      const { port } = silent.address() as AddressInfo
      world.directory.tell([{ ...world.jira, baseUrl: `https://127.0.0.1:${String(port)}` }])
      const answer = await world.call({ target: world.at(PATH), token: APP_TOKEN })
      expect(answer.status).to.equal(502)
      expect(answer.json()['code']).to.equal('upstream/unreachable')
    } finally {
      await world.close()
      silent.close()
    }
  })
})
