import type { ServerResponse } from 'node:http'
import { request } from 'node:http'
import { expect } from 'chai'
import { until } from '../support/until.ts'
import { startWorld, type GatewayWorld } from './world/gateway-world.ts'

const PATH = '/rest/api/3/issue/P-1'
const ANN = 'user-write-ann'
const BOB = 'user-write-bob'

describe('identical questions at the same time', () => {
  let world: GatewayWorld
  let held: ServerResponse[]
  beforeEach(async () => {
    world = await startWorld()
    held = []
    // Every answer waits until the test gives it.
    world.product.handler = (_req, res) => void held.push(res)
  })
  afterEach(async () => {
    for (const res of held) res.destroy()
    await world.close()
  })

  const get = (token = ANN, headers = {}, path = PATH) =>
    world.call({ target: world.at(path), token, headers: { 'user-agent': 'one', ...headers } })
  const asked = (times: number) => until(() => held.length === times, 'so many questions')
  const decided = (times: number) => until(() => world.events.length === times, 'so many records')
  const give = (body: string) => {
    for (const res of held.splice(0)) res.writeHead(200, { 'x-answer': 'whole' }).end(body)
  }

  it('of one identity are one call to the product, and each caller has the whole answer', async () => {
    const calls = Array.from({ length: 50 }, () => get())
    await decided(50)
    await asked(1)
    give('{"key":"P-1"}')
    const answers = await Promise.all(calls)
    expect(world.product.seen).to.have.length(1)
    for (const { status, body, headers } of answers) {
      expect([status, body, headers['x-answer']]).to.deep.equal([200, '{"key":"P-1"}', 'whole'])
    }
    const ids = answers.map(({ headers }) => headers['gatehouse-request-id'])
    expect(new Set(ids)).to.have.length(50)
  })

  it('have a record each, with how each of them ended', async () => {
    const calls = [get(), get(), get()]
    await decided(3)
    await asked(1)
    give('{}')
    await Promise.all(calls)
    const records = await world.records()
    expect(new Set(records.map(({ requestId }) => requestId))).to.have.length(3)
    for (const { completion } of records) {
      expect(completion).to.include({ outcome: 'answered', status: 200, upstreamStatus: 200 })
    }
  })

  const together = async (first: Promise<unknown>, second: () => Promise<unknown>) => {
    await asked(1)
    const calls = [first, second()]
    await asked(2)
    give('{}')
    await Promise.all(calls)
    expect(world.product.seen).to.have.length(2)
  }

  it('of two users are two calls', () => together(get(ANN), () => get(BOB)))

  it('by two tokens of one user are two calls', () =>
    together(get('user-write-ann'), () => get('user-read-ann')))

  it('of the app and of its owner are two calls', () =>
    together(get('app-write-ann'), () => get('user-write-ann')))

  it('are two where the query differs', () =>
    together(get(ANN, {}, `${PATH}?a=1`), () => get(ANN, {}, `${PATH}?a=2`)))

  it('are two where a header differs that the answer may depend on', () =>
    together(get(ANN, { accept: 'text/html' }), () => get(ANN, { accept: 'text/plain' })))

  for (const headers of [
    { range: 'bytes=0-1' },
    { 'if-none-match': '"x"' },
    { 'if-modified-since': 'Sun, 06 Nov 1994 08:49:37 GMT' },
    { 'cache-control': 'no-cache' },
    { 'gatehouse-redirect': 'manual' },
  ]) {
    it(`are two with ${Object.keys(headers).join()}, which asks for something else`, () =>
      together(get(ANN, headers), () => get(ANN, headers)))
  }

  it('are never answered with what was read before a write that has ended', async () => {
    const early = get()
    await asked(1)
    const write = world.call({ method: 'PUT', target: world.at(PATH), token: BOB, body: '{}' })
    await asked(2)
    const during = get()
    await asked(3)
    held[1]?.writeHead(204).end()
    expect((await write).status).to.equal(204)
    const late = get()
    await asked(4)
    held[3]?.end('new')
    expect((await late).body).to.equal('new')
    held[0]?.end('old')
    held[2]?.end('whichever')
    expect((await early).body).to.equal('old')
    expect((await during).body).to.equal('whichever')
  })

  it('are asked anew by the others when the one that asked hangs up', async () => {
    const { hostname, port } = new URL(world.origin)
    const headers = { authorization: `Bearer ${ANN}`, 'user-agent': 'one' }
    const leader = request({ hostname, port, agent: false, path: world.at(PATH), headers })
    leader.on('error', () => {})
    leader.end()
    await asked(1)
    const others = [get(), get()]
    await decided(3)
    await new Promise((resolve) => setTimeout(resolve, 20))
    leader.destroy()
    await asked(3)
    give('for themselves')
    const bodies = (await Promise.all(others)).map(({ body }) => body)
    expect(bodies).to.deep.equal(['for themselves', 'for themselves'])
  })

  it('are asked anew by the others where the answer is too long to be held', async () => {
    const long = 'x'.repeat(300 * 1024)
    const calls = [get(), get()]
    await decided(2)
    await asked(1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    give(long)
    await asked(1)
    give(long)
    for (const { body } of await Promise.all(calls)) expect(body).to.have.length(long.length)
    expect(world.product.seen).to.have.length(2)
  })

  it('share a failure as well', async () => {
    const calls = [get(), get(), get()]
    await decided(3)
    await asked(1)
    held[0]?.destroy()
    const codes = (await Promise.all(calls)).map((answer) => answer.json()['code'])
    expect(codes).to.deep.equal(Array(3).fill('upstream/unreachable'))
    expect(world.product.seen).to.have.length(1)
  })

  it('let one of them leave without harm to the rest', async () => {
    const first = get()
    await asked(1)
    const { hostname, port } = new URL(world.origin)
    const headers = { authorization: `Bearer ${ANN}`, 'user-agent': 'one' }
    const second = request({ hostname, port, agent: false, path: world.at(PATH), headers })
    second.on('error', () => {})
    second.end()
    await decided(2)
    second.destroy()
    const third = get()
    await decided(3)
    give('{}')
    expect((await first).body).to.equal('{}')
    expect((await third).body).to.equal('{}')
    const outcomes = (await world.records()).map(({ completion }) => completion?.outcome)
    expect(outcomes).to.deep.equal(['answered', 'aborted', 'answered'])
  })
})
