import { expect } from 'chai'
import { systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { createProductApi, type ProductApi } from '../../src/upstream/product-api.ts'
import { createSiteClient, type SiteClient } from '../../src/upstream/site-client.ts'
import { startTinyApp, type TinyApp } from '../site/spec/tiny-app.ts'
import { startSite, type SiteWorld } from '../site/start-site.ts'
import { aTenant } from '../support/things.ts'

describe('the search for an account by e-mail address, asked of a site', () => {
  let world: SiteWorld
  let app: TinyApp
  let siteClient: SiteClient
  let api: ProductApi
  let tenant: Tenant
  beforeEach(async () => {
    world = await startSite()
    app = await startTinyApp(['READ'])
    const installation = await world.site.installApp(app.descriptorUrl)
    const { appKey, clientKey } = installation
    const { baseUrl, host } = world.site
    const secret = new Secret(installation.sharedSecret())
    tenant = aTenant({ baseUrl, host, appKey, clientKey, sharedSecret: secret })
    const atlassian = { tokenUrl: world.tokenUrl, allowHttpSites: true }
    siteClient = createSiteClient({ atlassian, clock: systemClock })
    api = createProductApi({ siteClient, clock: systemClock })
  })
  afterEach(async () => {
    await siteClient.close()
    await Promise.all([app.stop(), world.stop()])
  })

  it('finds who lets others see the address, and only knows of the rest that it is hidden', async () => {
    const { alice, bob } = world.site.people
    alice.emailVisibility = 'visible'
    const found = await api.findAccountsByEmail(tenant, 'ALICE@example.com')
    expect(found).to.deep.equal([{ accountId: alice.accountId }])
    expect(await api.findAccountsByEmail(tenant, bob.email)).to.equal('hidden')
    expect(await api.findAccountsByEmail(tenant, 'nobody@example.com')).to.deep.equal([])
    alice.active = false
    expect(await api.findAccountsByEmail(tenant, alice.email)).to.deep.equal([])
  })

  it('finds both of two people with one address, and does not see an administrator’s more than others’', async () => {
    const { alice, admin } = world.site.people
    alice.emailVisibility = 'visible'
    const details = { email: alice.email, emailVisibility: 'visible' } as const
    const twin = world.site.addPerson('alison', 'Alison Abbott', details)
    const found = await api.findAccountsByEmail(tenant, alice.email)
    expect(found).to.have.deep.members([
      { accountId: alice.accountId },
      { accountId: twin.accountId },
    ])
    expect(await api.findAccountsByEmail(tenant, admin.email)).to.equal('hidden')
  })

  it('is not led to somebody who only calls themselves by the address', async () => {
    const impostor = world.site.addPerson('mallory', 'ceo@example.com')
    expect(await api.findAccountsByEmail(tenant, 'ceo@example.com')).to.equal('hidden')
    impostor.emailVisibility = 'visible'
    expect(await api.findAccountsByEmail(tenant, 'ceo@example.com')).to.deep.equal([])
  })
})
