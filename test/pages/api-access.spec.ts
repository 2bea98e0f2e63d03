import { expect } from 'chai'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { startPages, type PagesWorld } from './pages-world.ts'

const A_TOKEN = /gatehouse_[0-9A-Za-z]{16}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}/g
const FORM = { name: 'Nightly build', days: '30', access: 'read' }

describe('the API access page', () => {
  let world: PagesWorld
  let productIsDown = false
  beforeEach(async () => {
    productIsDown = false
    world = await startPages({ productDown: () => productIsDown })
  })
  afterEach(() => world.stop())

  const by = { actor: 'ada', requestId: 'made-by-the-test' }
  const decide = (change: (document: PolicyDocument) => Partial<PolicyDocument>) =>
    world.policies.change(world.tenant.id, by, ({ document }) => ({
      ...document,
      ...change(document),
    }))
  const longestLife = (tokenDaysMax: number) =>
    decide(({ switches }) => ({ switches: { ...switches, tokenDaysMax } }))

  it('tells everybody who is signed in where calls go, with an example to copy', async () => {
    const { status, html } = await world.page('/api-access', 'alice')
    expect(status).to.equal(200)
    expect(html).to.include('https://gatehouse.example.com/sites/acme.atlassian.net<')
    expect(html).to.include('Bearer YOUR_TOKEN')
    expect(html).to.include('You have no tokens yet')
  })

  it('gives the address below /wiki on Confluence', async () => {
    const confluence = await startPages({ tenant: { product: 'confluence' } })
    const { html } = await confluence.page('/api-access', 'alice')
    await confluence.stop()
    expect(html).to.include('https://gatehouse.example.com/sites/acme.atlassian.net/wiki<')
    expect(html).to.include('/sites/acme.atlassian.net/wiki/rest/api/user/current')
  })

  it('changes nothing by being looked at, since its address can be opened again', async () => {
    await world.page('/api-access', 'alice')
    await world.page('/api-access', 'alice')
    expect(world.events).to.be.empty
  })

  it('refuses an address without a token of the product', async () => {
    const { status, html } = await world.page('/api-access')
    expect(status).to.equal(401)
    expect(html).to.include('has not confirmed who you are')
  })

  it('asks somebody without an account to sign in', async () => {
    const { status, html } = await world.page('/api-access', 'nobody')
    expect(status).to.equal(403)
    expect(html).to.include('Sign in to Jira')
  })

  it('shows people their own tokens and nobody else’s', async () => {
    await world.hasToken('alice', 'Mine')
    await world.hasToken('bob', 'Of somebody else')
    const { html } = await world.page('/api-access', 'alice')
    expect(html).to.include('Mine').and.not.to.include('Of somebody else')
  })

  it('shows a new token once, and never again', async () => {
    const made = await world.act('/tokens', 'alice', FORM)
    expect(made.status).to.equal(200)
    const [text, inTheCommand] = made.html.match(A_TOKEN) ?? []
    expect(text).to.be.a('string')
    expect(inTheCommand).to.equal(text)
    const later = await world.page('/api-access', 'alice')
    expect(later.html).to.include('Nightly build').and.not.to.match(A_TOKEN)
    expect(world.logLines.join()).not.to.match(A_TOKEN)
    expect(JSON.stringify(world.events)).not.to.match(A_TOKEN)
  })

  it('creates exactly what was asked for, and records it under the name of the answer', async () => {
    const { headers } = await world.act('/tokens', 'alice', {
      ...FORM,
      days: '7',
      access: 'write',
    })
    const [token] = await world.tokens.list(world.tenant.id, 'alice')
    expect(token).to.include({ name: 'Nightly build', access: 'write', actsAs: 'user' })
    expect(token?.expiresAt).to.equal(world.clock.now() + 7 * 86_400_000)
    expect(world.events[0]).to.include({
      kind: 'token.created',
      actor: 'alice',
      requestId: headers.get('gatehouse-request-id'),
    })
  })

  it('marks each wrong field and gives back what was typed', async () => {
    const name = `${'x'.repeat(81)}"><b>`
    const { status, html } = await world.act('/tokens', 'alice', { name, days: '8', access: '' })
    expect(status).to.equal(422)
    expect(html).to.include(`value="${'x'.repeat(81)}&quot;&gt;&lt;b&gt;"`)
    for (const field of ['name', 'days', 'access']) {
      expect(html).to.include(`id="token-${field}-fault"`)
    }
    expect(world.events).to.be.empty
  })

  it('shows a name as text, whatever it looks like', async () => {
    const name = '<img src=x onerror=alert(1)>'
    const made = await world.act('/tokens', 'alice', { ...FORM, name })
    const page = await world.page('/api-access', 'alice')
    for (const { html } of [made, page]) {
      expect(html).to.include('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;')
      expect(html).not.to.include('<img')
    }
  })

  it('offers the app as an identity to administrators only', async () => {
    expect((await world.page('/api-access', 'ada')).html).to.include('name="actsAs"')
    expect((await world.page('/api-access', 'alice')).html).not.to.include('name="actsAs"')
  })

  it('refuses a token that acts as the app to everybody else, however the form was made', async () => {
    const { status } = await world.act('/tokens', 'alice', { ...FORM, actsAs: 'app' })
    expect(status).to.equal(403)
    expect(world.events).to.be.empty
    expect((await world.act('/tokens', 'ada', { ...FORM, actsAs: 'app' })).status).to.equal(200)
  })

  it('offers to manage Gatehouse to administrators only', async () => {
    const choice = 'name="access" value="manage"'
    expect((await world.page('/api-access', 'ada')).html).to.include(choice)
    expect((await world.page('/api-access', 'alice')).html).not.to.include(choice)
  })

  it('refuses a token that manages Gatehouse to everybody else, however the form was made', async () => {
    const manage = { ...FORM, access: 'manage' }
    expect((await world.act('/tokens', 'alice', manage)).status).to.equal(403)
    expect(world.events).to.be.empty
    expect(await world.tokens.list(world.tenant.id)).to.be.empty
  })

  it('makes a token that manages Gatehouse for an admin, without an example of a call that is refused', async () => {
    const { status, html } = await world.act('/tokens', 'ada', { ...FORM, access: 'manage' })
    expect(status).to.equal(200)
    expect(html.match(A_TOKEN)).to.have.length(1)
    expect(html).to.include('Manage Gatehouse').and.not.to.include('token-curl')
    expect(html).to.include('for the management API alone')
    const [token] = await world.tokens.list(world.tenant.id)
    expect(token).to.include({ access: 'manage', actsAs: 'user', ownerAccountId: 'ada' })
  })

  it('marks the wish that a token which manages Gatehouse acts as the app', async () => {
    const form = { ...FORM, access: 'manage', actsAs: 'app' }
    const { status, html } = await world.act('/tokens', 'ada', form)
    expect(status).to.equal(422)
    expect(html).to.include('id="token-acts-as-fault"').and.to.include('acts as you')
    expect(html).to.include('value="manage" checked')
    expect(world.events).to.be.empty
  })

  it('replaces the form by an explanation while creating is switched off, but not for an admin', async () => {
    await world.act('/rules/switches/set', 'ada', { id: 'usersMayCreateTokens', to: 'off' })
    const { html } = await world.page('/api-access', 'alice')
    expect(html).to.include('Creating tokens is switched off').and.not.to.include('<form')
    expect((await world.page('/api-access', 'ada')).html).to.include('<form')
  })

  it('refuses to create while that is switched off, although the page was opened before', async () => {
    await world.act('/rules/switches/set', 'ada', { id: 'usersMayCreateTokens', to: 'off' })
    const { status, html } = await world.act('/tokens', 'alice', FORM)
    expect(status).to.equal(403)
    expect(html).to.include('Creating tokens is switched off')
    expect(await world.tokens.list(world.tenant.id)).to.be.empty
  })

  it('offers life times up to what an admin allows, to admins too, with the proposal among them', async () => {
    const offered = async (person: string) => {
      const { html } = await world.page('/api-access', person)
      return [...html.matchAll(/<option value="(\d+)"( selected)?>/g)].map(
        ([, days, selected]) => `${days}${selected ?? ''}`,
      )
    }
    expect(await offered('alice')).to.deep.equal(['7', '30 selected', '90', '365'])
    await longestLife(90)
    expect(await offered('alice')).to.deep.equal(['7', '30 selected', '90'])
    await longestLife(7)
    for (const person of ['alice', 'ada']) {
      expect(await offered(person)).to.deep.equal(['7 selected'])
    }
  })

  it('says who set the maximum, and nothing where nobody did', async () => {
    const hint = 'Administrators of your site allow at most 90 days'
    expect((await world.page('/api-access', 'alice')).html).not.to.include('Administrators of your')
    await longestLife(90)
    expect((await world.page('/api-access', 'alice')).html).to.include(hint)
  })

  it('marks a life time that an admin has ruled out meanwhile, and proposes what is allowed', async () => {
    await longestLife(30)
    for (const person of ['alice', 'ada']) {
      const { status, html } = await world.act('/tokens', person, { ...FORM, days: '90' })
      expect(status, person).to.equal(422)
      expect(html).to.include('id="token-days-fault"').and.to.include('at most 30 days are allowed')
      expect(html).to.include('<option value="30" selected>').and.not.to.include('value="90"')
      expect(html).to.include('value="Nightly build"')
    }
    expect(await world.tokens.list(world.tenant.id)).to.be.empty
    expect((await world.act('/tokens', 'alice', FORM)).status).to.equal(200)
  })

  it('revokes an own token', async () => {
    const id = await world.hasToken('alice', 'Mine')
    const { status, html } = await world.act(`/tokens/${id}/revoke`, 'alice', {})
    expect(status).to.equal(200)
    expect(html).to.include('Revoked').and.to.include('The token is revoked')
  })

  it('revokes also while the product cannot be asked who is an admin', async () => {
    const id = await world.hasToken('alice', 'Leaked')
    productIsDown = true
    expect((await world.act(`/tokens/${id}/revoke`, 'alice', {})).status).to.equal(200)
    expect((await world.act('/tokens', 'alice', FORM)).status).to.equal(502)
    expect(await world.tokens.list(world.tenant.id)).to.have.length(1)
  })

  it('does not find somebody else’s token, nor one of another site', async () => {
    const id = await world.hasToken('bob', 'Of somebody else')
    for (const person of ['alice', 'ada', 'bob@2']) {
      const { status } = await world.act(`/tokens/${id}/revoke`, person, {})
      expect(status, person).to.equal(404)
    }
    const [token] = await world.tokens.list(world.tenant.id)
    expect(token?.revokedAt).to.equal(undefined)
  })
})
