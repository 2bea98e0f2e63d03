import { expect } from 'chai'
import { textAt } from '../http/members.ts'
import { startCrowd } from '../start-crowd.ts'
import type { Crowd } from '../start-crowd.ts'
import { askCrowd, validate } from './ask-crowd.ts'

const home = '203.0.113.7'
const unknown = { status: 404, reason: 'INVALID_SSO_TOKEN' }

describe('sessions of the stand-in Crowd', () => {
  let crowd: Crowd
  let now = Date.parse('2026-03-01T09:00:00Z')

  before(async () => {
    crowd = await startCrowd({ now: () => now, sessionMinutes: 30 })
    crowd.addUser('alice')
  })
  after(() => crowd.close())
  beforeEach(() => {
    crowd.application.remoteAddresses = ['127.0.0.1']
    crowd.requests.length = 0
  })

  async function verdict(token: string, address = home) {
    const { status, body } = await validate(crowd, token, address)
    return { status, reason: textAt(body, 'reason') }
  }

  it('begin with a password and say whose they are', async () => {
    const factors = { 'validation-factors': { validationFactors: [] } }
    const attempt = { username: 'alice', password: 'password-of-alice', ...factors }
    const { status, body } = await askCrowd(crowd, 'POST', '/session', attempt)
    expect(status).to.equal(201)
    expect(textAt(body, 'token')).to.match(/^[A-Za-z0-9_-]{24,}$/)
    expect(textAt(body, 'user', 'name')).to.equal('alice')

    const wrong = await askCrowd(crowd, 'POST', '/session', { ...attempt, password: 'other' })
    expect(wrong.status).to.equal(400)
  })

  it('begin without a password where the application says so, for anybody', async () => {
    const path = '/session?validate-password=false'
    expect((await askCrowd(crowd, 'POST', path, { username: 'alice' })).status).to.equal(201)
    expect((await askCrowd(crowd, 'POST', path, { username: 'nobody' })).status).to.equal(400)
  })

  it('are validated by factors in each of the forms that clients send', async () => {
    const token = crowd.signIn('alice', { remoteAddress: home })
    const list = [{ name: 'remote_address', value: home }]
    const forms = [
      { validationFactors: list },
      { validationFactors: { validationFactor: list } },
      { 'validation-factors': { validationFactors: list } },
      { 'validation-factors': { 'validation-factor': list } },
    ]
    for (const form of forms) {
      const { status, body } = await askCrowd(crowd, 'POST', `/session/${token}`, form)
      expect(status, JSON.stringify(form)).to.equal(200)
      expect(body).to.include.keys('expand', 'link', 'created-date', 'expiry-date')
      expect(textAt(body, 'user', 'name')).to.equal('alice')
    }
    expect((await askCrowd(crowd, 'POST', `/session/${token}`, {})).status).to.equal(404)
  })

  it('are not found when unknown, ended, or of a removed user', async () => {
    expect(await verdict('x'.repeat(24))).to.deep.equal(unknown)

    const ended = crowd.signIn('alice', { remoteAddress: home })
    expect((await askCrowd(crowd, 'DELETE', `/session/${ended}`)).status).to.equal(204)
    expect(await verdict(ended)).to.deep.equal(unknown)

    crowd.addUser('bob')
    const gone = crowd.signIn('bob', { remoteAddress: home })
    crowd.removeUser('bob')
    expect(await verdict(gone)).to.deep.equal(unknown)
  })

  it('live on with each validation and end after the time without one', async () => {
    const token = crowd.signIn('alice', { remoteAddress: home })
    now += 29 * 60_000
    expect((await verdict(token)).status).to.equal(200)
    now += 29 * 60_000
    expect((await verdict(token)).status).to.equal(200)
    now += 30 * 60_000
    expect(await verdict(token)).to.deep.equal(unknown)
  })

  it('are all ended but the one that is excluded', async () => {
    const [kept, other] = [1, 2].map(() => crowd.signIn('alice', { remoteAddress: home }))
    const path = `/session?username=alice&exclude=${kept ?? ''}`
    expect((await askCrowd(crowd, 'DELETE', path)).status).to.equal(204)
    expect((await verdict(kept ?? '')).status).to.equal(200)
    expect((await verdict(other ?? '')).status).to.equal(404)
  })

  it('give their user to whoever reads them, without a look at factors', async () => {
    const token = crowd.signIn('alice', { remoteAddress: home })
    expect((await verdict(token, '198.51.100.1')).status).to.equal(404)
    const { status, body } = await askCrowd(crowd, 'GET', `/session/${token}`)
    expect(status).to.equal(200)
    expect(textAt(body, 'user', 'name')).to.equal('alice')
  })

  it('are kept from applications with a wrong password or from a wrong address', async () => {
    const url = `${crowd.baseUrl}/rest/usermanagement/1/config/cookie`
    const authorization = `Basic ${Buffer.from('gatehouse:wrong').toString('base64')}`
    expect((await fetch(url, { headers: { authorization } })).status).to.equal(401)
    expect((await fetch(url)).status).to.equal(401)

    crowd.application.remoteAddresses = ['192.0.2.1']
    expect((await askCrowd(crowd, 'GET', '/config/cookie')).status).to.equal(403)
    expect(crowd.requests.map(({ isAuthorized }) => isAuthorized)).to.deep.equal(
      Array(3).fill(false),
    )
  })

  it('travel in a cookie that Crowd names, and may be named otherwise', async () => {
    const { body } = await askCrowd(crowd, 'GET', '/config/cookie')
    expect(body).to.deep.equal({ domain: '', secure: false, name: 'crowd.token_key' })
    crowd.cookieConfig.name = 'sso'
    expect((await askCrowd(crowd, 'GET', '/config/cookie')).body).to.include({ name: 'sso' })
  })

  it('leave every request in the log as it was received', async () => {
    await askCrowd(crowd, 'POST', '/session/a%20b?x=%41', { validationFactors: [] })
    expect(crowd.requests).to.deep.equal([
      {
        method: 'POST',
        url: '/crowd/rest/usermanagement/1/session/a%20b?x=%41',
        application: 'gatehouse',
        isAuthorized: true,
        body: { validationFactors: [] },
      },
    ])
  })
})
