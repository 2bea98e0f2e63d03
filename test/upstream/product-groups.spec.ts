import { expect } from 'chai'
import { systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { createProductApi, type ProductApi } from '../../src/upstream/product-api.ts'
import { createSiteClient, type SiteClient } from '../../src/upstream/site-client.ts'
import { badGateway, rateLimited } from '../site/faults/planned-answer.ts'
import { startTinyApp, type TinyApp } from '../site/spec/tiny-app.ts'
import { startSite, type SiteWorld } from '../site/start-site.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aTenant } from '../support/things.ts'

for (const product of ['jira', 'confluence'] as const) {
  describe(`groups, asked of a site as the app: ${product}`, () => {
    let world: SiteWorld
    let app: TinyApp
    let siteClient: SiteClient
    let api: ProductApi
    let tenant: Tenant
    beforeEach(async () => {
      world = await startSite()
      app = await startTinyApp(['READ'])
      const { descriptorUrl, confluenceDescriptorUrl } = app
      const installation = await world.site.installApp(
        product === 'jira' ? descriptorUrl : confluenceDescriptorUrl,
      )
      const { appKey, clientKey } = installation
      const sharedSecret = new Secret(installation.sharedSecret())
      const baseUrl = world.site.productUrl(product)
      tenant = aTenant({
        ...{ product, baseUrl, appKey, clientKey, sharedSecret },
        host: world.site.host,
      })
      const atlassian = { tokenUrl: world.tokenUrl, allowHttpSites: true }
      siteClient = createSiteClient({ atlassian, clock: systemClock })
      api = createProductApi({ siteClient, clock: systemClock })
      world.log.clear()
    })
    afterEach(async () => {
      await siteClient.close()
      await Promise.all([app.stop(), world.stop()])
    })

    const idOf = async (name: string) => {
      const found = await api.searchGroups(tenant, name)
      return found.find((group) => group.name === name)?.groupId
    }

    it('are those that the account is in now, by the ids that the search tells', async () => {
      const { alice, bob } = world.site.people
      const ids = [await idOf('everyone'), await idOf('developers')]
      expect(await api.accountGroups(tenant, alice.accountId)).to.have.members(ids)
      alice.groups.delete('developers')
      expect(await api.accountGroups(tenant, alice.accountId)).to.deep.equal([ids[0]])
      bob.groups.clear()
      expect(await api.accountGroups(tenant, bob.accountId)).to.deep.equal([])
      const actors = new Set(
        world.log.calls({ server: 'site' }).map(({ credential }) => credential),
      )
      expect([...actors]).to.deep.equal(['app-jwt'])
    })

    it('are all of them, also of an account in as many as are read, and none when it is in more', async () => {
      const { bob } = world.site.people
      for (let n = 1; n < 1000; n += 1) bob.groups.add(`team-${n}`)
      const found = await api.accountGroups(tenant, bob.accountId)
      expect(new Set(found).size).to.equal(1000)
      bob.groups.add('one too many')
      await expectRefusal(api.accountGroups(tenant, bob.accountId), 'upstream/broken-answer')
    })

    it('are found by any part of their names, whatever the case, and only a few of them', async () => {
      const { bob } = world.site.people
      bob.groups.add('Team Development & Co')
      const names = (await api.searchGroups(tenant, ' develop ')).map(({ name }) => name)
      expect(names).to.have.members(['developers', 'Team Development & Co'])
      expect(await api.searchGroups(tenant, 'Development & Co')).to.have.length(1)
      expect(await api.searchGroups(tenant, 'nothing like it')).to.deep.equal([])
      for (let n = 1; n < 50; n += 1) bob.groups.add(`team-${n}`)
      expect(await api.searchGroups(tenant, 'team-')).to.have.length(20)
    })

    it('are not asked for without a name that there could be', async () => {
      for (const query of ['', '  ', '\ud800', 'x'.repeat(256)]) {
        expect(await api.searchGroups(tenant, query)).to.deep.equal([])
      }
      expect(world.log.calls({ server: 'site' })).to.deep.equal([])
    })

    it('are never guessed while the product is away or busy', async () => {
      const { alice } = world.site.people
      world.site.faults.answerNext(2, badGateway())
      await expectRefusal(api.accountGroups(tenant, alice.accountId), 'upstream/broken-answer')
      await expectRefusal(api.searchGroups(tenant, 'dev'), 'upstream/broken-answer')
      world.site.faults.answerNext(1, rateLimited('jira-burst-based', 7))
      const busy = await expectRefusal(api.accountGroups(tenant, alice.accountId), 'upstream/busy')
      expect(busy.retryAfterSeconds).to.equal(7)
    })

    it('of an account that the product does not know are none in Jira, and no answer in Confluence', async () => {
      const asked = api.accountGroups(tenant, 'nobody')
      if (product === 'jira') expect(await asked).to.deep.equal([])
      else await expectRefusal(asked, 'upstream/broken-answer')
    })
  })
}
