import { expect } from 'chai'
import { request } from 'undici'
import type { Dispatcher } from 'undici'
import { badGateway, rateLimited, unavailable } from '../faults/planned-answer.ts'
import type { Installation } from '../install/installation.ts'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'
import { appToken, startTinyApp } from './tiny-app.ts'
import type { TinyApp } from './tiny-app.ts'

describe('the REST API of the site', () => {
  let world: SiteWorld
  let app: TinyApp
  let installation: Installation

  before(async () => {
    world = await startSite()
    app = await startTinyApp(['READ'])
    installation = await world.site.installApp(app.descriptorUrl)
  })
  after(() => Promise.all([app.stop(), world.stop()]))
  beforeEach(() => {
    world.log.clear()
    world.faults.reset()
  })

  type Method = 'GET' | 'POST' | 'DELETE'

  async function call(
    path: string,
    authorization?: string,
    method: Method = 'GET',
    body?: string,
  ): Promise<{ status: number; text: string; headers: Dispatcher.ResponseData['headers'] }> {
    const answer = await request(`${world.site.baseUrl}${path}`, {
      method,
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    })
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: await answer.body.text(),
    }
  }

  const asApp = (path: string, method: Method = 'GET', body?: string): ReturnType<typeof call> =>
    call(path, `JWT ${appToken(installation, method, path)}`, method, body)
  const asPerson = (
    name: 'admin' | 'alice',
    path: string,
    method?: Method,
    body?: string,
  ): ReturnType<typeof call> => {
    const { email, password } = world.site.people[name]
    const authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
    return call(path, authorization, method, body)
  }

  it('stops an app at its scopes, though searching by POST is only reading', async () => {
    const created = await asApp('/rest/api/3/issue', 'POST', '{"fields":{}}')
    expect(created).to.include({ status: 403, text: 'Request not in an authorized API scope' })
    const found = await asApp('/rest/api/3/search/jql', 'POST', '{"jql":"project = PROJ"}')
    expect(found.status).to.equal(200)
  })

  it('hides projects from those who may not see them, the app user included', async () => {
    expect((await asPerson('admin', '/rest/api/3/issue/SECRET-1')).status).to.equal(200)
    expect((await asPerson('alice', '/rest/api/3/issue/SECRET-1')).status).to.equal(404)
    expect((await asApp('/rest/api/3/issue/PROJ-1')).status).to.equal(200)
    installation.barAppFrom('PROJ')
    expect((await asApp('/rest/api/3/issue/PROJ-1')).status).to.equal(404)
    installation.readmitAppTo('PROJ')
  })

  it('serves anonymous callers as such where Jira does, and asks for a login elsewhere', async () => {
    expect((await call('/rest/api/3/project/search')).text).to.contain('"values":[]')
    expect((await call('/rest/api/3/issue/PROJ-1')).status).to.equal(404)
    const { status, headers } = await call('/rest/api/3/myself')
    expect(status).to.equal(401)
    expect(headers['www-authenticate']).to.match(/^OAuth realm=/)
    expect((await call('/rest/api/3/myself', 'bearer x')).status).to.equal(401)
  })

  it('says who administers the product, to apps and admins only', async () => {
    const { admin, alice } = world.site.people
    const ask = async (accountId: string): Promise<string> => {
      const body = JSON.stringify({ accountId, globalPermissions: ['ADMINISTER'] })
      return (await asApp('/rest/api/3/permissions/check', 'POST', body)).text
    }
    expect(await ask(admin.accountId)).to.contain('"globalPermissions":["ADMINISTER"]')
    expect(await ask(alice.accountId)).to.contain('"globalPermissions":[]')
  })

  it('shows a closed account as a former user, without anything personal', async () => {
    const { bob } = world.site.people
    bob.closed = true
    const path = `/rest/api/3/user?accountId=${encodeURIComponent(bob.accountId)}`
    const { text } = await asPerson('admin', path)
    expect(text).to.contain('Former user').and.not.contain(bob.email)
    const wikiPath = `/wiki/rest/api/user?accountId=${encodeURIComponent(bob.accountId)}`
    expect((await asPerson('admin', wikiPath)).text).to.contain('Former user')
    const body = JSON.stringify({ accountIds: [bob.accountId, 'nobody'] })
    const found = (await asPerson('admin', '/wiki/api/v2/users-bulk', 'POST', body)).text
    expect(found).to.contain('"accountStatus":"closed"').and.not.contain('nobody')
    bob.closed = false
  })

  it('answers unknown routes, wrong methods and wrong media types as the products do', async () => {
    expect((await call('/rest/api/3/nowhere')).headers['content-type']).to.match(/problem\+json/)
    const wrong = await call('/rest/api/3/myself', undefined, 'DELETE')
    expect(wrong.status).to.equal(405)
    expect(wrong.headers['allow']).to.equal('GET')
    const answer = await request(`${world.site.baseUrl}/rest/api/3/issue`, {
      method: 'POST',
      body: 'x',
    })
    await answer.body.dump()
    expect(answer.statusCode).to.equal(415)
    expect((await call('/wiki/rest/api/nowhere')).text).to.contain('"statusCode":404')
    expect((await call('/rest/api/3/search?jql=x')).status).to.equal(410)
  })

  it('keeps app-only operations for app tokens', async () => {
    const path = `/rest/atlassian-connect/1/addons/${installation.appKey}`
    expect((await asApp(path)).status).to.equal(200)
    expect((await asPerson('admin', path)).status).to.equal(403)
  })

  it('tells which accounts to erase, for at most 90 at once', async () => {
    const path = '/rest/atlassian-connect/latest/report-accounts'
    const updatedAt = '2026-01-01T00:00:00.000Z'
    const report = (ids: readonly string[]): ReturnType<typeof call> => {
      const accounts = ids.map((accountId) => ({ accountId, updatedAt }))
      return asApp(path, 'POST', JSON.stringify({ accounts }))
    }
    const { alice, bob } = world.site.people
    expect((await report([alice.accountId])).status).to.equal(204)
    bob.closed = true
    const due = await report([alice.accountId, bob.accountId])
    expect(JSON.parse(due.text)).to.deep.equal({
      accounts: [{ accountId: bob.accountId, status: 'closed' }],
    })
    expect(due.headers['cycle-period']).to.equal('P7D')
    bob.closed = false
    expect((await report(Array.from({ length: 91 }, String))).status).to.equal(400)
  })

  it('can look as if only its edge were there', async () => {
    world.site.faults.answerNext(1, badGateway())
    const gateway = await call('/rest/api/3/serverInfo')
    expect([gateway.status, gateway.headers['content-type']]).to.deep.equal([
      502,
      'text/html;charset=UTF-8',
    ])
    world.site.faults.answerNext(1, unavailable(5))
    const away = await call('/rest/api/3/serverInfo')
    expect([away.status, away.headers['retry-after']]).to.deep.equal([503, '5'])
  })

  it('plays the faults that a test plans, and forgets them at reset', async () => {
    world.site.faults.answerNext(1, rateLimited('jira-burst-based', 7), { path: /myself/ })
    const limited = await asApp('/rest/api/3/myself')
    expect(limited.status).to.equal(429)
    expect(limited.headers).to.include({
      'retry-after': '7',
      'ratelimit-reason': 'jira-burst-based',
    })
    expect((await asApp('/rest/api/3/myself')).status).to.equal(200)
    world.site.faults.resetNext(Infinity)
    const reset = await asApp('/rest/api/3/myself').catch((cause: unknown) => String(cause))
    expect(reset).to.match(/SocketError|other side closed|ECONNRESET/)
    world.faults.reset()
    expect((await asApp('/rest/api/3/myself')).status).to.equal(200)
    world.site.faults.clockOffsetSeconds = 3600
    expect((await asApp('/rest/api/3/myself')).status).to.equal(401)
  })
})
