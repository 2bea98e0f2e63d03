import { expect } from 'chai'
import { bearing, send, userDeleted, WEBHOOK, webhookWith } from './both-ways.ts'
import { startConnect, type ConnectWorld } from './connect-world.ts'
import { rawPost } from './raw-post.ts'
import type { Site } from './site.ts'

describe('webhooks about users', () => {
  let world: ConnectWorld
  let site: Site
  beforeEach(async () => {
    world = await startConnect()
    site = await world.installedSite()
  })
  afterEach(() => world.stop())

  const token = () => site.signed({ ...site.urlClaims('POST', WEBHOOK), sub: undefined })
  const deliver = (body: string, headers: Record<string, string> = {}) => {
    const attempt = bearing(WEBHOOK, token(), body)
    return send(world.origin, { ...attempt, headers: { ...attempt.headers, ...headers } })
  }

  it('a delivery is answered 204 once its account is stored, and the worker is woken', async () => {
    const answer = await deliver(userDeleted(), { 'x-atlassian-webhook-identifier': 'event-1' })
    expect(answer.status).to.equal(204)
    expect(world.state.wakes).to.equal(1)
    const [{ delivery, accountId } = expect.fail()] = world.deliveries
    expect(accountId).to.equal('557058:jane')
    expect(delivery.identifier).to.equal('event-1')
    expect(delivery.tokenDigest).to.match(/^[0-9a-f]{64}$/)
    expect(world.directory.byId(delivery.tenantId)?.clientKey).to.equal(site.clientKey)
  })

  it('the digest is of the body’s bytes, so that another spelling is another body', async () => {
    await deliver('{"user":{"accountId":"a"}}')
    await deliver('{"user": {"accountId":"a"}}')
    await deliver('{"user":{"accountId":"a"}}')
    const [one, two, three] = world.deliveries.map(({ delivery }) => delivery.bodyDigest)
    expect(one).to.equal(three)
    expect(one).not.to.equal(two)
  })

  it('a repeat is a success that wakes nobody (trap 29)', async () => {
    world.state.acceptance = 'repeat'
    expect((await deliver(userDeleted())).status).to.equal(204)
    expect(world.state.wakes).to.equal(0)
  })

  it('what is held of the account is dropped at every event that is accepted, a repeat included', async () => {
    await deliver(userDeleted())
    world.state.acceptance = 'repeat'
    await deliver(userDeleted())
    const tenantId = world.directory.all().find(({ clientKey }) => clientKey === site.clientKey)?.id
    const event = { tenantId, accountId: '557058:jane' }
    expect(world.userEvents).to.deep.equal([event, event])
  })

  it('nothing is dropped for a delivery that is refused, or could not be stored', async () => {
    await deliver('{}')
    await send(world.origin, bearing(WEBHOOK, 'x', userDeleted()))
    world.state.acceptance = 'conflict'
    await deliver(userDeleted())
    world.state.acceptance = new Error('disk full')
    await deliver(userDeleted())
    expect(world.userEvents).to.deep.equal([])
  })

  it('the same delivery with another body is refused', async () => {
    world.state.acceptance = 'conflict'
    const answer = await deliver(userDeleted())
    expect(answer.status).to.equal(422)
    expect(await answer.json()).to.include({ code: 'product/replayed' })
  })

  it('a store that fails is a 500, so that Jira sends it again (trap 28)', async () => {
    world.state.acceptance = new Error('disk full')
    expect((await deliver(userDeleted())).status).to.equal(500)
    expect(world.state.wakes).to.equal(0)
  })

  it('the account is found in each shape that products use', async () => {
    for (const body of [
      { user: { accountId: 'found' } },
      { userProfile: { accountId: 'found' }, userAccountId: 'who did it', user: 'admin' },
      { accountId: 'found' },
      { userAccountId: 'found', user: { accountId: 7 } },
    ]) {
      expect((await deliver(JSON.stringify(body))).status).to.equal(204)
      expect(world.deliveries.at(-1)?.accountId).to.equal('found')
    }
  })

  it('a body without an account is refused for good, not to be sent again', async () => {
    for (const body of ['{}', '[]', 'null', '{"user":{"accountId":""}}', '{"user":"jane"}']) {
      expect((await deliver(body)).status, body).to.equal(422)
    }
    expect(world.deliveries).to.deep.equal([])
  })

  it('a body of more than 1 MB, or not of JSON, is refused', async () => {
    expect((await deliver(userDeleted('x'.repeat(1024 * 1024)))).status).to.equal(413)
    expect((await deliver('{')).status).to.equal(400)
    expect((await deliver(userDeleted(), { 'content-type': 'text/plain' })).status).to.equal(415)
    expect(world.deliveries).to.deep.equal([])
  })

  it('an unsigned or foreign delivery is refused before its body is read', async () => {
    expect((await send(world.origin, bearing(WEBHOOK, 'x', '{'))).status).to.equal(401)
    const other = bearing('/jira/webhooks/user-updated', token(), userDeleted())
    expect((await send(world.origin, other)).status, 'token of the other webhook').to.equal(401)
    expect((await send(world.origin, webhookWith(site, { qsh: 'context-qsh' }))).status).to.equal(
      401,
    )
    expect(world.deliveries).to.deep.equal([])
  })

  it('each event has its own address (trap 26)', async () => {
    const target = '/jira/webhooks/user-updated'
    const signed = site.signed(site.urlClaims('POST', target))
    expect((await send(world.origin, bearing(target, signed, userDeleted()))).status).to.equal(204)
  })

  it('an identifier that could not be one is refused', async () => {
    const odd = { 'x-atlassian-webhook-identifier': 'x'.repeat(201) }
    expect((await deliver(userDeleted(), odd)).status).to.equal(400)
    const headers = {
      authorization: [`JWT ${token()}`],
      'content-type': ['application/json'],
      'x-atlassian-webhook-identifier': ['one', 'two'],
    }
    expect(await rawPost(`${world.origin}${WEBHOOK}`, headers, userDeleted())).to.equal(400)
  })
})
