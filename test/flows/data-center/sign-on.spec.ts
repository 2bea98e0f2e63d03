import { expect } from 'chai'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { refusalIn } from '../../support/a-world.ts'
import { watchForSecret } from '../../support/sinks.ts'

const HERE = { remoteAddress: '127.0.0.1' }
const ME = '/rest/api/user/current'

describe('calls of a browser that has signed on by Crowd', () => {
  let world: DataCenterWorld
  let token: string

  before(async () => {
    world = await aDataCenterWorld()
    world.crowd.addUser('jane')
    token = world.crowd.signIn('jane', HERE)
    watchForSecret(token)
  })
  after(() => world.stop())

  const askedOfCrowd = () =>
    world.crowd.requests.filter(({ application }) => application === 'gatehouse')

  it('are made as the user, with three cookies and one address, and bring no cookie back', async () => {
    const answer = await world.browse(token, ME)
    expect(answer.status, await answer.clone().text()).to.equal(200)
    expect(await answer.json()).to.include({ username: 'jane' })
    const sent = world.confluence.requests.at(-1)
    watchForSecret(sent?.sessionId ?? '')
    expect(sent?.user).to.equal('jane')
    expect(sent?.headers['x-forwarded-for']).to.equal('127.0.0.1')
    const names = (sent?.headers.cookie ?? '').split('; ').map((pair) => pair.split('=')[0])
    expect(names).to.have.members(['crowd.token_key', 'JSESSIONID', 'atlassian.xsrf.token'])
    expect(answer.headers.getSetCookie()).to.deep.equal([])
  })

  it('take from the browser’s own headers nothing that says who calls, or from where', async () => {
    const sent = {
      accept: 'application/json',
      referer: 'https://elsewhere.example.com/',
      forwarded: 'for=203.0.113.9',
      'x-real-ip': '203.0.113.9',
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-user': 'admin',
      'x-ausername': 'admin',
      'x-atlassian-token': 'no-check',
      tokenauthwhitelistok: 'true',
      'user-agent': 'Mozilla/5.0',
    }
    const answer = await world.browse(token, ME, {
      headers: { ...sent, origin: 'https://x.example' },
    })
    expect(answer.status).to.equal(200)
    const { headers } = world.confluence.requests.at(-1) ?? { headers: {} }
    expect(Object.keys(headers)).to.have.members([
      'host',
      'connection',
      'accept',
      'accept-encoding',
      'accept-language',
      'cookie',
      'user-agent',
      'x-forwarded-for',
    ])
    expect(headers).to.include({
      'user-agent': 'gatehouse-gateway',
      'x-forwarded-for': '127.0.0.1',
    })
  })

  it('ask Crowd with the client’s address and never without, once for many that come at once', async () => {
    const fresh = world.crowd.signIn('jane', HERE)
    const before = askedOfCrowd().length
    const answers = await Promise.all(Array.from({ length: 50 }, () => world.browse(fresh, ME)))
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]))
    const asked = askedOfCrowd().slice(before)
    const factors = { validationFactors: [{ name: 'remote_address', value: '127.0.0.1' }] }
    const ofSession = asked.filter(({ url }) => url.includes('/session/'))
    expect(ofSession.map(({ method }) => method)).to.deep.equal(['POST'])
    expect(ofSession[0]?.body).to.deep.equal(factors)
  })

  it('believe Crowd for half a minute and not longer', async () => {
    const brief = world.crowd.signIn('jane', HERE)
    expect((await world.browse(brief, ME)).status).to.equal(200)
    world.crowd.endSession(brief)
    expect((await world.browse(brief, ME)).status).to.equal(200)
    world.gatehouse.clock.move(30_001)
    expect(await refusalIn(await world.browse(brief, ME))).to.equal('401 credential/invalid')
  })

  it('are refused with two cookies of the name, and with another credential beside the cookie', async () => {
    const twice = { cookie: `crowd.token_key=${token}; crowd.token_key=${token}` }
    expect(await refusalIn(await world.call(ME, { headers: twice }))).to.equal(
      '400 request/ambiguous-credential',
    )
    for (const authorization of ['Bearer x', 'Basic YTpi', 'JWT a.b.c']) {
      const both = await world.browse(token, ME, { headers: { authorization } })
      expect(await refusalIn(both), authorization).to.equal('400 request/ambiguous-credential')
    }
  })

  it('are refused for a cookie that is no token of Crowd, which then is not asked', async () => {
    const before = world.crowd.requests.length
    for (const value of [
      'x',
      'x/../../user?username=admin',
      'a b',
      '"quoted"',
      'ä'.repeat(24),
      '',
    ]) {
      const cookie = Buffer.from(`crowd.token_key=${value}`).toString('latin1')
      const answer = await world.call(ME, { headers: { cookie } })
      expect(await refusalIn(answer), value).to.equal('401 credential/invalid')
    }
    expect(world.crowd.requests.slice(before).filter(({ url }) => !url.endsWith('/cookie'))).to.be
      .empty
  })

  it('are none while no admin has switched them on: the cookie is not looked at', async () => {
    await world.decide({ switches: { signOnCookies: false } })
    const before = world.crowd.requests.length
    expect(await refusalIn(await world.browse(token, ME))).to.equal('401 credential/missing')
    expect(world.crowd.requests.length).to.equal(before)
    await world.decide({ switches: { signOnCookies: true } })
  })

  it('are recorded with the user and without the cookie', async () => {
    await world.browse(token, ME)
    const events = await world.gatehouse.app.audit.recent(world.tenant.id, 500)
    const call = events.find((each) => each.kind === 'call' && each.credentialKind === 'sso-cookie')
    expect(call).to.include({ subject: 'jane', accountId: 'jane', actsAs: 'user', path: ME })
    expect(JSON.stringify(events)).not.to.include(token)
  })
})
