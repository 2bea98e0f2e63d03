import { expect } from 'chai'
import { bearing, INSTALLED, installWith, pageWith, send } from './both-ways.ts'
import { postJson, startConnect, type ConnectWorld } from './connect-world.ts'
import { OTHER_KEY } from './key-server.ts'
import { aSite, seconds, type Site } from './site.ts'
import { mint, qshOf, rs256 } from './tokens.ts'

describe('lifecycle calls that are refused', () => {
  let world: ConnectWorld
  before(async () => {
    world = await startConnect()
  })
  after(() => world.stop())

  const rowOf = (site: Site) =>
    [...world.tenants.rows.values()].find(({ clientKey }) => clientKey === site.clientKey)
  const statusOf = async (attempt: Parameters<typeof send>[1]) =>
    (await send(world.origin, attempt)).status
  const opensPages = async (site: Site, secret?: string) =>
    (await statusOf(pageWith(site, {}, secret))) === 200

  it('a token signed for one client key changes no other', async () => {
    const victim = await world.installedSite('victim')
    const mallory = aSite('jira', 'mallory')
    const body = { ...mallory.body('installed'), clientKey: victim.clientKey }
    const token = mallory.installToken(world.origin, 'installed')
    const answer = await postJson(`${world.origin}${INSTALLED}`, body, token)
    expect(answer.status).to.equal(401)
    expect(await opensPages(victim)).to.equal(true)

    const mine = await world.installedSite('mine')
    for (const event of ['disabled', 'enabled'] as const) {
      const signed = mine.signed(mine.urlClaims('POST', `/jira/${event}`))
      const swapped = { ...mine.body(event), clientKey: victim.clientKey }
      const result = await postJson(`${world.origin}/jira/${event}`, swapped, signed)
      expect(result.status, event).to.equal(401)
    }
  })

  it('install and uninstall take Atlassian’s signature only, never the tenant’s', async () => {
    const site = await world.installedSite('signed')
    for (const event of ['installed', 'uninstalled']) {
      const target = `/jira/${event}`
      const token = site.signed({
        aud: [`${world.origin}/jira`],
        ...site.urlClaims('POST', target),
      })
      const answer = await postJson(`${world.origin}${target}`, site.body(event), token)
      expect(answer.status, event).to.equal(401)
    }
    const asked = world.keyServer.asked.length
    for (const alg of ['none', 'HS256', 'PS256', 'RS512']) {
      const attempt = installWith(site, world.origin, { header: { alg, kid: `for-${alg}` } })
      expect(await statusOf(attempt), alg).to.equal(401)
    }
    expect(world.keyServer.asked.length, 'no key was looked for').to.equal(asked)
  })

  it('an install signed by a key that Atlassian does not have is refused', async () => {
    const site = aSite('jira', 'forged')
    const claims = {
      iss: site.clientKey,
      iat: seconds(),
      exp: seconds() + 180,
      aud: `${world.origin}/jira`,
      qsh: qshOf('POST', INSTALLED),
    }
    const body = JSON.stringify(site.body('installed'))
    const forge = (kid: string | undefined, key: typeof OTHER_KEY) =>
      bearing(
        INSTALLED,
        mint({ typ: 'JWT', alg: 'RS256', kid }, claims, rs256(key.privateKey)),
        body,
      )
    expect(await statusOf(forge('key-1', OTHER_KEY)), 'known id, other key').to.equal(401)
    expect(await statusOf(forge('fake-kid', OTHER_KEY)), 'unknown id').to.equal(401)
    expect(await statusOf(forge(undefined, OTHER_KEY)), 'no id').to.equal(401)
    expect(rowOf(site)).to.equal(undefined)
  })

  it('an install for another audience, address or event is refused', async () => {
    const site = aSite('jira', 'aimed')
    for (const claims of [
      { aud: undefined },
      { aud: [] },
      { aud: 'https://other.example/jira' },
      { aud: `${world.origin}/jirafoo` },
      { aud: `${world.origin}/confluence` },
      { qsh: qshOf('POST', '/jira/uninstalled') },
      { qsh: 'context-qsh' },
      { iat: seconds() - 3600, exp: seconds() - 1 },
    ]) {
      const attempt = installWith(site, world.origin, { claims })
      expect(await statusOf(attempt), JSON.stringify(claims)).to.equal(401)
    }
    const asUs = installWith(site, world.origin, {
      claims: { iss: 'gatehouse-jira' },
      body: { clientKey: 'gatehouse-jira' },
    })
    expect(await statusOf(asUs), 'our own key as client key').to.equal(401)
    const slashed = installWith(site, world.origin, { claims: { aud: `${world.origin}/jira/` } })
    expect(await statusOf(slashed), 'one trailing slash').to.equal(204)
  })

  it('unacceptable values in a signed install are a 400 that does not repeat them', async () => {
    const site = aSite('jira', 'odd')
    for (const body of [
      { sharedSecret: 'short' },
      { sharedSecret: 'x'.repeat(513) },
      { sharedSecret: ['ATCO-aaaaaaaaaaaaaaaaaaaa'] },
      { baseUrl: 'http://odd.atlassian.net' },
      { baseUrl: 'https://odd.atlassian.net/wiki' },
      { baseUrl: 'https://odd.atlassian.net?x=1' },
      { baseUrl: 'https://user@odd.atlassian.net' },
      { baseUrl: 'https://a.b.atlassian.net' },
      { baseUrl: 'https://atlassian.net.evil.example' },
      { baseUrl: undefined },
      { clientKey: undefined },
      { oauthClientId: 7 },
    ]) {
      const answer = await send(world.origin, installWith(site, world.origin, { body }))
      expect(answer.status, JSON.stringify(body).slice(0, 60)).to.equal(400)
      expect(await answer.json()).to.include({ code: 'product/bad-install' })
    }
    expect(rowOf(site)).to.equal(undefined)
    expect(world.lines.join('')).not.to.include('ATCO-aaaa')
  })

  it('what the product sends beyond our needs is not kept', async () => {
    const site = aSite('jira', 'chatty')
    await world.install(site, { evil: 1, publicKey: 'MIGf', displayUrl: 'javascript:alert(1)' })
    expect(Object.keys(rowOf(site) ?? {})).not.to.include.members(['evil', 'publicKey'])
    expect(rowOf(site)?.displayUrl).to.equal(undefined)
    await world.install(site, { displayUrl: 'https://issues.chatty.example/' })
    expect(rowOf(site)?.displayUrl).to.equal('https://issues.chatty.example')
  })

  it('a body that is too long, not JSON or compressed is refused after the token', async () => {
    const site = aSite('jira', 'bodies')
    const url = `${world.origin}${INSTALLED}`
    const token = () => site.installToken(world.origin, 'installed')
    const long = { ...site.body('installed'), description: 'x'.repeat(70_000) }
    expect((await postJson(url, long, token())).status).to.equal(413)
    expect((await postJson(url, long, 'a.b.c')).status, 'token first').to.equal(401)
    expect((await postJson(url, '{"key":', token())).status).to.equal(400)
    expect((await postJson(url, '[]', token())).status).to.equal(400)
    const typed = (type: string, encoding = 'identity') =>
      send(world.origin, {
        ...bearing(INSTALLED, '', JSON.stringify(site.body('installed'))),
        headers: {
          authorization: `JWT ${token()}`,
          'content-type': type,
          'content-encoding': encoding,
        },
      })
    expect((await typed('application/x-www-form-urlencoded')).status).to.equal(415)
    expect((await typed('application/json', 'gzip')).status).to.equal(415)
    expect((await typed('application/json; charset=UTF-8')).status).to.equal(204)
  })

  it('a key server that cannot be asked is a 502, and nothing is installed', async () => {
    world.keyServer.answer = () => ({ status: 500, body: 'down' })
    const site = aSite('jira', 'keyless')
    try {
      const attempt = installWith(site, world.origin, { header: { kid: 'key-9' } })
      expect(await statusOf(attempt)).to.equal(502)
      expect(rowOf(site)).to.equal(undefined)
    } finally {
      world.keyServer.answer = undefined
    }
  })

  it('ACE’s own routes cannot be reached', async () => {
    for (const target of [
      '/jira/gatehouse-jira.descriptor',
      '/jira/Installed',
      '/jira/installed/',
    ]) {
      expect((await fetch(`${world.origin}${target}`)).status, target).to.equal(404)
    }
    expect((await fetch(`${world.origin}/jira/installed`)).status).to.equal(404)
  })
})
