import { expect } from 'chai'
import { request } from 'undici'
import type { Installation } from '../install/installation.ts'
import { signJws } from '../tokens/jws.ts'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'
import { startTinyApp } from './tiny-app.ts'
import type { TinyApp } from './tiny-app.ts'

interface TokenAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

describe('acting as a user', () => {
  let world: SiteWorld
  let app: TinyApp
  let installation: Installation

  before(async () => {
    world = await startSite()
    app = await startTinyApp(['WRITE', 'ACT_AS_USER'])
    installation = await world.site.installApp(app.descriptorUrl)
  })
  after(() => Promise.all([app.stop(), world.stop()]))
  beforeEach(() => {
    world.log.clear()
    world.faults.reset()
  })

  function assertion(claims: Readonly<Record<string, unknown>> = {}, secret?: string): string {
    const now = Math.floor(Date.now() / 1000)
    const { alice } = world.site.people
    const usual = {
      iss: `urn:atlassian:connect:clientid:${installation.oauthClientId}`,
      sub: `urn:atlassian:connect:useraccountid:${alice.accountId}`,
      tnt: world.site.baseUrl,
      aud: world.tokenUrl,
      iat: now,
      exp: now + 55,
    }
    const key = secret ?? installation.sharedSecret()
    return signJws({ typ: 'JWT', alg: 'HS256' }, { ...usual, ...claims }, key, 'HS256')
  }

  async function exchange(token: string, scope?: string): Promise<TokenAnswer> {
    const form = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: token,
      ...(scope === undefined ? {} : { scope }),
    })
    const answer = await request(`${world.tokenUrl}/oauth2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    })
    const body = (await answer.body.json()) as TokenAnswer['body']
    return { status: answer.statusCode, body }
  }

  async function bearerOf(scope?: string): Promise<string> {
    return String((await exchange(assertion(), scope)).body['access_token'])
  }

  async function callAs(bearer: string, path: string, method = 'GET'): Promise<number> {
    const answer = await request(`${world.site.baseUrl}${path}`, {
      method: method === 'POST' ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: '{}' } : {}),
    })
    await answer.body.dump()
    return answer.statusCode
  }

  it('gives a token of 900 seconds that acts as that user', async () => {
    const { status, body } = await exchange(assertion())
    expect(status).to.equal(200)
    expect(body).to.include({ expires_in: 900, token_type: 'Bearer' })
    expect(await callAs(String(body['access_token']), '/rest/api/3/myself')).to.equal(200)
    const { accountId } = world.site.people.alice
    expect(world.log.calls({ server: 'site', actingAs: accountId })).to.have.length(1)
  })

  const now = (): number => Math.floor(Date.now() / 1000)
  const refused = [
    ['lasts longer than 60 seconds', () => assertion({ exp: now() + 62 })],
    ['has ended', () => assertion({ exp: now() - 1 })],
    ['has no end', () => assertion({ exp: undefined })],
    ['is for another audience', () => assertion({ aud: 'https://auth.example' })],
    ['names another tenant', () => assertion({ tnt: 'https://other.example' })],
    ['names an unknown client', () => assertion({ iss: 'urn:atlassian:connect:clientid:x' })],
    ['names a user key', () => assertion({ sub: 'urn:atlassian:connect:userkey:alice' })],
    ['is signed with another secret', () => assertion({}, 'another secret')],
  ] as const

  for (const [what, token] of refused) {
    it(`is refused when the assertion ${what}`, async () => {
      const { status, body } = await exchange(token())
      expect(status).to.equal(400)
      expect(body['error']).to.equal('invalid_grant')
    })
  }

  it('is refused for scopes beyond the descriptor, and for scopes misspelt', async () => {
    for (const scope of ['ADMIN', 'read', 'READ+WRITE']) {
      expect((await exchange(assertion(), scope)).body['error'], scope).to.equal('invalid_scope')
    }
  })

  it('is refused for people who are inactive or closed', async () => {
    const { alice } = world.site.people
    alice.active = false
    expect((await exchange(assertion())).status).to.equal(400)
    alice.active = true
    alice.closed = true
    expect((await exchange(assertion())).status).to.equal(400)
    alice.closed = false
  })

  it('reaches no further than the scope of the token', async () => {
    const reading = await bearerOf('READ')
    expect(await callAs(reading, '/rest/api/3/issue/PROJ-1')).to.equal(200)
    expect(await callAs(reading, '/rest/api/3/issue', 'POST')).to.equal(403)
    expect(world.log.entries.at(-1)?.verdict).to.equal('scope')
  })

  it('reaches no further than the user', async () => {
    expect(await callAs(await bearerOf(), '/rest/api/3/issue/SECRET-1')).to.equal(404)
  })

  it('ends when the token is revoked, and is answered as an edge does when it is no token', async () => {
    const bearer = await bearerOf()
    world.accessTokens.revoke(({ scopes }) => scopes.includes('WRITE'))
    expect(await callAs(bearer, '/rest/api/3/myself')).to.equal(401)
    expect(await callAs('opaque', '/rest/api/3/serverInfo')).to.equal(403)
  })

  it('does not carry over to another tenant', async () => {
    const other = await world.addSite('other')
    await other.installApp(app.descriptorUrl)
    const answer = await request(`${other.baseUrl}/rest/api/3/myself`, {
      headers: { authorization: `Bearer ${await bearerOf()}` },
    })
    await answer.body.dump()
    expect(answer.statusCode).to.equal(401)
    expect(world.log.entries.at(-1)?.verdict).to.equal('bearer-other-tenant')
  })
})
