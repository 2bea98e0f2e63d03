import { expect } from 'chai'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { refusalIn } from '../../support/a-world.ts'

describe('calls of a browser that has signed on by Crowd', () => {
  let world: DataCenterWorld
  let token: string
  const fromHere = { remoteAddress: '127.0.0.1' }

  before(async () => {
    world = await aDataCenterWorld()
    world.crowd.addUser('jane')
    token = world.crowd.signIn('jane', fromHere)
  })
  after(() => world.stop())

  it('are made as the user, in a session of the user’s own, with three cookies and one address', async () => {
    const answer = await world.browse(token, '/rest/api/user/current')
    expect(answer.status, await answer.clone().text()).to.equal(200)
    expect(await answer.json()).to.include({ username: 'jane' })
    const sent = world.confluence.requests.at(-1)
    expect(sent?.user).to.equal('jane')
    expect(sent?.headers['x-forwarded-for']).to.equal('127.0.0.1')
    const names = (sent?.headers.cookie ?? '').split('; ').map((pair) => pair.split('=')[0])
    expect(names).to.have.members(['crowd.token_key', 'JSESSIONID', 'atlassian.xsrf.token'])
    expect(answer.headers.getSetCookie()).to.deep.equal([])
  })

  it('write with the token that a page was given, and not without', async () => {
    const page = { type: 'page', title: 'Hello', space: { key: 'DOCS' } }
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(page),
    }
    const written = await world.write(token, '/rest/api/content', init)
    expect(written.status, await written.clone().text()).to.equal(200)
    const without = await world.browse(token, '/rest/api/content', init)
    expect(await refusalIn(without)).to.equal('403 request/cross-site')
  })
})
