import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { refusalIn } from '../../support/a-world.ts'
import { until } from '../../support/until.ts'

const HERE = { remoteAddress: '127.0.0.1' }
const ME = '/rest/api/user/current'
const MINUTE_MS = 60_000

describe('the session that is held at a product', () => {
  let world: DataCenterWorld
  let token: string

  beforeEach(async () => {
    world = await aDataCenterWorld()
    world.crowd.addUser('jane')
    world.crowd.addUser('john')
    token = world.crowd.signIn('jane', HERE)
    expect((await world.browse(token, ME)).status).to.equal(200)
  })
  afterEach(() => world.stop())

  const sessionOfLast = () => world.confluence.requests.at(-1)?.sessionId
  const opened = () =>
    new Set(world.confluence.requests.map(({ sessionId }) => sessionId).filter(Boolean)).size

  it('is used by each call of the same cookie from the same address', async () => {
    await world.browse(token, ME)
    await world.browse(token, ME)
    expect(opened()).to.equal(1)
  })

  it('is another one for another cookie, also of the same person', async () => {
    const second = world.crowd.signIn('jane', HERE)
    const first = sessionOfLast()
    await world.browse(second, ME)
    expect(sessionOfLast()).not.to.equal(first)
    await world.browse(token, ME)
    expect(sessionOfLast()).to.equal(first)
  })

  it('is opened to the end, though the first who asked for it has hung up', async () => {
    const fresh = world.crowd.signIn('john', HERE)
    world.confluence.faults.slowMs = 1_000
    const before = world.confluence.requests.length
    const first = new AbortController()
    const hungUp = world.browse(fresh, ME, { signal: first.signal }).catch(() => undefined)
    await until(() => world.confluence.requests.length > before, 'the opening of a session')
    // Another question, or it would share the first one's answer.
    const second = world.browse(fresh, '/rest/api/content/65537')
    // So that it waits for the same opening, which takes longer than this.
    await pause(200)
    first.abort()
    await hungUp
    expect((await second).status).to.equal(200)
  })

  it('is dropped when the product answers 401, and what Crowd said with it', async () => {
    world.confluence.faults.status401 = true
    expect(await refusalIn(await world.browse(token, ME))).to.equal('401 credential/invalid')
    world.confluence.faults.status401 = false
    const asked = world.crowd.requests.length
    const before = opened()
    expect((await world.browse(token, ME)).status).to.equal(200)
    expect(opened()).to.equal(before + 1)
    const sessions = world.crowd.requests
      .slice(asked)
      .filter(({ application, url }) => application === 'gatehouse' && url.includes('/session/'))
    expect(sessions).to.have.length(1)
  })

  it('is dropped by another version of the rules', async () => {
    const first = sessionOfLast()
    await world.decide({ switches: { gateway: true, usersMayCreateTokens: false } })
    await world.browse(token, ME)
    expect(sessionOfLast()).not.to.equal(first)
  })

  it('is dropped when it was not used for as long as the operator says', async () => {
    const first = sessionOfLast()
    world.gatehouse.clock.move(14 * MINUTE_MS)
    await world.browse(token, ME)
    expect(sessionOfLast()).to.equal(first)
    world.gatehouse.clock.move(15 * MINUTE_MS)
    await world.browse(token, ME)
    expect(sessionOfLast()).not.to.equal(first)
  })

  it('ends with a sign-out, at Crowd and at the product too', async () => {
    const answer = await world.write(token, '/gatehouse/session', { method: 'DELETE' })
    expect(answer.status).to.equal(204)
    expect(world.crowd.requests.some(({ method }) => method === 'DELETE')).to.equal(true)
    expect(world.confluence.requests.at(-1)?.url).to.equal('/logout.action')
    expect(await refusalIn(await world.browse(token, ME))).to.equal('401 credential/invalid')
  })

  it('is not ended by a page of another site', async () => {
    const answer = await world.browse(token, '/gatehouse/session', { method: 'DELETE' })
    expect(await refusalIn(answer)).to.equal('403 request/cross-site')
    expect((await world.browse(token, ME)).status).to.equal(200)
  })

  it('is gone with the site, from the next look of the app on', async () => {
    await world.remove()
    const answer = await world.browse(token, ME)
    expect(await refusalIn(answer)).to.equal('401 credential/missing')
    const left = world.gatehouse.app.directory.byId(world.tenant.id)
    expect(left).to.include({ status: 'uninstalled', sharedSecret: undefined })
    expect(left?.dataCenter).to.include({ crowd: undefined, tokenAuth: undefined })
  })

  it('is ended at its own address alone, and not by what a product may have of that name', async () => {
    const below = await world.write(token, '/rest/api/content/gatehouse/session', {
      method: 'DELETE',
    })
    expect(below.headers.get('gatehouse-request-id')).not.to.equal(null)
    expect(world.confluence.requests.at(-1)?.url).to.equal('/rest/api/content/gatehouse/session')
    expect((await world.browse(token, ME)).status).to.equal(200)
  })

  it('tells a page who is signed on, and nobody else', async () => {
    const session = await world.browse(token, '/gatehouse/session')
    expect(await session.json()).to.include({ user: 'jane', mayWrite: true })
    expect(session.headers.get('access-control-allow-origin')).to.equal(null)
    expect(session.headers.get('cache-control')).to.equal('no-store')
    expect(await refusalIn(await world.call('/gatehouse/session'))).to.equal(
      '401 credential/missing',
    )
  })
})
