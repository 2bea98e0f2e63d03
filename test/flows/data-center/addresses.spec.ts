import { expect } from 'chai'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { refusalIn } from '../../support/a-world.ts'

const ME = '/rest/api/user/current'
const CONTENT = '/rest/api/content'
const HOME = '203.0.113.9'
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })

describe('a sign-on cookie and where it comes from', () => {
  let world: DataCenterWorld
  afterEach(() => world.stop())

  const behindProxy = (more: object = {}) =>
    aDataCenterWorld({ environment: { TRUSTED_PROXIES: '127.0.0.0/8' }, ...more })

  it('is refused from another address where Crowd holds sessions to theirs', async () => {
    world = await behindProxy()
    world.crowd.addUser('jane')
    const token = world.crowd.signIn('jane', { remoteAddress: HOME })
    expect((await world.browse(token, ME, from(HOME))).status).to.equal(200)
    const stolen = await world.browse(token, ME, from('198.51.100.7'))
    expect(await refusalIn(stolen)).to.equal('401 credential/invalid')
    expect(world.confluence.requests.at(-1)?.headers['x-forwarded-for']).to.equal(HOME)
  })

  it('is not helped by an address that somebody whom nobody trusts writes into a header', async () => {
    world = await aDataCenterWorld()
    world.crowd.addUser('jane')
    const token = world.crowd.signIn('jane', { remoteAddress: HOME })
    const stolen = await world.browse(token, ME, from(HOME))
    expect(await refusalIn(stolen)).to.equal('401 credential/invalid')
    expect(world.confluence.requests).to.deep.equal([])
  })

  it('opens another session at the product from another address, where Crowd lets it', async () => {
    world = await behindProxy({ crowd: { requiresConsistentAddress: false } })
    world.crowd.addUser('jane')
    const token = world.crowd.signIn('jane', { remoteAddress: HOME })
    await world.browse(token, ME, from(HOME))
    const first = world.confluence.requests.at(-1)?.sessionId
    await world.browse(token, ME, from('198.51.100.7'))
    expect(world.confluence.requests.at(-1)?.sessionId).not.to.equal(first)
    expect(world.confluence.requests.at(-1)?.headers['x-forwarded-for']).to.equal('198.51.100.7')
  })

  it('asks Crowd from the very address that the product is told, also behind proxies of the site’s own', async () => {
    world = await behindProxy()
    world.crowd.addUser('jane')
    const own = '10.1.2.3'
    await world.decideNetworks({ header: 'x-forwarded-for', trusted: ['10.0.0.0/8'] })
    const token = world.crowd.signIn('jane', { remoteAddress: HOME })
    const answer = await world.browse(token, ME, from(`192.0.2.9, ${HOME}, ${own}`))
    expect(answer.status).to.equal(200)
    expect(world.confluence.requests.at(-1)?.headers['x-forwarded-for']).to.equal(HOME)
    const sent = world.crowd.requests.find(
      ({ method, url, application }) =>
        method === 'POST' && url.includes('/session/') && application === 'gatehouse',
    )
    expect(sent?.body).to.deep.equal({
      validationFactors: [{ name: 'remote_address', value: HOME }],
    })
  })

  it('only reads where Crowd does not hold sessions to addresses, until the operator accepts that', async () => {
    const page = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'page', title: 'Hello', space: { key: 'DOCS' } }),
    }
    const crowd = { requiresConsistentAddress: false }
    world = await aDataCenterWorld({ crowd })
    world.crowd.addUser('jane')
    const token = world.crowd.signIn('jane', { remoteAddress: '127.0.0.1' })
    const session = await world.browse(token, '/gatehouse/session')
    expect(await session.json()).to.include({ mayWrite: false })
    expect((await world.browse(token, ME)).status).to.equal(200)
    expect(await refusalIn(await world.write(token, CONTENT, page))).to.equal('403 call/read-only')
    await world.enterAgain({ sessions: { acceptsAnyAddress: true } })
    expect((await world.write(token, CONTENT, page)).status).to.equal(200)
  })
})
