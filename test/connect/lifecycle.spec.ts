import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { expect } from 'chai'
import { pageWith, send } from './both-ways.ts'
import { postJson, startConnect, type ConnectWorld } from './connect-world.ts'
import { aSite, type Site } from './site.ts'

describe('lifecycle calls', () => {
  let world: ConnectWorld
  before(async () => {
    world = await startConnect()
  })
  after(() => world.stop())

  const rowOf = (site: Site) =>
    [...world.tenants.rows.values()].find(({ clientKey }) => clientKey === site.clientKey)
  const eventsOf = (site: Site) =>
    world.tenants.events
      .filter(({ tenantId }) => tenantId === rowOf(site)?.id)
      .map((event) => event.kind)
  const statusOf = async (attempt: Parameters<typeof send>[1]) =>
    (await send(world.origin, attempt)).status
  const opensPages = async (site: Site, secret?: string) =>
    (await statusOf(pageWith(site, {}, secret))) === 200
  const signedCall = (site: Site, event: 'enabled' | 'disabled', secret?: string) => {
    const token = site.signed(site.urlClaims('POST', `/jira/${event}`), secret)
    return postJson(`${world.origin}/jira/${event}`, site.body(event), token)
  }
  const uninstall = (site: Site) =>
    postJson(
      `${world.origin}/jira/uninstalled`,
      site.body('uninstalled'),
      site.installToken(world.origin, 'uninstalled'),
    )

  it('an installed tenant may open pages from the product’s answer on', async () => {
    const site = await world.installedSite('first')
    expect(await opensPages(site)).to.equal(true)
    expect(rowOf(site)).to.deep.include({
      appKey: 'gatehouse-jira',
      baseUrl: 'https://first.atlassian.net',
      host: 'first.atlassian.net',
      status: 'active',
      secretVersion: 1,
    })
    expect(eventsOf(site)).to.deep.equal(['tenant.installed'])
  })

  it('the answer waits until the change is stored (trap 24)', async () => {
    const site = aSite('jira', 'slow')
    let release = () => {}
    world.tenants.hold(new Promise((resolve) => (release = resolve)))
    let answered = false
    const answer = world.install(site).then((it) => {
      answered = true
      return it
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(answered).to.equal(false)
    release()
    expect((await answer).status).to.equal(204)
  })

  it('a store that fails is a 500, so that the product does not book a success', async () => {
    const site = aSite('jira', 'broken')
    const failure = Promise.reject(new Error('disk full'))
    failure.catch(() => undefined)
    world.tenants.hold(failure)
    try {
      expect((await world.install(site)).status).to.equal(500)
      expect(rowOf(site)).to.equal(undefined)
      expect(await opensPages(site)).to.equal(false)
    } finally {
      world.tenants.hold(Promise.resolve())
    }
  })

  it('twenty parallel installs are one tenant and one event', async () => {
    const site = aSite('jira', 'twenty')
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.install(site)))
    expect(answers.map(({ status }) => status)).to.deep.equal(Array<number>(20).fill(204))
    const rows = [...world.tenants.rows.values()].filter(({ host }) => host.startsWith('twenty'))
    expect(rows.length).to.equal(1)
    expect(rows[0]?.secretVersion).to.equal(1)
    expect(eventsOf(site)).to.deep.equal(['tenant.installed'])
  })

  it('a rotated secret replaces the old one at once', async () => {
    const site = await world.installedSite('rotated')
    const old = site.sharedSecret
    site.sharedSecret = aSite().sharedSecret
    expect((await world.install(site)).status).to.equal(204)
    expect(rowOf(site)?.secretVersion).to.equal(2)
    expect(await opensPages(site)).to.equal(true)
    expect(await opensPages(site, old)).to.equal(false)
    expect(world.told.at(-1)?.[0]?.secretVersion, 'caches were told').to.equal(2)
  })

  it('a renamed site is found under its new name only', async () => {
    const site = await world.installedSite('before')
    site.baseUrl = 'https://after.atlassian.net/'
    expect((await world.install(site)).status).to.equal(204)
    expect(world.directory.bySite('jira', 'after.atlassian.net')?.clientKey).to.equal(
      site.clientKey,
    )
    expect(world.directory.bySite('jira', 'before.atlassian.net')).to.equal(undefined)
    expect(rowOf(site)?.baseUrl).to.equal('https://after.atlassian.net')
  })

  it('after uninstalling, the secret is gone and its tokens are refused (trap 22)', async () => {
    const site = await world.installedSite('leaving')
    expect((await uninstall(site)).status).to.equal(204)
    expect(rowOf(site)?.sharedSecret).to.equal(undefined)
    expect(await opensPages(site)).to.equal(false)
    expect((await uninstall(site)).status, 'again').to.equal(204)
    expect(eventsOf(site)).to.deep.equal(['tenant.installed', 'tenant.uninstalled'])
  })

  it('uninstalling what was never there is a success', async () => {
    expect((await uninstall(aSite())).status).to.equal(204)
  })

  it('a site whose host is not served any more can still leave', async () => {
    const site = await world.installedSite('outside')
    site.baseUrl = 'https://outside.example'
    expect((await uninstall(site)).status).to.equal(204)
    expect(rowOf(site)?.status).to.equal('uninstalled')
  })

  it('an uninstalled tenant that installs again is active, with a new secret version', async () => {
    const site = await world.installedSite('returning')
    await uninstall(site)
    expect((await world.install(site)).status).to.equal(204)
    expect(rowOf(site)).to.include({ status: 'active', secretVersion: 2 })
    expect(await opensPages(site)).to.equal(true)
  })

  it('a disabled tenant stays disabled through a push, until it is enabled', async () => {
    const site = await world.installedSite('paused')
    expect((await signedCall(site, 'disabled')).status).to.equal(204)
    expect((await world.install(site)).status).to.equal(204)
    expect(await opensPages(site)).to.equal(false)
    expect((await signedCall(site, 'enabled')).status).to.equal(204)
    expect(await opensPages(site)).to.equal(true)
    expect(eventsOf(site)).to.deep.equal(['tenant.installed', 'tenant.disabled', 'tenant.enabled'])
  })

  it('a new client key for a known site makes the old tenant suspect, and back', async () => {
    const old = await world.installedSite('restored')
    const restored = await world.installedSite('restored')
    expect(rowOf(old)?.status).to.equal('suspect')
    expect(await opensPages(old)).to.equal(false)
    expect(await opensPages(restored)).to.equal(true)
    expect(eventsOf(old)).to.deep.equal(['tenant.installed', 'tenant.suspected'])
    expect((await signedCall(old, 'enabled')).status, 'enabling is not enough').to.equal(401)

    expect((await world.install(old)).status).to.equal(204)
    expect(rowOf(old)?.status).to.equal('active')
    expect(rowOf(restored)?.status).to.equal('suspect')
  })

  it('an unsigned disabled is fine for a tenant that is gone, and for no other', async () => {
    const site = await world.installedSite('late')
    const unsigned = () => postJson(`${world.origin}/jira/disabled`, site.body('disabled'))
    expect((await unsigned()).status).to.equal(401)
    expect(rowOf(site)?.status).to.equal('active')
    await uninstall(site)
    expect((await unsigned()).status).to.equal(204)
    expect((await signedCall(site, 'disabled')).status, 'with a dead token').to.equal(204)
    expect(rowOf(site)?.status).to.equal('uninstalled')
    const stranger = aSite()
    expect(
      (await postJson(`${world.origin}/jira/disabled`, stranger.body('disabled'))).status,
    ).to.equal(401)
    expect((await postJson(`${world.origin}/jira/disabled`, '{')).status).to.equal(401)
  })

  it('an unsigned body is read up to 4 kB and for three seconds, then its connection is over', async () => {
    const site = await world.installedSite('late')
    await uninstall(site)
    const url = `${world.origin}/jira/disabled`
    const long = site.body('disabled', { padding: 'x'.repeat(4096) })
    expect((await postJson(url, long)).status).to.equal(401)

    const started = performance.now()
    const sent = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } })
    sent.on('error', () => {}) // The cut connection: the answer was there before it.
    sent.write(JSON.stringify(site.body('disabled')).slice(0, -1))
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    expect(answer.statusCode).to.equal(401)
    answer.resume()
    if (!sent.closed) await once(sent, 'close')
    expect(performance.now() - started).to.be.within(2500, 4500)
  })
})
