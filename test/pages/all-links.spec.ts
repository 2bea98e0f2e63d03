import { expect } from 'chai'
import type { Provider } from '../../src/identity/providers/provider.ts'
import { accepted, aDraft } from '../identity/providers/drafts.ts'
import { formIn } from './form-in.ts'
import { startPages, type PageAnswer, type PagesWorld } from './pages-world.ts'

describe('the links of all people on the administration page', () => {
  let world: PagesWorld
  let provider: Provider
  beforeEach(async () => {
    provider = accepted(aDraft({ account: { by: 'link' } }))
    world = await startPages()
    await trust(provider)
  })
  afterEach(() => world.stop())

  const by = { actor: 'ada', requestId: 'made-by-the-test' }
  const trust = (...providers: Provider[]) =>
    world.policies.change(world.tenant.id, by, ({ document }) => ({ ...document, providers }))
  const linked = (who: string, tenant = world.tenant) => {
    const subject = `${who}@acme`
    const identity = { issuer: provider.issuer ?? '', subject, accountId: who }
    return world.links.link({ tenantId: tenant.id, ...identity }, { ...by, actor: who })
  }
  const wish = (given: Readonly<Record<string, string>> = {}) => ({
    provider: provider.id,
    issuer: '',
    subject: 'alice@acme',
    accountId: '5b10a:alice',
    ...given,
  })
  const send = (form = wish(), as = 'ada') => world.act('/admin/links', as, form)
  const page = async (as = 'ada') => (await world.page('/admin', as)).html
  const all = () => world.links.list(world.tenant.id)
  const eventsOf = (kind: string) => world.events.filter((event) => event.kind === kind)
  const faultAt = ({ html }: PageAnswer, field: string) =>
    new RegExp(`<p id="link-${field}-fault" class="fault">([^<]*)`).exec(html)?.[1]

  it('lists everybody’s links of this site, for the browser to name, and of no other site', async () => {
    await linked('alice')
    await linked('bob')
    await linked('carol', world.otherTenant)
    const html = await page()
    for (const who of ['alice', 'bob']) {
      expect(html).to.include(`data-account="${who}"`).and.to.include(`${who}@acme`)
    }
    expect(html).to.include(provider.name).and.to.include('2 linked')
    expect(html).to.include('data-person-path="/rest/api/3/user?accountId&#x3D;"')
    expect(html).not.to.include('carol')
  })

  it('shows the newest five hundred, and says so when there are more', async () => {
    for (let at = 0; at < 500; at += 1) await linked(`somebody-${at}`)
    expect(await page()).not.to.include('The newest 500 are shown')
    await linked('one-more')
    const html = await page()
    expect(html).to.include('The newest 500 are shown')
    expect(html.match(/data-link-row/g)).to.have.length(500)
  })

  it('links an identity of a chosen provider for somebody, in the name of the admin', async () => {
    const { status, html, headers } = await send()
    expect(status).to.equal(200)
    expect(html).to.include('“alice@acme” is linked').and.to.include('>New<')
    expect(await all()).to.have.length(1)
    expect((await all())[0]).to.include({
      issuer: provider.issuer,
      subject: 'alice@acme',
      accountId: '5b10a:alice',
      createdBy: 'ada',
    })
    const requestId = headers.get('gatehouse-request-id')
    expect(eventsOf('link.created')).to.have.length(1)
    expect(eventsOf('link.created')[0]).to.include({ actor: 'ada', requestId })
  })

  it('links an identity of an issuer that is no provider yet', async () => {
    await trust()
    const form = formIn((await page()).split('link-form')[1] ?? '')
    expect(form).not.to.have.property('provider')
    const typed = wish({ issuer: ' https://login.later.example/ ', subject: ' x ' })
    expect((await send({ ...typed, provider: '' })).status).to.equal(200)
    expect((await all())[0]).to.include({ issuer: 'https://login.later.example/', subject: 'x' })
  })

  it('offers the providers that lead to accounts by links, and the first of them at once', async () => {
    const other: Provider = { ...provider, id: 'other', name: 'Other', issuer: 'https://o.example' }
    await trust({ ...provider, account: { by: 'app' } }, { ...other, enabled: false })
    expect(await page()).not.to.include('id="link-provider"')
    await trust({ ...provider, account: { by: 'app' } }, other)
    const html = await page()
    expect(html).to.include('<option value="other" selected>Other')
    expect(html).not.to.include(`<option value="${provider.id}"`)
  })

  it('marks each wrong field and gives back what was typed, with the form open', async () => {
    const typed = wish({ provider: '', issuer: 'login"><b>', subject: '', accountId: 'a b' })
    const answer = await send(typed)
    expect(answer.status).to.equal(422)
    for (const field of ['issuer', 'subject', 'account']) {
      expect(faultAt(answer, field), field).to.be.a('string')
    }
    expect(answer.html).to.include('value="login&quot;&gt;&lt;b&gt;"').and.to.include('value="a b"')
    expect(answer.html).to.match(/<details class="example" open>/)
    expect(answer.html).to.include('<option value="" selected>')
    expect(await all()).to.be.empty
  })

  it('refuses what can be no issuer, subject or account', async () => {
    const long = 'x'.repeat(256)
    for (const wrong of [
      { provider: '', issuer: 'http://plain.example' },
      { provider: '', issuer: 'https://user:password@login.example' },
      { provider: 'gone' },
      { subject: long },
      { subject: 'a\u0000b' },
      { accountId: '' },
      { accountId: 'a\u200bb' },
    ]) {
      expect((await send(wish(wrong))).status, JSON.stringify(wrong)).to.equal(422)
    }
    expect((await world.act('/admin/links', 'ada', {})).status).to.equal(422)
    expect(await all()).to.be.empty
  })

  it('finds the account id at the end of a profile’s address, and says what an address without one is', async () => {
    const base = 'https://acme.atlassian.net/jira/people'
    for (const [at, path] of [
      `${base}/557058:0a-1`,
      'acme.example/wiki/people/557058%3a0a-1?x',
    ].entries()) {
      expect((await send(wish({ subject: `s${at}`, accountId: ` ${path}\n` }))).status).to.equal(
        200,
      )
    }
    expect((await all()).map(({ accountId }) => accountId)).to.deep.equal(
      Array(2).fill('557058:0a-1'),
    )
    for (const none of [base, `${base}/`, 'https://acme2', `${base}/557058%2Fa`, `${base}/a%3a%`]) {
      const answer = await send(wish({ accountId: none }))
      expect(faultAt(answer, 'account'), none).to.equal(
        'This is an address; enter the id at its end.',
      )
      expect(answer.html).to.include(`value="${none}"`)
    }
  })

  it('tells of a provider that was removed while the form was open', async () => {
    await trust({ ...provider, id: 'other', issuer: 'https://o.example' })
    expect(faultAt(await send(), 'provider')).to.include('not there any more')
    await trust()
    expect(faultAt(await send(), 'issuer')).to.include('Enter the issuer')
  })

  it('says at the subject that it is linked to another account, and leaves that link', async () => {
    await linked('alice')
    const answer = await send()
    expect(answer.status).to.equal(422)
    expect(faultAt(answer, 'subject')).to.include('linked to another account already')
    expect((await all()).map(({ accountId }) => accountId)).to.deep.equal(['alice'])
  })

  it('says so when an account has as many links as it can have', async () => {
    for (let count = 0; count < 50; count += 1) {
      expect((await send(wish({ subject: `s${count}` }))).status).to.equal(200)
    }
    expect(faultAt(await send(wish({ subject: 'one more' })), 'subject')).to.include(
      'as many links',
    )
  })

  it('removes anybody’s link and records who did it', async () => {
    const link = await linked('alice')
    const { status, html, headers } = await world.act(`/admin/links/${link.id}/remove`, 'ada', {})
    expect(status).to.equal(200)
    expect(html).to.include('The link is removed').and.to.include('Nobody has linked')
    expect(await all()).to.be.empty
    const requestId = headers.get('gatehouse-request-id')
    expect(eventsOf('link.removed')[0]).to.include({ actor: 'ada', requestId, subject: link.id })
  })

  it('does not find a link of another site', async () => {
    const link = await linked('alice')
    expect((await world.act(`/admin/links/${link.id}/remove`, 'ada@2', {})).status).to.equal(404)
    expect(await all()).to.have.length(1)
  })

  it('is for administrators only', async () => {
    const link = await linked('alice')
    expect((await send(wish({ subject: 'bob@acme' }), 'alice')).status).to.equal(403)
    expect((await world.act(`/admin/links/${link.id}/remove`, 'alice', {})).status).to.equal(403)
    expect(await all()).to.have.length(1)
    expect(await page('alice')).not.to.include('alice@acme')
  })
})
