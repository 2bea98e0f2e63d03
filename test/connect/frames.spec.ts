import { expect } from 'chai'
import { ACTION, actionWith, bearing, PAGE, pageWith, send, webhookWith } from './both-ways.ts'
import { startConnect, type ConnectWorld } from './connect-world.ts'
import { rawPost } from './raw-post.ts'
import { seconds, type Site } from './site.ts'
import { hs256, mint } from './tokens.ts'

describe('pages and actions in frames', () => {
  let world: ConnectWorld
  let site: Site
  before(async () => {
    world = await startConnect()
    site = await world.installedSite()
  })
  after(() => world.stop())

  const statusOf = async (...[attempt]: [Parameters<typeof send>[1]]) =>
    (await send(world.origin, attempt)).status

  it('a page opens with a token for exactly its address, and knows the person', async () => {
    const target = `${PAGE}?xdm_e=https%3A%2F%2Facme.atlassian.net&cp=&lic=none`
    const token = site.signed(site.urlClaims('GET', target))
    const answer = await send(world.origin, { method: 'GET', target: `${target}&jwt=${token}` })
    expect(answer.status).to.equal(200)
    expect(await answer.json()).to.deep.equal({ accountId: '557058:jane' })
  })

  it('an action passes with a context token', async () => {
    expect(await statusOf(actionWith(site))).to.equal(200)
  })

  it('a page does not open with a context token', async () => {
    expect(await statusOf(pageWith(site, { qsh: 'context-qsh' }))).to.equal(401)
  })

  it('a page does not open with a token for another address, query or method', async () => {
    for (const claims of [
      site.urlClaims('GET', '/jira/pages/admin'),
      site.urlClaims('GET', `${PAGE}?a=1`),
      site.urlClaims('POST', PAGE),
      site.urlClaims('GET', `${PAGE}/x`),
    ]) {
      expect(await statusOf(pageWith(site, claims))).to.equal(401)
    }
  })

  it('a token that names nobody is told to sign in, on pages and actions alike', async () => {
    for (const attempt of [
      pageWith(site, { sub: undefined }),
      actionWith(site, { sub: undefined }),
    ]) {
      const answer = await send(world.origin, attempt)
      expect(answer.status).to.equal(403)
      expect(await answer.json()).to.include({ code: 'person/not-signed-in' })
    }
  })

  it('a token whose context names another user than its subject is refused', async () => {
    const context = { user: { accountId: '557058:mallory' } }
    expect(await statusOf(pageWith(site, { context }))).to.equal(401)
  })

  it('a token is refused in the second in which it expires', async () => {
    const now = seconds()
    world.clock.move((now + 180) * 1000 - world.clock.now())
    try {
      expect(await statusOf(pageWith(site, { iat: now, exp: now + 180 }))).to.equal(401)
      expect(await statusOf(pageWith(site, { iat: now, exp: now + 185 }))).to.equal(200)
    } finally {
      world.clock.move(Date.now() - world.clock.now())
    }
  })

  it('a sender whose clock is less than a minute ahead is believed', async () => {
    const iat = seconds() + 50
    expect(await statusOf(pageWith(site, { iat, exp: iat + 180 }))).to.equal(200)
  })

  it('a token of another site opens nothing with this site’s name', async () => {
    const other = await world.installedSite('other')
    expect(await statusOf(pageWith(other, {}))).to.equal(200)
    expect(await statusOf(pageWith(site, {}, other.sharedSecret))).to.equal(401)
  })

  it('no algorithm but HS256 is accepted where the secret signs', async () => {
    const claims = { iss: site.clientKey, iat: seconds(), exp: seconds() + 180 }
    const all = { ...claims, ...site.urlClaims('GET', PAGE) }
    for (const alg of ['none', 'None', 'HS512', 'HS384', 'RS256', 'hs256']) {
      for (const sign of [hs256(site.sharedSecret), () => Buffer.alloc(0)]) {
        const token = mint({ typ: 'JWT', alg }, all, sign)
        expect(await statusOf({ method: 'GET', target: `${PAGE}?jwt=${token}` }), alg).to.equal(401)
      }
    }
  })

  it('the tokens of a disabled tenant open no page, action or webhook', async () => {
    const off = await world.installedSite('off')
    const token = off.signed(off.urlClaims('POST', '/jira/disabled'))
    const disabled = bearing('/jira/disabled', token, JSON.stringify(off.body('disabled')))
    expect(await statusOf(disabled)).to.equal(204)
    for (const attempt of [pageWith(off, {}), actionWith(off), webhookWith(off)]) {
      expect(await statusOf(attempt)).to.equal(401)
    }
  })

  it('the scheme is JWT and one space, and the header comes once', async () => {
    const token = site.signed({ qsh: 'context-qsh' })
    for (const authorization of [`jwt ${token}`, `Bearer ${token}`, `JWT  ${token}`, token]) {
      const attempt = { method: 'POST' as const, target: ACTION, headers: { authorization } }
      expect(await statusOf(attempt), authorization.slice(0, 8)).to.equal(401)
    }
    const twice = await rawPost(`${world.origin}${ACTION}`, {
      authorization: [`JWT ${token}`, `JWT ${token}`],
    })
    expect(twice).to.equal(401)
    expect(await rawPost(`${world.origin}${ACTION}`, { authorization: [`JWT ${token}`] })).to.equal(
      200,
    )
  })

  it('a good token is refused when another one comes with it, wherever that stands', async () => {
    const token = site.signed({ qsh: 'context-qsh' })
    const good = actionWith(site)
    for (const more of [
      { headers: { ...good.headers, 'x-acpt': token } },
      { target: `${ACTION}?acpt=${token}` },
      { target: `${ACTION}?jwt=${token}` },
    ]) {
      expect(await statusOf({ ...good, ...more }), JSON.stringify(more).slice(0, 40)).to.equal(401)
    }
    expect(
      await statusOf({ ...pageWith(site, {}), headers: { authorization: 'Basic eDp5' } }),
    ).to.equal(401)
  })

  it('a token that is not canonical base64url is refused', async () => {
    const { target } = pageWith(site, {})
    for (const bent of [
      `${target}=`,
      `${target}.`,
      `${target.slice(0, -3)}%0A${target.slice(-3)}`,
    ]) {
      expect(await statusOf({ method: 'GET', target: bent })).to.equal(401)
    }
  })
})
