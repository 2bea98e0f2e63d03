import { expect } from 'chai'
import {
  accepted,
  aDraft,
  anIntrospectionDraft,
  EC_PAIR,
  privatePem,
  RSA_PEM,
} from '../../identity/providers/drafts.ts'
import { watchForSecret } from '../../support/sinks.ts'
import { formIn } from '../form-in.ts'
import { startProviders, type ProvidersWorld } from './providers-world.ts'

const A_SECRET = 'a shared secret that nobody may see again'

describe('saving a provider', () => {
  let world: ProvidersWorld
  beforeEach(async () => {
    world = await startProviders()
  })
  afterEach(() => world.stop())

  it('saves a new provider, switched on, with the id made from its name', async () => {
    const { status, html, headers } = await world.post('save', await world.aNewForm())
    expect(html).to.include('“Acme login” is saved')
    expect(status).to.equal(200)
    const [provider] = await world.trusted()
    expect(provider).to.deep.include({
      id: 'acme-login',
      enabled: true,
      audiences: ['gatehouse'],
      keys: { from: 'discovery' },
      account: { by: 'link' },
    })
    expect(provider?.rules).to.deep.equal([
      { name: 'main', access: 'read', when: { claim: 'ref', equals: 'refs/heads/main' } },
    ])
    expect(world.events.at(-1)).to.deep.include({
      kind: 'provider.added',
      actor: 'ada',
      subject: 'acme-login',
      requestId: headers.get('gatehouse-request-id'),
    })
  })

  it('shows each fault at its field and gives back what was typed', async () => {
    const typed = {
      issuer: 'http://"><b>',
      audiences: '',
      'rules.0.name': 'typed & kept',
      'rules.0.when.0.claim': '',
      'rules.0.resources': 'rest/api',
    }
    const { status, html } = await world.post('save', await world.aNewForm(typed))
    expect(status).to.equal(422)
    expect(html).to.include('value="http://&quot;&gt;&lt;b&gt;"').and.not.to.include('<b>')
    expect(html).to.include('typed &amp; kept')
    for (const field of ['issuer', 'audiences', 'rules-0-when-0-claim', 'rules-0-resources']) {
      expect(html, field).to.include(`id="provider-${field}-fault"`)
      const marked = new RegExp(
        `id="provider-${field}"[^>]*aria-describedby="[^"]*-fault"[^>]*aria-invalid="true"[^>]*data-focus`,
      )
      expect(html).to.match(marked)
    }
    expect(html).to.include('The provider was not saved')
    expect(formIn(html)).to.deep.include(typed)
    expect(await world.trusted()).to.be.empty
  })

  it('saves the groups claim and the networks of a rule, and gives both back as typed where they are faulty', async () => {
    const typed = { groupsClaim: 'a..b', 'rules.0.networks': '10.0.0.0/8\r\n10.0.0.1/8' }
    const refused = await world.post('save', await world.aNewForm(typed))
    expect(refused.status).to.equal(422)
    expect(formIn(refused.html)).to.deep.include(typed)
    for (const field of ['groupsClaim', 'rules-0-networks']) {
      expect(refused.html, field).to.include(`id="provider-${field}-fault"`)
    }
    const better = { groupsClaim: 'groups', 'rules.0.networks': '10.0.0.0/8\r\n::1' }
    expect((await world.post('save', await world.aNewForm(better))).status).to.equal(200)
    const [provider] = await world.trusted()
    expect(provider?.groupsClaim).to.equal('groups')
    expect(provider?.rules[0]?.networks).to.deep.equal(['10.0.0.0/8', '::1'])
  })

  it('refuses what the draft of a provider cannot even say, where leaving it out would admit more', async () => {
    const json = { 'rules.0.json': 'no JSON at all' }
    const prefix = { 'keys.opaque': 'prefix', 'keys.prefix': '', 'keys.from': 'introspection' }
    const client = {
      'keys.introspection.url': 'https://login.acme.example/introspect',
      'keys.client.clientId': 'gatehouse',
      'keys.client.clientSecret': A_SECRET,
    }
    for (const [field, given] of [
      ['rules-0-json', json],
      ['keys-prefix', { ...prefix, ...client }],
    ] as const) {
      const { status, html } = await world.post('save', await world.aNewForm(given))
      expect(status, field).to.equal(422)
      expect(html).to.include(`id="provider-${field}-fault"`)
    }
    expect(await world.trusted()).to.be.empty
  })

  it('refuses an id and an issuer that another provider has, at their fields', async () => {
    await world.trust(accepted(aDraft()))
    const { status, html } = await world.post('save', await world.aNewForm({ id: 'acme' }))
    expect(status).to.equal(422)
    expect(html).to.include('id="provider-id-fault"').and.to.include('id="provider-issuer-fault"')
    expect(await world.trusted()).to.have.length(1)
  })

  it('changes and records nothing when a form is saved as it was opened', async () => {
    const pem = accepted(aDraft({ keys: { from: 'pem', pems: [RSA_PEM] } }))
    const when = { any: [{ none: [{ claim: 'a', equals: 1 }] }, { claim: 'b', in: ['x', 'y'] }] }
    const rules = [
      {
        name: 'one',
        access: 'write',
        when: { any: when.any.slice(1) },
        resources: ['/rest/api/3/issue/**'],
      },
      { name: 'two', access: 'read', when, account: { by: 'app' } },
    ]
    const opaque = accepted({ ...anIntrospectionDraft(), id: 'opaque', rules })
    const es256 = accepted(
      aDraft({ id: 'order', issuer: 'https://o.example', algorithms: ['ES256', 'RS256'] }),
    )
    await world.trust(pem, opaque, es256)
    const recorded = world.events.length
    for (const { id } of [pem, opaque, es256]) {
      const opened = await world.post(`${id}/form`)
      const answer = await world.post('save', formIn(opened.html))
      expect(answer.status, id).to.equal(200)
    }
    expect(world.events).to.have.length(recorded)
  })

  it('keeps the stored secret when its field is left empty, and takes a new one', async () => {
    watchForSecret(A_SECRET)
    const keys = { from: 'secret', secret: A_SECRET }
    await world.trust(accepted(aDraft({ keys, algorithms: ['HS256'] })))
    const opened = await world.post('acme/form')
    const form = formIn(opened.html)
    const answers = [opened, await world.post('save', { ...form, name: 'Renamed' })]
    expect(await secret()).to.equal(A_SECRET)
    const again = formIn((await world.post('acme/form')).html)
    answers.push(await world.post('save', { ...again, 'keys.secret': `${A_SECRET}, the next` }))
    expect(await secret()).to.equal(`${A_SECRET}, the next`)
    answers.push(await world.page('/providers', 'ada'))
    for (const { status, html } of answers) {
      expect(status).to.equal(200)
      expect(html).not.to.include(A_SECRET)
    }
    expect(JSON.stringify(world.events)).not.to.include(A_SECRET)
  })
  const secret = async () => {
    const keys = (await world.trusted())[0]?.keys
    return keys?.from === 'secret' ? keys.secret.reveal() : undefined
  }

  it('never sends a typed secret or private key back, also when the form is refused', async () => {
    const pasted = privatePem(EC_PAIR.privateKey)
    const typed = { 'keys.client.privateKey': pasted, 'keys.pems': pasted, 'keys.secret': A_SECRET }
    for (const from of ['pem', 'secret', 'introspection']) {
      const form = await world.aNewForm({ ...typed, 'keys.from': from, name: '' })
      for (const answer of [
        await world.post('save', form),
        await world.post('rules', { ...form, do: 'add-rule' }),
      ]) {
        expect(answer.html).not.to.include(A_SECRET).and.not.to.include(pasted.slice(40, 80))
      }
    }
    expect(world.logLines.join()).not.to.include(A_SECRET)
  })

  it('never sends back a private key, whatever field it was pasted into', async () => {
    const pasted = privatePem(EC_PAIR.privateKey).replaceAll('\n', ' ')
    const form = await world.aNewForm({ 'rules.0.account.by': 'account' })
    const all = Object.fromEntries(
      Object.entries(form).map(([name, text]) =>
        /^(keys\.from|editedId|readAs|preset)$|\.(by|method|operator|match|access)$/.test(name)
          ? [name, text]
          : [name, pasted],
      ),
    )
    for (const typed of [all, { ...all, 'rules.0.json': pasted }]) {
      for (const { html } of [
        await world.post('save', typed),
        await world.post('rules', { ...typed, do: 'add-rule' }),
      ]) {
        expect(html).to.include('Trust rules').and.not.to.include(pasted.slice(40, 80))
      }
    }
  })

  it('says at the trust rules that there are none', async () => {
    const form = await world.aNewForm()
    const without = Object.entries(form).filter(([name]) => !name.startsWith('rules.'))
    const { status, html } = await world.post('save', Object.fromEntries(without))
    expect(status).to.equal(422)
    expect(html).to.match(/<p id="provider-rules-fault"[^>]*data-focus>Enter at least one rule/)
    expect(html).not.to.include('rules: ')
  })

  it('marks an empty name alone, and an id that no name can make', async () => {
    const faultOf = async (given: Readonly<Record<string, string>>) => {
      const { html } = await world.post('save', await world.aNewForm(given))
      return ['name', 'id'].filter((each) => html.includes(`id="provider-${each}-fault"`))
    }
    expect(await faultOf({ name: ' ', id: '' })).to.deep.equal(['name'])
    expect(await faultOf({ name: '', id: 'No id' })).to.deep.equal(['name', 'id'])
    expect(await faultOf({ name: '社内ログイン', id: '' })).to.deep.equal(['id'])
  })

  it('saves a condition without what a key pressed too often adds to it', async () => {
    const value = ' refs/heads/main\r\n\r\n'
    await world.post('save', await world.aNewForm({ 'rules.0.when.0.value': value }))
    const when = { claim: 'ref', equals: 'refs/heads/main' }
    expect((await world.trusted())[0]?.rules[0]?.when).to.deep.equal(when)
  })

  it('finds the account id at the end of a profile’s address, and says what an address without one is', async () => {
    const by = { 'account.by': 'account', 'rules.0.account.by': 'account' }
    const profile = 'https://acme.atlassian.net/jira/people/557058%3A0a1b?tab=x'
    const typed = { ...by, 'account.accountId': profile, 'rules.0.account.accountId': '5b10a' }
    expect((await world.post('save', await world.aNewForm(typed))).status).to.equal(200)
    const account = { by: 'account', accountId: '557058:0a1b' }
    expect((await world.trusted())[0]?.account).to.deep.equal(account)
    const none = 'https://acme.atlassian.net/jira/people'
    const wrong = { ...by, 'account.accountId': none, 'rules.0.account.accountId': none }
    const { html } = await world.post('save', await world.aNewForm({ ...wrong, name: 'Other' }))
    for (const field of ['account', 'rules-0-account']) {
      expect(html).to.include(
        `id="provider-${field}-accountId-fault" class="fault">This is an address; enter the id at its end.`,
      )
    }
  })

  it('wants the secret again when it would go to another address', async () => {
    await world.trust(accepted(anIntrospectionDraft()))
    const form = formIn((await world.post('acme/form')).html)
    const elsewhere = { ...form, 'keys.introspection.url': 'https://elsewhere.example/introspect' }
    const { status, html } = await world.post('save', elsewhere)
    expect(status).to.equal(422)
    expect(html).to.include('The secret was entered for another address; enter it again.')
    expect(html).to.include('id="provider-keys-client-clientSecret-fault"')
    expect(html).not.to.include('[sealed]')
  })
})
