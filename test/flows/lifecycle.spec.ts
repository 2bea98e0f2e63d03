import { expect } from 'chai'
import { anInstalledWorld, openAll, refusalIn, type InstalledWorld } from '../support/a-world.ts'
import { startGatehouse } from '../support/gatehouse.ts'
import { watchForSecret } from '../support/sinks.ts'

const MYSELF = '/rest/api/3/myself'
const FORM = { name: 'a token', access: 'read' }

describe('the life of an installation', () => {
  let it_: InstalledWorld
  beforeEach(async () => {
    it_ = await anInstalledWorld()
  })
  afterEach(() => it_.stop())

  it('both products of a site are installed by descriptor URL and are two tenants', async () => {
    const { gatehouse, jira, confluence } = it_
    const jiraTenant = gatehouse.app.directory.byClientKey('jira', jira.clientKey)
    const wikiTenant = gatehouse.app.directory.byClientKey('confluence', confluence.clientKey)
    expect(jiraTenant).to.deep.include({ status: 'active', host: it_.world.site.host })
    expect(wikiTenant).to.deep.include({ status: 'active', host: it_.world.site.host })
    expect(jiraTenant?.id).not.to.equal(wikiTenant?.id)
  })

  it('a token of one product is worth nothing in the other', async () => {
    const token = await it_.createToken(it_.people.alice)
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
    const answer = await it_.call('/wiki/rest/api/user/current', token)
    expect(await refusalIn(answer)).to.equal('401 credential/invalid')
  })

  it('a token of one site is worth nothing on another', async () => {
    const other = await it_.world.addSite('other')
    const second = await other.installApp(`${it_.gatehouse.url}/jira/atlassian-connect.json`)
    watchForSecret(second.sharedSecret())
    const token = await it_.createToken(it_.people.alice)
    const answer = await fetch(`${it_.gatehouse.url}/sites/${other.host}${MYSELF}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(await refusalIn(answer)).to.equal('401 credential/invalid')
    const seen = it_.world.log.calls({ server: 'site', path: MYSELF })
    expect(seen).to.have.length(0)
  })

  it('a disabled installation can do nothing from the next request on, until it is enabled', async () => {
    const token = await it_.createToken(it_.people.alice)
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
    await it_.jira.disable()
    it_.world.log.clear()
    expect(await refusalIn(await it_.call(MYSELF, token))).to.equal('403 site/inactive')
    expect((await it_.visitor(it_.people.alice).open('api-access')).status).to.equal(401)
    expect(it_.world.log.calls({ server: 'site', path: MYSELF })).to.have.length(0)
    await it_.jira.enable()
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
  })

  it('an uninstalled one neither, and its own tokens work again after a re-install', async () => {
    const token = await it_.createToken(it_.people.alice)
    await it_.jira.uninstall()
    expect(await refusalIn(await it_.call(MYSELF, token))).to.equal('403 site/inactive')
    expect((await it_.visitor(it_.people.alice).open('api-access')).status).to.equal(401)
    const again = await it_.world.site.installApp(
      `${it_.gatehouse.url}/jira/atlassian-connect.json`,
    )
    watchForSecret(again.sharedSecret())
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
  })

  it('after a rotation the new secret signs at once and the old one opens nothing', async () => {
    const old = it_.jira.pageUrl('api-access', it_.people.alice)
    const token = await it_.createToken(it_.people.alice)
    await it_.jira.rotateSecret()
    watchForSecret(it_.jira.sharedSecret())
    expect((await fetch(old)).status).to.equal(401)
    expect((await it_.visitor(it_.people.alice).open('api-access')).status).to.equal(200)
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
  })

  it('a renamed site is served under its new name and no longer under the old one', async () => {
    const token = await it_.createToken(it_.people.alice)
    const before = it_.world.site.host
    await it_.world.site.rename()
    expect(it_.world.site.host).not.to.equal(before)
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
    const answer = await fetch(`${it_.gatehouse.url}/sites/${before}${MYSELF}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(await refusalIn(answer)).to.equal('401 credential/invalid')
  })

  it('an imported site is a new tenant: the old one is suspect and its tokens are not taken over', async () => {
    const token = await it_.createToken(it_.people.alice)
    const imported = await it_.jira.import_()
    watchForSecret(imported.sharedSecret())
    const { directory } = it_.gatehouse.app
    expect(directory.byClientKey('jira', it_.jira.clientKey)?.status).to.equal('suspect')
    expect(directory.byClientKey('jira', imported.clientKey)?.status).to.equal('active')
    expect(await refusalIn(await it_.call(MYSELF, token))).to.equal('401 credential/invalid')
    await openAll(it_.gatehouse, [imported], it_.people.admin)
    const fresh = await it_.createToken(it_.people.alice, {}, imported)
    expect((await it_.call(MYSELF, fresh)).status).to.equal(200)
  })

  it('a restart loses nothing: installations, tokens and switches are there again', async () => {
    const { alice, admin } = it_.people
    const token = await it_.createToken(alice)
    const off = { id: 'usersMayCreateTokens', to: 'off' }
    await it_.visitor(admin).act('rules/switches/set', off)
    const tenant = it_.gatehouse.app.directory.byClientKey('jira', it_.jira.clientKey)
    const by = { actor: admin.accountId, requestId: 'a-test' }
    await it_.gatehouse.app.policies.change(tenant?.id ?? '', by, ({ document }) => ({
      ...document,
      switches: { ...document.switches, tokenDaysMax: 7 },
    }))
    await it_.gatehouse.stop()
    const { databaseFile, url } = it_.gatehouse
    const again = await startGatehouse(it_.world, {
      databaseFile,
      port: Number(new URL(url).port),
    })
    try {
      expect((await it_.call(MYSELF, token)).status).to.equal(200)
      expect(await (await it_.visitor(alice).open('api-access')).text()).not.to.contain(
        'name="name"',
      )
      expect((await it_.visitor(admin).act('tokens', { ...FORM, days: '30' })).status).to.equal(422)
      expect((await it_.visitor(admin).act('tokens', { ...FORM, days: '7' })).status).to.equal(200)
    } finally {
      await again.stop()
    }
  })
})
