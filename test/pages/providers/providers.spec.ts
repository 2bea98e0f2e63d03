import { expect } from 'chai'
import { accepted, aDraft } from '../../identity/providers/drafts.ts'
import { formIn } from '../form-in.ts'
import { startPages, type PageAnswer } from '../pages-world.ts'
import { BY, startProviders, type ProvidersWorld } from './providers-world.ts'

describe('the page of identity providers', () => {
  let world: ProvidersWorld
  beforeEach(async () => {
    world = await startProviders()
  })
  afterEach(() => world.stop())

  it('explains itself while there is no provider', async () => {
    const { status, html } = await world.page('/providers', 'ada')
    expect(status).to.equal(200)
    expect(html).to.include('No provider yet').and.to.include('Add provider')
  })

  it('shows what each provider is trusted for, of this site alone', async () => {
    await world.trust(accepted(aDraft({ name: 'Acme <login>', audiences: ['one', 'two'] })))
    const { html } = await world.page('/providers', 'ada')
    for (const words of [
      'Acme &lt;login&gt;',
      'https://login.acme.example',
      'one',
      'two',
      '1 rule',
    ])
      expect(html).to.include(words)
    expect(html).to.include('JWKS at https://login.acme.example/keys')
    expect(html).to.include('The account that the person has linked')
    expect((await world.page('/providers', 'ada@2')).html).to.include('No provider yet')
  })

  it('says so when tokens of providers are switched off as a whole', async () => {
    const words = 'Tokens of providers are switched off'
    expect((await world.page('/providers', 'ada')).html).not.to.include(words)
    await world.policies.change(world.tenant.id, BY, ({ document }) => ({
      ...document,
      switches: { ...document.switches, providerTokens: false },
    }))
    expect((await world.page('/providers', 'ada')).html).to.include(words)
  })

  it('is for administrators only, the page and every single action, asked anew each time', async () => {
    await world.trust(accepted(aDraft()))
    const form = await world.aNewForm()
    expect((await world.page('/providers', 'alice')).status).to.equal(403)
    world.dismiss()
    const actions = [
      'list',
      'add',
      'form',
      'rules',
      'save',
      'test',
      'acme/form',
      'acme/enabled',
      'acme/remove',
    ]
    for (const action of actions) {
      const sent = { ...form, do: 'add-rule', enabled: 'off', token: 'x' }
      const { status, html } = await world.post(action, sent)
      expect(status, action).to.equal(403)
      expect(html).not.to.include('login.acme.example')
    }
    expect(await world.trusted()).to.deep.equal([accepted(aDraft())])
  })

  it('switches a provider off and on, and removes it, with one event each', async () => {
    await world.trust(accepted(aDraft()))
    const off = await world.post('acme/enabled', { enabled: 'off' })
    expect(off.html).to.include('is switched off').and.to.include('>Off<')
    await world.post('acme/enabled', { enabled: 'off' })
    expect((await world.trusted())[0]?.enabled).to.equal(false)
    await world.post('acme/enabled', { enabled: 'on' })
    expect((await world.trusted())[0]?.enabled).to.equal(true)
    expect((await world.post('acme/remove')).html)
      .to.include('is removed')
      .and.to.include('No provider yet')
    expect(world.events.map(({ kind }) => kind).slice(1)).to.deep.equal([
      'provider.changed',
      'provider.changed',
      'provider.removed',
    ])
  })

  it('does not find a provider that is not there, or is another site’s', async () => {
    await world.trust(accepted(aDraft()))
    for (const action of ['form', 'enabled', 'remove']) {
      const form = { enabled: 'off' }
      expect((await world.post(`unknown/${action}`, form)).status, action).to.equal(404)
      expect((await world.post(`acme/${action}`, form, 'ada@2')).status, action).to.equal(404)
    }
    expect((await world.post('form', { preset: 'unknown' })).status).to.equal(404)
    expect(await world.trusted()).to.deep.equal([accepted(aDraft())])
  })

  it('adds and removes rules and conditions, and loses nothing that was typed', async () => {
    const form = await world.aNewForm({ 'rules.0.resources': '/rest/api/3/issue/**' })
    const more = await world.post('rules', { ...form, do: 'add-row', rule: '0' })
    expect(more.status).to.equal(200)
    expect(more.html).to.match(/id="provider-rules-0-when-1-claim"[^>]*data-focus/)
    const two = await world.post('rules', { ...formIn(more.html), do: 'add-rule' })
    const rules = formIn(two.html)
    expect(rules).to.include({ 'rules.0.when.0.value': 'refs/heads/main', 'rules.1.name': '' })
    expect(rules['rules.0.resources']).to.equal('/rest/api/3/issue/**')
    const json = await world.post('rules', { ...rules, do: 'show-json', rule: '0' })
    expect(formIn(json.html)['rules.0.json']).to.include('refs/heads/main')
    const one = formIn((await world.post('rules', { ...rules, do: 'remove-rule', rule: '1' })).html)
    expect(Object.keys(one)).not.to.include('rules.1.name')
    const none = await world.post('rules', {
      ...formIn(
        (await world.post('rules', { ...one, do: 'remove-row', rule: '0', row: '1' })).html,
      ),
      do: 'remove-row',
      rule: '0',
      row: '0',
    })
    expect(none.html).to.include('Every token of this provider fits')
    expect((await world.post('rules', { ...form, do: 'explode' })).status).to.equal(422)
  })

  it('takes forms of many rules, and refuses one without end', async () => {
    const rows: [string, string][] = Array.from({ length: 200 }, (_, row): [string, string][] => [
      [`rules.0.when.${row}.claim`, 'sub'],
      [`rules.0.when.${row}.operator`, 'equals'],
      [`rules.0.when.${row}.value`, `${'x'.repeat(200)}${row}`],
    ]).flat()
    const form = await world.aNewForm(Object.fromEntries(rows))
    expect((await world.post('save', form)).status).to.equal(200)
    expect(
      (await world.post('save', { ...form, padding: 'x'.repeat(512 * 1024) })).status,
    ).to.equal(413)
    const second = rows.map(([name, text]) => [name.replace('rules.0', 'rules.1'), text] as const)
    const others = { 'rules.1.name': 'second', 'rules.1.access': 'read', 'rules.1.match': 'all' }
    // 400 conditions, as a provider that was entered through the API can have.
    const saved = await world.post('save', {
      ...form,
      ...others,
      ...Object.fromEntries(second),
      name: 'More',
      issuer: 'https://more.example',
    })
    expect(saved.status).to.equal(200)
    expect(
      (await world.post('save', formIn((await world.post('more/form')).html))).status,
    ).to.equal(200)
    const many = Object.fromEntries(Array.from({ length: 4001 }, (_, at) => [`f${at}`, '']))
    expect((await world.post('save', many)).status).to.equal(413)
  })

  it('reads no more rules than one too many, so that a form of names alone costs little', async () => {
    const names = Array.from({ length: 3_000 }, (_, at) => [`rules.${at}.name`, `r${at}`] as const)
    const form = await world.aNewForm(Object.fromEntries(names))
    const { status, html } = await world.post('save', form)
    expect(status).to.equal(422)
    expect(html).to.include('id="provider-rules-fault"').and.to.include('Rule 51<')
    expect(html).not.to.include('Rule 52<')
  })

  it('sends nothing of the form, no typed secret either, with what is pressed to leave it', async () => {
    await world.trust(accepted(aDraft()))
    for (const { html } of [
      await world.post('form', { preset: 'gitlab-ci' }),
      await world.post('acme/form'),
    ]) {
      const [before = '', form = '', after = ''] = html.split(
        /<form class="provider-form"|<\/form>/,
      )
      expect(form).to.include('/providers/save').and.not.to.include('/providers/list')
      expect(before + after).to.include('hx-post="/jira/pages/providers/list"')
    }
  })

  it('names resources of its product, and what a pattern leaves out', async () => {
    const confluence = await startPages({ tenant: { product: 'confluence' } })
    const { html } = await confluence.act('/providers/form', 'ada', {})
    await confluence.stop()
    expect(html).to.include('/rest/api/content/**').and.to.include('not /content itself')
    const jira = (await world.post('form')).html
    expect(jira).to.include('/rest/api/3/issue/**').and.to.include('not /issue itself')
  })

  it('offers no account by e-mail on Confluence, which finds nobody so', async () => {
    const confluence = await startPages({ tenant: { product: 'confluence' } })
    const offers = ({ html }: PageAnswer) => html.includes('verified e-mail address')
    expect(offers(await confluence.act('/providers/form', 'ada', {}))).to.equal(false)
    await confluence.stop()
    expect(offers(await world.post('form'))).to.equal(true)
  })
})
