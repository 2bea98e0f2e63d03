import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { request } from 'undici'
import type { Dispatcher } from 'undici'
import { pseudoRandomBytes } from '../probes/pseudo-random-bytes.ts'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'

describe('the probes for streamed exchanges', () => {
  let world: SiteWorld
  let authorization: string

  before(async () => {
    world = await startSite()
    const { email, password } = world.site.people.alice
    authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
  })
  after(() => world.stop())
  beforeEach(() => world.log.clear())

  const probe = (
    name: string,
    options: {
      method?: 'GET' | 'POST' | 'PUT'
      headers?: Record<string, string>
      body?: Buffer
    } = {},
  ): Promise<Dispatcher.ResponseData> =>
    request(`${world.site.baseUrl}/rest/api/3/stand-in/${name}`, {
      ...options,
      headers: { authorization, ...options.headers },
    })

  async function sha256(stream: AsyncIterable<unknown>): Promise<string> {
    const hash = createHash('sha256')
    for await (const chunk of stream) hash.update(chunk as Buffer)
    return hash.digest('hex')
  }

  it('give the same bytes at every call, in any amount', async () => {
    const expected = await sha256(pseudoRandomBytes(1_000_003))
    const sized = await probe('bytes/1000003')
    expect(sized.headers['content-length']).to.equal('1000003')
    expect(await sha256(sized.body)).to.equal(expected)
    const chunked = await probe('bytes/1000003?chunked')
    expect(chunked.headers['transfer-encoding']).to.equal('chunked')
    expect(await sha256(chunked.body)).to.equal(expected)
  })

  it('take any amount and say what arrived, as the log does', async () => {
    const body = Buffer.alloc(3_000_000, 'x')
    const answer = await probe('sink', { method: 'POST', body })
    const digest = createHash('sha256').update(body).digest('hex')
    expect(await answer.body.json()).to.deep.equal({ bytes: body.length, sha256: digest })
    expect(world.log.entries[0]).to.include({ bodyBytes: body.length, bodySha256: digest })
  })

  it('echo what they were sent, letter by letter', async () => {
    const answer = await probe('echo?b=2&a=%41', { headers: { 'x-Odd-Case': 'yes' } })
    const echoed = (await answer.body.json()) as { url: string; rawHeaders: string[] }
    expect(echoed.url).to.equal('/rest/api/3/stand-in/echo?b=2&a=%41')
    expect(echoed.rawHeaders).to.include('x-Odd-Case')
  })

  it('break off before or after the headers', async () => {
    const before = await probe('reset').catch((cause: unknown) => String(cause))
    expect(before).to.match(/closed|RESET/)
    const after = await probe('reset?after-headers')
    expect(after.statusCode).to.equal(200)
    const rest = await after.body.text().catch(() => 'broken off')
    expect(rest).to.equal('broken off')
    // The log entry is there, though no answer ever was.
    expect(world.log.calls({ verdict: 'reset' })).to.have.length(2)
  })

  it('answer with any status, early, empty, compressed, with cookies and not at all changed', async () => {
    expect((await probe('status/418')).statusCode).to.equal(418)
    expect((await probe('no-content')).statusCode).to.equal(204)
    expect((await probe('encoding/gzip')).headers['content-encoding']).to.equal('gzip')
    expect((await probe('set-cookie')).headers['set-cookie']).to.have.length(2)
    const { headers } = await probe('not-modified')
    const again = await probe('not-modified', {
      headers: { 'if-none-match': String(headers['etag']) },
    })
    expect(again.statusCode).to.equal(304)
    const early = await probe('early', { method: 'PUT', body: Buffer.alloc(100_000) })
    expect(early.statusCode).to.equal(413)
  })

  it('ask for a login like everything else', async () => {
    const answer = await request(`${world.site.baseUrl}/rest/api/3/stand-in/bytes/1`)
    await answer.body.dump()
    expect(answer.statusCode).to.equal(401)
  })

  it('answer a marked call as it asks, and the log tells it from all others by its path', async () => {
    const first = await probe('marked/one?status=409', { method: 'PUT' })
    expect(first.statusCode).to.equal(409)
    expect(await first.body.json()).to.deep.equal({ mark: 'one' })
    const second = await probe('marked/two?pauseMs=1')
    await second.body.dump()
    expect(second.statusCode).to.equal(200)
    const told = world.log.calls({ path: '/rest/api/3/stand-in/marked/one' })
    expect(told.map(({ status }) => status)).to.deep.equal([409])
  })
})
