import { expect } from 'chai'
import type { AccountMapping, Provider } from '../../src/identity/providers/provider.ts'
import type { TokenInspector } from '../../src/identity/providers/token-inspector.ts'
import type { RefusalCode } from '../../src/lib/refusal-codes.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { accepted, aDraft } from '../identity/providers/drafts.ts'
import { watchForSecret } from '../support/sinks.ts'
import { startPages, type PagesWorld } from './pages-world.ts'

const TOKEN = 'header-of-it.claims-of-it.signature-of-it'
const HEADING = 'Linked identities'

describe('linked identities on the API access page', () => {
  let world: PagesWorld
  let provider: Provider
  let failure: RefusalCode | undefined
  let subject: string
  let asked: Parameters<TokenInspector['proves']>[]
  beforeEach(async () => {
    provider = accepted(aDraft({ account: { by: 'link' } }))
    failure = undefined
    subject = 'alice@acme'
    asked = []
    world = await startPages({
      inspector: {
        inspect: () => Promise.reject(new Error('nobody inspects here')),
        async proves(...given) {
          asked.push(given)
          if (failure !== undefined) throw new Refusal(failure, { detail: 'why it is so' })
          return { issuer: provider.issuer ?? '', subject, provider }
        },
      },
    })
    await trust(provider)
  })
  afterEach(() => world.stop())

  const by = { actor: 'ada', requestId: 'made-by-the-test' }
  const trust = (...providers: Provider[]) =>
    world.policies.change(world.tenant.id, by, ({ document }) => ({ ...document, providers }))
  const mapped = (account: AccountMapping, ofRule?: AccountMapping): Provider => ({
    ...provider,
    account,
    rules: [{ name: 'all', access: 'read', account: ofRule }],
  })
  const linked = (given: { readonly accountId?: string; readonly subject?: string } = {}) =>
    world.links.link(
      {
        tenantId: world.tenant.id,
        issuer: provider.issuer ?? '',
        subject: 'bob@acme',
        accountId: 'bob',
        ...given,
      },
      by,
    )
  const send = (form: Readonly<Record<string, string>> = { token: TOKEN }, as = 'alice') =>
    world.act('/links', as, form)
  const linksOf = (accountId: string) => world.links.list(world.tenant.id, accountId)
  const eventsOf = (kind: string) => world.events.filter((event) => event.kind === kind)
  const page = async (as = 'alice') => (await world.page('/api-access', as)).html

  it('links what the token proves to the person whom the page’s token names, and records it', async () => {
    const { status, html, headers } = await send()
    expect(status).to.equal(200)
    const [link, ...others] = await linksOf('alice')
    expect(others).to.be.empty
    expect(link).to.include({ issuer: provider.issuer, subject: 'alice@acme', createdBy: 'alice' })
    expect(html).to.include('alice@acme').and.to.include('“alice@acme” is linked')
    expect(html).to.include(provider.name).and.to.include('>New<')
    const requestId = headers.get('gatehouse-request-id')
    expect(eventsOf('link.created')).to.have.length(1)
    expect(eventsOf('link.created')[0]).to.include({ actor: 'alice', requestId })
  })

  it('asks about the token of this site with the providers of this site, without what comes with pasting', async () => {
    await send({ token: `  Bearer ${TOKEN}\r\n` })
    const [tenant, providers, token] = asked[0] ?? []
    expect(tenant?.id).to.equal(world.tenant.id)
    expect(providers).to.deep.equal([provider])
    expect(token?.reveal()).to.equal(TOKEN)
  })

  it('links for nobody else, whatever else the form says', async () => {
    const form = { token: TOKEN, accountId: 'bob', tenantId: world.otherTenant.id, subject: 'bob' }
    expect((await send(form)).status).to.equal(200)
    expect(await linksOf('alice')).to.have.length(1)
    expect(await linksOf('bob')).to.be.empty
    expect(await world.links.list(world.otherTenant.id)).to.be.empty
  })

  it('needs the page’s own token: without one, nothing is asked or linked', async () => {
    const address = `${world.url}/jira/pages/links`
    const body = new URLSearchParams({ token: TOKEN })
    expect((await fetch(address, { method: 'POST', body })).status).to.equal(401)
    expect((await send(undefined, 'nobody')).status).to.equal(403)
    expect(asked).to.be.empty
    expect(await world.links.list(world.tenant.id)).to.be.empty
  })

  it('never shows, logs or records the token, be it linked or refused', async () => {
    watchForSecret(TOKEN)
    const answers = [(await send()).html, await page()]
    failure = 'token/untrusted'
    answers.push((await send()).html)
    for (const html of answers) {
      expect(html).not.to.include(TOKEN)
      expect(html).to.match(/<textarea id="link-token"[^>]*><\/textarea>/)
    }
    expect(world.logLines.join()).not.to.include(TOKEN)
    expect(JSON.stringify(world.events)).not.to.include(TOKEN)
  })

  const WORDS: readonly (readonly [RefusalCode, string])[] = [
    ['token/untrusted', 'not a token that is taken here'],
    ['token/expired', 'This token has ended'],
    ['token/no-rule', 'no rule on this site admits it'],
    ['token/incomplete', 'left out claims'],
    ['provider/unavailable', 'could not be asked'],
    ['account/unknown', 'nothing to link'],
    ['request/invalid-input', 'cannot be linked'],
  ]
  for (const [code, words] of WORDS) {
    it(`says at the field what ${code} means, links nothing, and logs the reason`, async () => {
      failure = code
      const { status, html, headers } = await send()
      expect(status).to.equal(422)
      expect(/<p id="link-token-fault"[^>]*>([^<]*)/.exec(html)?.[1]).to.include(words)
      expect(html).to.match(/<textarea[^>]* aria-invalid="true" data-focus>/)
      expect(html).to.include('Nothing was linked')
      expect(await world.links.list(world.tenant.id)).to.be.empty
      const requestId = headers.get('gatehouse-request-id') ?? 'none'
      const lines = world.logLines.filter((line) => line.includes(requestId))
      expect(lines).to.have.length(1)
      expect(lines[0]).to.include(code).and.to.include('why it is so')
    })
  }

  it('says at the field that an identity is somebody else’s, and not whose', async () => {
    await linked({ accountId: 'bob-the-owner', subject })
    const { status, html } = await send()
    expect(status).to.equal(422)
    expect(html).to.include('linked to another account already').and.not.to.include('bob-the-owner')
    expect(await linksOf('alice')).to.be.empty
  })

  it('takes what is linked already for done, and records nothing', async () => {
    await send()
    const { status, html } = await send()
    expect(status).to.equal(200)
    expect(html).to.include('“alice@acme” is linked')
    expect(eventsOf('link.created')).to.have.length(1)
  })

  it('asks no provider about nothing, about what is too long, or about a token of Gatehouse', async () => {
    const own = `gatehouse_${'a'.repeat(16)}_not-whole`
    for (const token of ['', '  ', own, `Bearer ${own}`, 'x'.repeat(16 * 1024 + 1)]) {
      const { status, html } = await send({ token })
      expect(status).to.equal(422)
      expect(html).to.include('id="link-token-fault"')
      expect(html).not.to.include('xxxx').and.not.to.include('not-whole')
    }
    expect((await send({})).status).to.equal(422)
    expect(asked).to.be.empty
  })

  it('takes the longest token that there is, and nothing beyond its form', async () => {
    expect((await send({ token: 'x'.repeat(16 * 1024) })).status).to.equal(200)
    expect((await send({ token: 'x'.repeat(21 * 1024) })).status).to.equal(413)
    expect(asked).to.have.length(1)
  })

  it('rises with what is no matter of the token: a surprise is no fault of the person', async () => {
    failure = 'site/inactive'
    expect((await send()).status).to.equal(403)
    expect((await send()).headers.get('hx-retarget')).to.equal('#notice')
  })

  it('shows people their own links alone, with who made them when it was an admin', async () => {
    await linked()
    await linked({ accountId: 'alice', subject: 'alice@partner' })
    await send()
    const html = await page()
    expect(html).to.include('alice@acme').and.to.include('alice@partner')
    expect(html).not.to.include('bob@acme')
    expect(html.match(/by an administrator/g)).to.have.length(1)
    expect(html).to.include('data-account="ada"')
  })

  it('says of each link which provider it belongs to, and whether that is on', async () => {
    await send()
    expect(await page()).to.include(`${provider.name}<code class="issuer">`)
    await trust({ ...provider, enabled: false })
    expect(await page()).to.match(new RegExp(`${provider.name} <span class="lozenge[^"]*">Off`))
    await trust()
    expect(await page()).to.include('No provider has this issuer now')
  })

  it('shows a name from outside as text, whatever it looks like', async () => {
    subject = '<img src=x onerror=alert(1)>'
    const { html } = await send()
    for (const each of [html, await page()]) {
      expect(each).to.include('&lt;img src&#x3D;x').and.not.to.include('<img')
    }
  })

  it('removes an own link, from the next call on, and records it', async () => {
    const link = await linked({ accountId: 'alice' })
    const { status, html, headers } = await world.act(`/links/${link.id}/remove`, 'alice', {})
    expect(status).to.equal(200)
    expect(html).to.include('The link is removed').and.not.to.include('bob@acme')
    expect(await world.links.accountOf(world.tenant.id, link.issuer, link.subject)).to.equal(
      undefined,
    )
    const requestId = headers.get('gatehouse-request-id')
    expect(eventsOf('link.removed')[0]).to.include({ actor: 'alice', requestId, subject: link.id })
  })

  it('does not find somebody else’s link, nor one of another site', async () => {
    const link = await linked()
    for (const as of ['alice', 'ada', 'bob@2']) {
      expect((await world.act(`/links/${link.id}/remove`, as, {})).status, as).to.equal(404)
    }
    expect(await linksOf('bob')).to.have.length(1)
  })

  it('is there for who could link something, or has a link, and for nobody else', async () => {
    const app: AccountMapping = { by: 'app' }
    const byLink: AccountMapping = { by: 'link' }
    expect(await page())
      .to.include(HEADING)
      .and.to.include(`got from ${provider.name}`)
    await trust(mapped(app, byLink))
    expect(await page()).to.include('id="link-token"')
    // A mapping that every rule replaces by its own leads nobody anywhere.
    for (const none of [mapped(app), mapped(byLink, app), { ...mapped(byLink), enabled: false }]) {
      await trust(none)
      expect(await page()).not.to.include(HEADING)
    }
    await linked({ accountId: 'alice' })
    const html = await page()
    expect(html).to.include(HEADING).and.to.include('Nothing further can be linked')
    expect(html).not.to.include('id="link-token"')
  })

  it('links nothing while tokens of providers are switched off', async () => {
    await world.policies.change(world.tenant.id, by, ({ document }) => ({
      ...document,
      switches: { ...document.switches, providerTokens: false },
    }))
    expect(await page()).not.to.include(HEADING)
    const { status, html } = await send()
    expect(status).to.equal(403)
    expect(html).to.include('credential/switched-off')
    expect(asked).to.be.empty
  })
})
