import { expect } from 'chai'
import { basicOf } from '../http/credentials.ts'
import { startConfluence } from '../start-confluence.ts'
import type { Confluence } from '../start-confluence.ts'
import { startCrowd } from '../start-crowd.ts'
import type { Crowd } from '../start-crowd.ts'
import { askProduct } from './ask-product.ts'

const [home, elsewhere] = ['203.0.113.7', '198.51.100.1']
const key = 'crowd.token_key'

describe('signing in to a stand-in product', () => {
  let crowd: Crowd
  let confluence: Confluence
  let now = Date.parse('2026-03-01T09:00:00Z')

  before(async () => {
    crowd = await startCrowd({ now: () => now, trustedProxies: ['127.0.0.1'] })
    for (const name of ['alice', 'mallory', 'bob b']) crowd.addUser(name)
    confluence = await startConfluence({ crowd, now: () => now, cookieName: key })
  })
  after(() => Promise.all([confluence.close(), crowd.close()]))
  beforeEach(() => {
    Object.assign(confluence.settings, { validationMinutes: 2, cookieName: key })
    Object.assign(crowd.cookieConfig, { domain: '', secure: false, name: key })
    crowd.requests.length = 0
    confluence.requests.length = 0
  })

  const visit = (token: string, from: string, session?: string, authorization?: string) =>
    askProduct(confluence, '/rest/api/user/current', {
      headers: {
        'x-forwarded-for': from,
        ...(authorization === undefined ? {} : { authorization }),
      },
      cookies: { [key]: token, ...(session === undefined ? {} : { JSESSIONID: session }) },
    })
  const asked = () => crowd.requests.map(({ method }) => method)

  it('validates a new cookie with the address of its user and makes a session', async () => {
    const token = crowd.signIn('alice', { remoteAddress: home })
    const answer = await visit(token, home)
    expect(answer).to.include({ status: 200, user: 'alice' })
    expect(answer.headers.get('x-seraph-loginreason')).to.equal('OK')
    expect(answer.cookies).to.have.all.keys('JSESSIONID', 'atlassian.xsrf.token', key)
    expect(answer.cookies[key]).to.equal(token)
    expect(crowd.requests.map(({ body }) => body)).to.deep.equal([
      {
        validationFactors: [
          { name: 'remote_address', value: '127.0.0.1' },
          { name: 'X-Forwarded-For', value: home },
        ],
      },
    ])
  })

  it('sets its cookies as a product does, and the sign-on cookie as Crowd wants it', async () => {
    Object.assign(crowd.cookieConfig, { domain: '.example.com', secure: true })
    confluence.settings.cookieName = undefined
    const { headers } = await visit(crowd.signIn('alice', { remoteAddress: home }), home)
    const [session, xsrf, sso] = headers.getSetCookie()
    expect(session).to.match(/^JSESSIONID=[0-9A-F]{32}; Path=\/; HttpOnly$/)
    expect(xsrf).to.match(/^atlassian\.xsrf\.token=\w+; Path=\/$/)
    expect(sso).to.match(/; Domain=\.example\.com; Path=\/; HttpOnly; Secure$/)
  })

  it('refuses the cookie from another address and makes no session', async () => {
    const answer = await visit(crowd.signIn('alice', { remoteAddress: home }), elsewhere)
    expect(answer).to.include({ status: 401, user: 'anonymous' })
    expect(answer.headers.get('x-seraph-loginreason')).to.equal('AUTHENTICATED_FAILED')
    expect(answer.cookies).to.deep.equal({})
  })

  it('does not ask Crowd again inside the interval, whatever the address', async () => {
    const token = crowd.signIn('alice', { remoteAddress: home })
    const { cookies } = await visit(token, home)
    now += 119_000
    crowd.endSession(token)
    const answer = await visit(token, elsewhere, cookies['JSESSIONID'])
    expect(answer).to.include({ status: 200, user: 'alice' })
    expect(asked()).to.deep.equal(['POST'])
    now += 1000
    expect((await visit(token, home, cookies['JSESSIONID'])).user).to.equal('anonymous')
  })

  it('asks Crowd every time where the interval is zero', async () => {
    confluence.settings.validationMinutes = 0
    const token = crowd.signIn('alice', { remoteAddress: home })
    const { cookies } = await visit(token, home)
    const again = await visit(token, home, cookies['JSESSIONID'])
    expect(asked()).to.deep.equal(['POST', 'POST'])
    expect(again.cookies).to.deep.equal({ [key]: token })
  })

  it('switches a fresh session to the user of a stolen cookie, from any address', async () => {
    const own = await visit(crowd.signIn('mallory', { remoteAddress: elsewhere }), elsewhere)
    const stolen = crowd.signIn('alice', { remoteAddress: home })
    crowd.requests.length = 0
    const answer = await visit(stolen, elsewhere, own.cookies['JSESSIONID'])
    expect(answer).to.include({ status: 200, user: 'alice' })
    expect(asked()).to.deep.equal(['GET'])
    expect(confluence.requests.map(({ sessionId }) => sessionId)).to.deep.equal(
      Array(2).fill(own.cookies['JSESSIONID']),
    )
    now += 120_000
    expect((await visit(stolen, elsewhere, own.cookies['JSESSIONID'])).status).to.equal(401)
  })

  it('ends its own session when the cookie fails', async () => {
    const token = crowd.signIn('alice', { remoteAddress: home })
    const { cookies } = await visit(token, home)
    await visit('x'.repeat(24), home, cookies['JSESSIONID'])
    const answer = await visit(token, elsewhere, cookies['JSESSIONID'])
    expect(answer.status).to.equal(401)
  })

  it('runs a bad cookie beside a good password as the user of the password', async () => {
    const password = basicOf({ name: 'bob b', password: 'password-of-bob b' })
    expect((await visit('x'.repeat(24), home, undefined, password)).user).to.equal('bob+b')
    const wrong = basicOf({ name: 'bob b', password: 'wrong' })
    expect(await visit('x'.repeat(24), home, undefined, wrong)).to.include({
      status: 401,
      user: 'anonymous',
    })
  })

  it('takes a personal access token for one call, and no other bearer', async () => {
    const bearer = (token: string) =>
      askProduct(confluence, '/rest/api/user/current', {
        headers: { authorization: `Bearer ${token}` },
      })
    const good = await bearer(confluence.addAccessToken('alice'))
    expect(good).to.include({ status: 200, user: 'alice' })
    expect(good.cookies).to.deep.equal({})
    expect(await bearer('other')).to.include({ status: 401, user: 'anonymous' })
  })

  it('asks Crowd for the name of the cookie at every check where it was not told', async () => {
    confluence.settings.cookieName = undefined
    crowd.cookieConfig.name = 'sso.elsewhere'
    const token = crowd.signIn('alice', { remoteAddress: home })
    expect((await visit(token, home)).status).to.equal(401)
    const answer = await askProduct(confluence, '/rest/api/user/current', {
      headers: { 'x-forwarded-for': home },
      cookies: { 'sso.elsewhere': token },
    })
    expect(answer.user).to.equal('alice')
    expect(asked()).to.deep.equal(['GET', 'GET', 'POST'])
  })
})
