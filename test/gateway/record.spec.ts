import { expect } from 'chai'
import { createBasicAuthenticator } from '../../src/identity/basic-authenticator.ts'
import {
  APP_TOKEN,
  EVERY_KIND,
  READ_TOKEN,
  startWorld,
  USER_TOKEN,
  type GatewayWorld,
} from './world/gateway-world.ts'

const PATH = '/rest/api/3/issue'

describe('the record of a call', () => {
  let world: GatewayWorld
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.close())

  it('is on disk before the product hears of the call', async () => {
    world.appendMs = 100 // Far longer than the way to the product.
    let recordedBefore = 0
    world.product.handler = (_req, res) => {
      recordedBefore = world.events.length
      expect([...world.completions]).to.deep.equal([])
      res.end('{}')
    }
    await world.call({ target: world.at(PATH), token: APP_TOKEN })
    expect(recordedBefore).to.equal(1)
  })

  it('is a condition of the call: without it nothing is asked of the product or the token server', async () => {
    world.failAppend = true
    for (const token of [APP_TOKEN, USER_TOKEN]) {
      const answer = await world.call({ method: 'POST', target: world.at(PATH), token, body: '{}' })
      expect(answer.status).to.equal(503)
      expect(answer.json()['code']).to.equal('gatehouse/audit-unavailable')
    }
    expect(world.product.seen).to.deep.equal([])
    expect(world.tokenServer.seen).to.deep.equal([])
  })

  it('is a condition of a refusal of a known caller too, so that nobody can probe unrecorded', async () => {
    world.failAppend = true
    const target = world.at('/rest/api/3/issue')
    const answer = await world.call({ method: 'POST', target, token: READ_TOKEN })
    expect(answer.json()['code']).to.equal('gatehouse/audit-unavailable')
  })

  it('of a caller that nobody knows is taken aside, so that a flood holds nobody up', async () => {
    world.failAppend = true
    const answer = await world.call({ target: world.at(PATH), token: 'never-issued' })
    expect(answer.json()['code']).to.equal('credential/invalid')
    const [record] = await world.records()
    expect(record).to.deep.include({ decision: 'deny', rule: 'credential/invalid' })
    expect(record?.completion).to.deep.include({ status: 401, code: 'credential/invalid' })
  })

  it('whose outcome cannot be written stays unknown, and the answer is not harmed', async () => {
    world.failComplete = true
    const answer = await world.call({ target: world.at(PATH), token: APP_TOKEN })
    expect(answer).to.deep.include({ status: 200, body: '{}' })
    for (let i = 0; i < 100 && world.logged.length === 0; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(world.events[0]?.outcome).to.equal('unknown')
    expect(world.logged.join()).to.contain('could not be recorded')
  })

  it('says who called as whom, from where, and how it ended', async () => {
    world.product.handler = (_req, res) => res.writeHead(201, { 'atl-traceid': 't-1' }).end('{}')
    const target = world.at(`${PATH}?secret=in-query`)
    await world.call({ method: 'POST', target, token: USER_TOKEN, body: '{}' })
    const [record] = await world.records()
    expect(record).to.deep.include({
      tenantId: world.jira.id,
      kind: 'call',
      at: world.now,
      credentialId: `id-of-${USER_TOKEN}`,
      accountId: 'ann',
      actsAs: 'user',
      method: 'POST',
      path: PATH,
      address: '127.0.0.1',
      decision: 'allow',
      rule: 'resource:everything',
      outcome: 'unknown',
    })
    expect(record?.completion).to.deep.equal({
      outcome: 'answered',
      status: 201,
      code: undefined,
      upstreamStatus: 201,
      traceId: 't-1',
      durationMs: 0,
      hint: undefined,
      deprecation: undefined,
      upstreamMs: 0,
      bytesIn: 2,
      bytesOut: 2,
    })
  })

  it('says how long the product took until the head of its answer, and how long the bodies were', async () => {
    world.product.handler = (req, res) => {
      req.resume().once('end', () => {
        world.now += 40
        res.writeHead(200).flushHeaders()
        setTimeout(() => {
          world.now += 2
          res.end('x'.repeat(100_000))
        }, 20)
      })
    }
    const body = 'y'.repeat(70_000)
    await world.call({ method: 'PUT', target: world.at(PATH), token: USER_TOKEN, body })
    const [record] = await world.records()
    expect(record?.completion).to.deep.include({ upstreamMs: 40, durationMs: 42 })
    expect(record?.completion).to.deep.include({ bytesIn: 70_000, bytesOut: 100_000 })
  })

  it('says how much of an answer was passed on before it broke off', async () => {
    world.product.handler = (_req, res) => {
      res.writeHead(200, { 'content-length': '100' }).write('0123456789')
      setTimeout(() => res.destroy(), 20)
    }
    await world.call({ target: world.at(PATH), token: USER_TOKEN }).catch(() => undefined)
    const [record] = await world.records()
    expect(record?.completion).to.deep.include({ outcome: 'failed', bytesOut: 10 })
  })

  it('has no numbers of a product that was not asked', async () => {
    await world.call({ target: world.at('/plugins/servlet/x'), token: USER_TOKEN })
    const [record] = await world.records()
    const none = { upstreamMs: undefined, bytesIn: undefined, bytesOut: undefined }
    expect(record?.completion).to.deep.include(none)
  })

  it('has of a trace id of the product as much as fits', async () => {
    world.product.handler = (_req, res) =>
      res.writeHead(200, { 'atl-traceid': 'x'.repeat(1_000) }).end('{}')
    await world.call({ target: world.at('/rest/api/3/myself'), token: USER_TOKEN })
    const [record] = await world.records()
    expect(record?.completion?.traceId).to.equal('x'.repeat(255))
  })

  it('says who held the credential of a kind that is switched off', async () => {
    await world.close()
    world = await startWorld({ document: { switches: { ...EVERY_KIND, apiTokens: false } } })
    await world.call({ target: world.at(PATH), token: USER_TOKEN })
    const [record] = await world.records()
    expect(record).to.deep.include({
      decision: 'deny',
      rule: 'credential/switched-off',
      detail: 'credentials of kind api-token',
      credentialKind: 'api-token',
      credentialId: `id-of-${USER_TOKEN}`,
      accountId: 'ann',
    })
    expect(record?.completion).to.deep.include({ status: 403, code: 'credential/switched-off' })
  })

  it('names the user of a Basic that is passed through, and never its secret', async () => {
    await world.close()
    const passThrough = createBasicAuthenticator({ isOn: async () => true })
    world = await startWorld({ moreAuthenticators: [passThrough] })
    const encoded = btoa('ann@example.com:never-in-a-record')
    const headers = { authorization: `Basic ${encoded}` }
    for (const status of [200, 401, 500]) {
      world.product.handler = (_req, res) => res.writeHead(status).end('{}')
      await world.call({ target: world.at(PATH), headers })
    }
    world.product.handler = (req) => req.socket.destroy()
    await world.call({ target: world.at(PATH), headers })
    const records = await world.records()
    for (const record of records) {
      expect(record).to.deep.include({
        credentialKind: 'basic',
        credentialId: 'basic',
        subject: 'ann@example.com',
        accountId: undefined,
        actsAs: 'caller',
        decision: 'allow',
      })
    }
    expect(records.map((each) => each.completion?.code)).to.deep.equal([
      undefined,
      'credential/invalid',
      undefined,
      'upstream/unreachable',
    ])
    const written = JSON.stringify([records, world.logged])
    expect(written).not.to.contain(encoded).and.not.to.contain('never-in-a-record')
  })

  it('is kept of refused calls to a known site, also when the path cannot be read', async () => {
    await world.call({ target: world.at(PATH) })
    await world.call({ target: world.at('/rest/api/3/%2e%2e/x'), token: APP_TOKEN })
    await world.call({ target: world.at('/secure/Dashboard.jspa'), token: APP_TOKEN })
    const records = await world.records()
    expect(records.map((each) => [each.rule, each.path, each.outcome])).to.deep.equal([
      ['credential/missing', PATH, 'refused'],
      ['request/bad-path', '/rest/api/3/%2e%2e/x', 'refused'],
      ['resource-is-served', '/secure/Dashboard.jspa', 'refused'],
    ])
    expect(records.map((each) => each.completion?.status)).to.deep.equal([401, 400, 404])
  })

  it('tells a call that failed upstream from one that was refused', async () => {
    world.product.handler = (req) => req.socket.destroy()
    await world.call({ target: world.at(PATH), token: APP_TOKEN })
    const [record] = await world.records()
    expect(record).to.deep.include({ decision: 'allow' })
    expect(record?.completion).to.deep.include({
      outcome: 'failed',
      status: 502,
      code: 'upstream/unreachable',
    })
  })

  it('shows a surprise of ours as such, and the caller learns nothing of it', async () => {
    await world.close()
    const evaluate = () => {
      throw new Error('a private text')
    }
    world = await startWorld({ deps: { evaluate } })
    const answer = await world.call({ target: world.at(PATH), token: APP_TOKEN })
    expect(answer.status).to.equal(500)
    expect(answer.body).not.to.contain('private')
    expect(world.logged.join()).to.contain('a private text')
    const [record] = await world.records()
    expect(record).to.deep.include({ decision: 'deny', rule: 'gatehouse/internal' })
  })
})
