import { encodeSymmetric, SymmetricAlgorithm } from 'atlassian-jwt'
import { expect } from 'chai'
import { queryStringHash } from '../../../src/lib/qsh.ts'
import { enterSite, listSites, tokenFor } from '../../../src/data-center-sites.ts'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { checkSite, type TriedCookie } from '../../../src/data-center-check.ts'
import { atDesk, enter } from '../../support/enter-site.ts'
import { refusalIn } from '../../support/a-world.ts'
import { watchForSecret } from '../../support/sinks.ts'

describe('the operator of Data Center sites', () => {
  let world: DataCenterWorld
  before(async () => {
    world = await aDataCenterWorld({ contextPath: '/wiki-dc' })
    world.crowd.addUser('jane')
  })
  after(() => world.stop())

  const tryToEnter = async (site: object | string) =>
    atDesk(world.gatehouse, (desk) =>
      enterSite(desk, typeof site === 'string' ? site : JSON.stringify(site)),
    )
  const site = { baseUrl: 'https://wiki.example.com', product: 'confluence', admins: ['jane.doe'] }

  it('is told of everything that is wrong with a site, and no secret in it', async () => {
    const { status, told } = await tryToEnter({
      baseUrl: 'https://WIKI.example.com/?x=1',
      product: 'bitbucket',
      admins: [],
      crowd: { baseUrl: 'ldap://crowd', application: 'a b', password: '', color: 'red' },
      sessions: { idleMinutes: 16, origins: ['https://apps.example.com/path'] },
      tokenAuth: { issuer: 'gatehouse', secret: 'too-short-a-secret', subjects: [] },
    })
    expect(status).to.equal(1)
    expect(told.map((line) => line.split(':')[0])).to.have.members([
      'baseUrl',
      'product',
      'admins',
      'crowd.baseUrl',
      'crowd.application',
      'crowd.password',
      'crowd.color',
      'sessions.idleMinutes',
      'sessions.origins.0',
      'tokenAuth.secret',
      'tokenAuth.subjects',
      'tokenAuth.callsPerMinute',
    ])
    expect(told.join()).not.to.include('too-short-a-secret')
    expect((await tryToEnter('{"secret-of-mine"')).told).to.deep.equal(['This is no JSON.'])
  })

  it('cannot enter a site where installations of the Cloud may come from', async () => {
    const { status, told } = await tryToEnter({ ...site, baseUrl: 'https://acme.atlassian.net' })
    expect(status).to.equal(1)
    expect(told.join()).to.include('SITE_HOSTS')
  })

  it('cannot have a prefix for tokens without its own limit, nor at Jira', async () => {
    const tokenAuth = { issuer: 'g', secret: 's'.repeat(32), subjects: ['svc-*'] }
    expect((await tryToEnter({ ...site, tokenAuth })).told.join()).to.include(
      'tokenAuth.callsPerMinute',
    )
    const ofJira = { ...site, product: 'jira', tokenAuth: { ...tokenAuth, callsPerMinute: 1 } }
    expect((await tryToEnter(ofJira)).told.join()).to.include('Jira has no prefix for tokens')
  })

  it('sees which sites there are, and how programs call them', async () => {
    const { told } = await atDesk(world.gatehouse, listSites)
    expect(told.join()).to.include(world.tenant.id)
    expect(told.join()).to.include('/wiki-dc')
  })

  it('has a site called by its own address: the path that it is served under is part of it', async () => {
    const token = world.crowd.signIn('jane', { remoteAddress: '127.0.0.1' })
    expect((await world.browse(token, '/rest/api/user/current')).status).to.equal(200)
    expect(world.confluence.requests.at(-1)?.url).to.equal('/wiki-dc/rest/api/user/current')
    const above = `${world.gatehouse.url}/sites/${world.tenant.host}/rest/api/user/current`
    const answer = await fetch(above, { headers: { cookie: `crowd.token_key=${token}` } })
    expect(await refusalIn(answer)).to.equal('401 credential/missing')
  })

  it('makes a token for an administrator, which manages this site and no other', async () => {
    const { told } = await atDesk(world.gatehouse, (desk) =>
      tokenFor(desk, world.tenant.id, 'ADMIN'),
    )
    const token = told.at(-1) ?? ''
    watchForSecret(token)
    const headers = { authorization: `Bearer ${token}` }
    const policy = await fetch(`${world.gatehouse.url}/api/v1/policy`, { headers })
    expect(policy.status, await policy.clone().text()).to.equal(200)
    expect(JSON.stringify(await policy.json())).to.include('"signOnCookies":true')
    const nobody = await atDesk(world.gatehouse, (desk) =>
      tokenFor(desk, world.tenant.id, 'mallory'),
    )
    expect(nobody.status).to.equal(1)
  })

  it('takes an administrator’s rights away by entering the site without them', async () => {
    const { told } = await atDesk(world.gatehouse, (desk) =>
      tokenFor(desk, world.tenant.id, 'admin'),
    )
    const headers = { authorization: `Bearer ${told.at(-1) ?? ''}` }
    watchForSecret(told.at(-1) ?? '')
    await world.enterAgain({ admins: ['somebody.else'] })
    world.gatehouse.clock.move(61_000)
    const policy = await fetch(`${world.gatehouse.url}/api/v1/policy`, { headers })
    expect(policy.status).to.equal(403)
  })

  it('alone says what becomes of a site: no call of a product does, however well it is signed', async () => {
    const { clientKey, sharedSecret } = world.tenant
    const body = { key: 'gatehouse-data-center', clientKey, baseUrl: world.tenant.baseUrl }
    for (const event of ['disabled', 'enabled', 'uninstalled']) {
      const iat = Math.floor(world.gatehouse.clock.now() / 1000)
      const qsh = queryStringHash('POST', `/${event}`, '')
      const claims = { iss: clientKey, iat, exp: iat + 60, qsh }
      const token = encodeSymmetric(claims, sharedSecret?.reveal() ?? '', SymmetricAlgorithm.HS256)
      const answer = await fetch(`${world.gatehouse.url}/confluence/${event}`, {
        method: 'POST',
        headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, eventType: event, productType: 'confluence' }),
      })
      expect(await refusalIn(answer), event).to.equal('401 product/untrusted')
      expect(world.gatehouse.app.directory.byId(world.tenant.id)?.status).to.equal('active')
    }
  })

  it('has a second site under another path of the same host', async () => {
    const jira = await enter(world.gatehouse, {
      baseUrl: `http://${world.tenant.host}/jira`,
      product: 'jira',
      admins: ['admin'],
    })
    expect(world.gatehouse.app.directory.dataCenterAt(world.tenant.host)).to.have.length(2)
    expect(jira.product).to.equal('jira')
    const twice = await tryToEnter({ ...site, baseUrl: world.tenant.baseUrl, product: 'jira' })
    expect(twice.status).to.equal(1)
  })
})

describe('the check of a Data Center site', () => {
  let world: DataCenterWorld
  before(async () => {
    world = await aDataCenterWorld()
    world.crowd.addUser('jane')
  })
  after(() => world.stop())

  const check = (cookie?: TriedCookie) =>
    atDesk(world.gatehouse, (desk) => checkSite(desk, world.tenant.id, cookie, false))
  const red = (told: readonly string[]) => told.filter((line) => line.startsWith('✘'))

  it('is green for a site that is set up well, and tells the address to enter at Crowd', async () => {
    const value = world.crowd.signIn('jane', { remoteAddress: '203.0.113.9' })
    const { status, told } = await check({ value, address: '203.0.113.9' })
    expect(red(told)).to.deep.equal([])
    expect(status).to.equal(0)
    expect(told).to.have.length(7)
    expect(told.join('\n')).to.include('Crowd sees us come from: 127.0.0.1')
    expect(told.join('\n')).not.to.include(value)
  })

  it('tries the cookie by the name that Crowd has for it', async () => {
    const { name } = world.crowd.cookieConfig
    Object.assign(world.crowd.cookieConfig, { name: 'acme.sso' })
    const value = world.crowd.signIn('jane', { remoteAddress: '203.0.113.9' })
    const { told } = await check({ value, address: '203.0.113.9' })
    Object.assign(world.crowd.cookieConfig, { name })
    expect(red(told)).to.deep.equal([])
  })

  it('has a red line where Crowd does not take our application, or not our address as a proxy', async () => {
    const value = world.crowd.signIn('jane', { remoteAddress: '203.0.113.9' })
    world.crowd.settings.trustedProxies = []
    const untrusted = await check({ value, address: '203.0.113.9' })
    expect(red(untrusted.told)).to.have.length(1)
    expect(red(untrusted.told)[0]).to.match(/The product believes the address.*wrong-user/)
    world.crowd.application.remoteAddresses.length = 0
    const refused = await check()
    expect(red(refused.told)[0]).to.match(/takes our application.*crowd\/app-refused/)
    expect(refused.status).to.equal(1)
  })
})
