import { expect } from 'chai'
import { aDataCenterWorld, type DataCenterWorld } from '../support/a-data-center-world.ts'
import { startGatehouse, type Gatehouse } from '../support/gatehouse.ts'
import { deskOfTest, neighboursAt } from './in-one-process.ts'

const HERE = { remoteAddress: '127.0.0.1' }
const ME = '/rest/api/user/current'
const NOWHERE = {
  keysUrl: 'http://127.0.0.1:9',
  tokenUrl: 'http://127.0.0.1:9',
  hostScriptUrl: 'http://127.0.0.1:9/all.js',
}

/** Two whole apps over one file: a browser's calls may come to either. */
describe('people who have signed on, with several processes', () => {
  let world: DataCenterWorld
  let other: Gatehouse
  let token: string

  beforeEach(async () => {
    const desk = deskOfTest()
    const { neighbours } = await neighboursAt(desk, 1)
    world = await aDataCenterWorld({ neighbours })
    const { clock, databaseFile } = world.gatehouse
    const second = await neighboursAt(desk, 2)
    const environment = { SITE_HOSTS: '*.atlassian.net' }
    other = await startGatehouse(NOWHERE, {
      clock,
      databaseFile,
      environment,
      neighbours: second.neighbours,
    })
    world.crowd.addUser('jane')
    token = world.crowd.signIn('jane', HERE)
  })
  afterEach(async () => {
    await other.stop()
    await world.stop()
  })

  const browseThere = (path: string) =>
    fetch(world.siteUrl.replace(world.gatehouse.url, other.url) + path, {
      headers: { cookie: `crowd.token_key=${token}` },
    })
  const sessionThere = async () => {
    expect((await browseThere(ME)).status).to.equal(200)
    return world.confluence.requests.at(-1)?.sessionId
  }

  it('have their sessions ended everywhere before an administrator is answered', async () => {
    const before = await sessionThere()
    expect((await world.manage('POST', '/sign-on-sessions/end', { user: 'jane' })).status).to.equal(
      204,
    )
    expect(await sessionThere()).not.to.equal(before)
  })

  it('are signed out everywhere before their browser is answered', async () => {
    await sessionThere()
    expect((await world.write(token, '/gatehouse/session', { method: 'DELETE' })).status).to.equal(
      204,
    )
    expect((await browseThere(ME)).status).to.equal(401)
  })

  it('write with a token that any of the processes gave', async () => {
    const session = await browseThere('/gatehouse/session')
    const { csrfToken } = (await session.json()) as { readonly csrfToken: string }
    const answer = await world.browse(token, '/rest/api/content/65537', {
      method: 'DELETE',
      headers: { origin: world.gatehouse.url, 'gatehouse-csrf-token': csrfToken },
    })
    expect(answer.status).not.to.equal(403)
  })
})
