import { expect } from 'chai'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
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

  const switchesOf = async ({ id }: { readonly id: string }) =>
    (await world.policies.read(id)).document.switches

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
    expect((await world.act('/admin/longest-life', 'ada', { tokenDaysMax: '7' })).status).to.equal(
      403,
    )
    expect(await switchesOf(world.tenant)).to.deep.equal(DEFAULT_SWITCHES)
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
      ['switches.changed', { usersMayCreateTokens: false, usersMayCreateTokensBefore: true }],
      ['switches.changed', { usersMayCreateTokens: true, usersMayCreateTokensBefore: false }],
    ])
  })

  it('leaves the switch alone when asked for neither on nor off', async () => {
    for (const value of ['', 'true', 'ON']) {
      const answer = await world.act('/admin/switches', 'ada', { usersMayCreateTokens: value })
      expect(answer.status).to.equal(422)
    }
    expect(world.events).to.be.empty
  })

  it('shows the longest life of new tokens among those of the form, with what it does beside it', async () => {
    const { html } = await world.page('/admin', 'ada')
    const choices = [...html.matchAll(/<option value="(\d+)"( selected)?>/g)]
    expect(choices.map(([, days]) => days)).to.deep.equal(['7', '30', '90', '365'])
    expect(choices.filter(([, , selected]) => selected).map(([, days]) => days)).to.deep.equal([
      '365',
    ])
    expect(html).to.include('A new token ends after 365 days at the latest')
    expect(html).to.include('Tokens that exist keep the end they were created with')
  })

  it('sets the longest life, with who did it and what it was before, and no event for a repeat', async () => {
    const set = (tokenDaysMax: string) => world.act('/admin/longest-life', 'ada', { tokenDaysMax })
    const { status, html, headers } = await set('30')
    expect(status).to.equal(200)
    expect(html).to.include('<option value="30" selected>')
    expect(html).to.include('From now on a new token lives for at most 30 days')
    expect((await set('30')).status).to.equal(200)
    expect(world.events).to.have.length(1)
    expect(world.events[0]).to.deep.include({
      kind: 'switches.changed',
      actor: 'ada',
      subject: world.tenant.id,
      requestId: headers.get('gatehouse-request-id'),
      facts: { tokenDaysMax: 30, tokenDaysMaxBefore: 365 },
    })
    expect((await world.page('/admin', 'ada')).html).to.include('<option value="30" selected>')
  })

  it('leaves the longest life alone when asked for anything that the form does not offer', async () => {
    for (const tokenDaysMax of ['', '0', '8', '366', '1e2', '-7', 'thirty', ' 30']) {
      const answer = await world.act('/admin/longest-life', 'ada', { tokenDaysMax })
      expect(answer.status, tokenDaysMax).to.equal(422)
    }
    expect((await world.act('/admin/longest-life', 'ada', {})).status).to.equal(422)
    expect(world.events).to.be.empty
  })

  it('keeps one rule when the other is changed', async () => {
    await world.act('/admin/longest-life', 'ada', { tokenDaysMax: '7' })
    await world.act('/admin/switches', 'ada', { usersMayCreateTokens: 'off' })
    await world.act('/admin/longest-life', 'ada', { tokenDaysMax: '90' })
    expect(await switchesOf(world.tenant)).to.deep.equal({
      ...DEFAULT_SWITCHES,
      usersMayCreateTokens: false,
      tokenDaysMax: 90,
    })
  })

  it('does not touch tokens that exist', async () => {
    await world.hasToken('alice', 'One')
    const before = await world.tokens.list(world.tenant.id)
    await world.act('/admin/longest-life', 'ada', { tokenDaysMax: '7' })
    expect(await world.tokens.list(world.tenant.id)).to.deep.equal(before)
  })

  it('lets nobody but an admin set the longest life', async () => {
    const { status } = await world.act('/admin/longest-life', 'alice', { tokenDaysMax: '7' })
    expect(status).to.equal(403)
    expect(world.events).to.be.empty
  })

  it('sets rules for its own site only', async () => {
    await world.act('/admin/switches', 'ada@2', { usersMayCreateTokens: 'off' })
    await world.act('/admin/longest-life', 'ada@2', { tokenDaysMax: '7' })
    expect(await switchesOf(world.tenant)).to.deep.equal(DEFAULT_SWITCHES)
    expect(await switchesOf(world.otherTenant)).to.deep.equal({
      ...DEFAULT_SWITCHES,
      usersMayCreateTokens: false,
      tokenDaysMax: 7,
    })
  })
})
