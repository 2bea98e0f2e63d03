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

  it('tells an admin when tokens cannot act as users, and what to do', async () => {
    const old = await startPages({ tenant: { oauthClientId: undefined } })
    const { html } = await old.page('/admin', 'ada')
    await old.stop()
    expect(html).to.include('The app only: install the app again')
  })

  it('lists the tokens of everybody on this site, with their owners, and of no other site', async () => {
    await world.hasToken('alice', 'One')
    await world.hasToken('bob', 'Two')
    const { html } = await world.page('/admin', 'ada')
    expect(html).to.include('One').and.to.include('alice')
    expect(html).to.include('Two').and.to.include('bob')
    const foreign = await world.page('/admin', 'ada@2')
    expect(foreign.html).to.include('Nobody has a token yet')
  })

  it('refuses a person who is no admin, although the product signed the address, and says what to do', async () => {
    const { status, html } = await world.page('/admin', 'alice')
    expect(status).to.equal(403)
    expect(html).to.include('Only Jira administrators can do this')
    expect(html).to.include('Ask an administrator')
    expect(html).not.to.include('Installation')
  })

  it('asks the product anew at each action: a right taken away ends at once', async () => {
    const id = await world.hasToken('alice', 'One')
    await world.page('/admin', 'ada')
    admins.length = 0
    expect((await world.act(`/admin/tokens/${id}/revoke`, 'ada', {})).status).to.equal(403)
    expect(
      (await world.act('/admin/switches', 'ada', { usersMayCreateTokens: 'off' })).status,
    ).to.equal(403)
    expect((await world.tokens.list(world.tenant.id))[0]?.revokedAt).to.equal(undefined)
    expect((await world.switches.read(world.tenant.id)).usersMayCreateTokens).to.equal(true)
  })

  it('treats nobody as an admin while the product cannot be asked', async () => {
    productIsDown = true
    const { status, html } = await world.page('/admin', 'ada')
    expect(status).to.equal(502)
    expect(html).to.include('Try again')
  })

  it('revokes anybody’s token and records who did it', async () => {
    const id = await world.hasToken('alice', 'One')
    const { status, html, headers } = await world.act(`/admin/tokens/${id}/revoke`, 'ada', {})
    expect(status).to.equal(200)
    expect(html).to.include('Revoked')
    expect(world.events.at(-1)).to.deep.include({
      kind: 'token.revoked',
      actor: 'ada',
      subject: id,
      requestId: headers.get('gatehouse-request-id'),
    })
  })

  it('does not find a token of another site', async () => {
    const id = await world.hasToken('alice', 'One')
    expect((await world.act(`/admin/tokens/${id}/revoke`, 'ada@2', {})).status).to.equal(404)
    expect((await world.tokens.list(world.tenant.id))[0]?.revokedAt).to.equal(undefined)
  })

  it('switches creating off and on, with one event for each change and none for a repeat', async () => {
    for (const value of ['off', 'off', 'on']) {
      const answer = await world.act('/admin/switches', 'ada', { usersMayCreateTokens: value })
      expect(answer.status).to.equal(200)
    }
    expect(
      world.events.map((event) => [event.kind, 'facts' in event && event.facts]),
    ).to.deep.equal([
      ['switches.changed', { usersMayCreateTokens: false }],
      ['switches.changed', { usersMayCreateTokens: true }],
    ])
  })

  it('leaves the switch alone when asked for neither on nor off', async () => {
    for (const value of ['', 'true', 'ON']) {
      const answer = await world.act('/admin/switches', 'ada', { usersMayCreateTokens: value })
      expect(answer.status).to.equal(422)
    }
    expect(world.events).to.be.empty
  })

  it('switches for its own site only', async () => {
    await world.act('/admin/switches', 'ada@2', { usersMayCreateTokens: 'off' })
    expect((await world.switches.read(world.tenant.id)).usersMayCreateTokens).to.equal(true)
    expect((await world.switches.read(world.otherTenant.id)).usersMayCreateTokens).to.equal(false)
  })
})
