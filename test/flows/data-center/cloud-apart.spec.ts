import { expect } from 'chai'
import { anInstalledWorld, refusalIn, type InstalledWorld } from '../../support/a-world.ts'

const ME = '/rest/api/3/myself'

describe('a site of the Cloud', () => {
  let world: InstalledWorld
  before(async () => {
    world = await anInstalledWorld()
  })
  after(() => world.stop())

  const tenantId = () =>
    world.gatehouse.app.directory.byClientKey('jira', world.jira.clientKey)?.id ?? ''
  const bare = (headers: Record<string, string>) =>
    fetch(`${world.gatehouse.url}/sites/${world.world.site.host}${ME}`, { headers })

  it('takes no sign-on cookie and no bearer of the product’s, even where its policy came to say so', async () => {
    const by = { actor: 'a-test', requestId: 'a-test' }
    // Past every check of what is handed in.
    await world.gatehouse.app.policies.change(tenantId(), by, ({ document }) => ({
      ...document,
      switches: { ...document.switches, signOnCookies: true, bearerPassThrough: true },
    }))
    const token = 'a'.repeat(24)
    expect(await refusalIn(await bare({ cookie: `crowd.token_key=${token}` }))).to.equal(
      '401 credential/missing',
    )
    expect(await refusalIn(await bare({ authorization: `Bearer ${token}` }))).to.equal(
      '401 credential/invalid',
    )
  })

  it('has no session of browsers, and no Data Center site, for anybody', async () => {
    const session = `${world.gatehouse.url}/sites/${world.world.site.host}/gatehouse/session`
    const answer = await fetch(session, { headers: { cookie: 'crowd.token_key=x' } })
    expect(await refusalIn(answer)).to.equal('401 credential/missing')
    const managing = await world.createToken(world.people.admin, { access: 'manage' })
    const headers = { authorization: `Bearer ${managing}`, 'content-type': 'application/json' }
    const api = `${world.gatehouse.url}/api/v1`
    expect((await fetch(`${api}/data-center`, { headers })).status).to.equal(404)
    const end = { method: 'POST', headers, body: '{}' }
    expect((await fetch(`${api}/sign-on-sessions/end`, end)).status).to.equal(404)
  })

  it('cannot be switched to anything of Data Center by its administrators', async () => {
    const managing = await world.createToken(world.people.admin, { access: 'manage' })
    const authorization = `Bearer ${managing}`
    const url = `${world.gatehouse.url}/api/v1/policy`
    const read = await fetch(url, { headers: { authorization } })
    const { document } = (await read.json()) as { document: { switches: object } }
    for (const name of ['signOnCookies', 'bearerPassThrough']) {
      const switches = {
        ...document.switches,
        signOnCookies: false,
        bearerPassThrough: false,
        [name]: true,
      }
      const answer = await fetch(url, {
        method: 'PUT',
        headers: {
          authorization,
          'content-type': 'application/json',
          'if-match': read.headers.get('etag') ?? '',
        },
        body: JSON.stringify({ ...document, switches }),
      })
      expect(answer.status).to.equal(422)
      expect(await answer.text()).to.include(`switches.${name}`)
    }
  })
})
