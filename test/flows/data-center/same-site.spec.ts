import { expect } from 'chai'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { refusalIn } from '../../support/a-world.ts'

const HERE = { remoteAddress: '127.0.0.1' }
const APPS = 'https://apps.example.com'
const CROSS_SITE = '403 request/cross-site'

describe('a write with a sign-on cookie', () => {
  let world: DataCenterWorld
  let token: string
  let csrf: string

  before(async () => {
    world = await aDataCenterWorld({ site: { sessions: { origins: [APPS] } } })
    world.crowd.addUser('jane')
    token = world.crowd.signIn('jane', HERE)
    csrf = await csrfOf(token)
  })
  after(() => world.stop())

  async function csrfOf(signOn: string): Promise<string> {
    const answer = await world.browse(signOn, '/gatehouse/session')
    const { csrfToken } = (await answer.json()) as { readonly csrfToken: string }
    return csrfToken
  }

  const write = (
    method: string,
    headers: Record<string, string>,
    path = '/rest/api/content/65537',
  ) =>
    world.browse(token, path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'DELETE'
        ? {}
        : { body: JSON.stringify({ type: 'page', title: 'Changed', version: { number: 2 } }) }),
    })
  const own = () => ({ origin: world.gatehouse.url, 'gatehouse-csrf-token': csrf })

  it('needs an origin that is known and the token of this session, whatever its method', async () => {
    const before = world.confluence.requests.length
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const { origin, 'gatehouse-csrf-token': shown } = own()
      for (const headers of [
        {},
        { origin },
        { 'gatehouse-csrf-token': shown },
        { ...own(), origin: 'https://evil.example.com' },
        { ...own(), origin: 'null' },
        { ...own(), 'gatehouse-csrf-token': `${shown}x` },
        { ...own(), 'gatehouse-csrf-token': '' },
        { ...own(), 'sec-fetch-site': 'cross-site' },
        { ...own(), 'sec-fetch-site': 'none' },
        { 'x-atlassian-token': 'no-check', origin },
      ]) {
        const told = `${method} ${JSON.stringify(headers)}`
        expect(await refusalIn(await write(method, headers)), told).to.equal(CROSS_SITE)
      }
    }
    expect(world.confluence.requests.length).to.equal(before)
  })

  it('is made with both, and then says to the product that a write is meant', async () => {
    expect((await write('PUT', own())).status).to.equal(200)
    const sent = world.confluence.requests.at(-1)?.headers
    expect(sent).to.include({ 'x-atlassian-token': 'no-check' })
    expect(sent).not.to.have.any.keys('origin', 'referer', 'gatehouse-csrf-token')
    const fetched = { ...own(), 'sec-fetch-site': 'same-origin' }
    expect((await write('PUT', fetched)).status).not.to.equal(403)
  })

  it('is taken from an origin that the operator named', async () => {
    expect(await refusalIn(await write('PATCH', { ...own(), origin: `${APPS}:8443` }))).to.equal(
      CROSS_SITE,
    )
    const answer = await write('PUT', { ...own(), origin: APPS })
    expect(answer.status).not.to.equal(403)
  })

  it('is not made with the token of another session, also of the same person', async () => {
    const other = await csrfOf(world.crowd.signIn('jane', HERE))
    const headers = { ...own(), 'gatehouse-csrf-token': other }
    expect(await refusalIn(await write('PUT', headers))).to.equal(CROSS_SITE)
  })

  it('is not announced to other origins: no preflight is ever answered for them', async () => {
    const answer = await world.call('/rest/api/content', {
      method: 'OPTIONS',
      headers: { origin: APPS, 'access-control-request-method': 'POST' },
    })
    const allowed = [...answer.headers.keys()].filter((name) => name.startsWith('access-control'))
    expect(allowed).to.deep.equal([])
  })

  it('goes without the word to the product when it only reads', async () => {
    await world.browse(token, '/rest/api/user/current')
    expect(world.confluence.requests.at(-1)?.headers).not.to.have.property('x-atlassian-token')
  })
})
