import { expect } from 'chai'
import { startPages, type PagesWorld } from './pages-world.ts'

describe('the administration page', () => {
  let world: PagesWorld
  let admins: string[]
  let productIsDown: boolean
  beforeEach(async () => {
    admins = ['ada']
    productIsDown = false
    world = await startPages({ admins, productDown: () => productIsDown })
  })
  afterEach(() => world.stop())

  it('shows the installation, without giving the whole client key away', async () => {
    const { status, html } = await world.page('/admin', 'ada')
    expect(status).to.equal(200)
    expect(html).to.include('https://acme.atlassian.net').and.to.include('gatehouse-jira')
    expect(html).to.include('Active').and.to.include('0a1b2c3d…e8f9')
    expect(html).not.to.include(world.tenant.clientKey)
    expect(html).not.to.include(world.tenant.sharedSecret?.reveal())
  })

  it('says of the installation only what is true of it, whatever the rules serve', async () => {
    const { html } = await world.page('/admin', 'ada')
    expect(html).to.include('The app is installed and enabled.')
    expect(html).to.include('Nothing can be called yet').and.not.to.include('Calls are served')
  })

  it('tells an admin when tokens cannot act as users, and what to do', async () => {
    const old = await startPages({ tenant: { oauthClientId: undefined } })
    const { html } = await old.page('/admin', 'ada')
    await old.stop()
    expect(html).to.include('The app only: install the app again')
  })

  it('refuses a person who is no admin, although the product signed the address, and says what to do', async () => {
    const { status, html } = await world.page('/admin', 'alice')
    expect(status).to.equal(403)
    expect(html).to.include('Only Jira administrators can do this')
    expect(html).to.include('Ask an administrator')
    expect(html).not.to.include('Installation')
  })

  it('treats nobody as an admin while the product cannot be asked', async () => {
    productIsDown = true
    const { status, html } = await world.page('/admin', 'ada')
    expect(status).to.equal(502)
    expect(html).to.include('Try again')
  })

  it('says where rules and tokens are, and holds none of their controls', async () => {
    await world.hasToken('alice', 'One')
    const { html } = await world.page('/admin', 'ada')
    expect(html).to.include('“Gatehouse rules”').and.not.to.include('data-token-row')
    for (const path of ['switches', 'longest-life', 'credentials', 'tokens/x/revoke']) {
      expect((await world.act(`/admin/${path}`, 'ada', {})).status, path).to.equal(404)
    }
  })
})
