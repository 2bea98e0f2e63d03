import { expect } from 'chai'
import type { Inspection, TokenInspector } from '../../../src/identity/providers/token-inspector.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { accepted, aDraft } from '../../identity/providers/drafts.ts'
import { watchForSecret } from '../../support/sinks.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'

const TOKEN = 'header-of-it.claims-of-it.signature-of-it'

const ADMITTED: Inspection = {
  verdict: 'admitted',
  provider: { id: 'acme', name: 'Acme login' },
  header: { alg: 'RS256', kid: 'k1' },
  claims: { sub: '<img src=x>', groups: ['dev'] },
  findings: [
    { check: 'signature', verdict: 'passed', says: 'Made with the key k1.' },
    { check: 'lifetime', verdict: 'skipped', says: 'No limit is set.' },
  ],
  rule: 'main branch',
  access: 'write',
  resources: ['/rest/api/3/issue/**'],
  actsAs: { kind: 'user', accountId: 'account-alice' },
}

describe('testing a token', () => {
  let world: PagesWorld
  let inspection: Inspection
  let seen: Parameters<TokenInspector['inspect']>[]
  beforeEach(async () => {
    inspection = ADMITTED
    seen = []
    world = await startPages({
      inspector: {
        inspect: async (...given) => {
          seen.push(given)
          return inspection
        },
        proves: () => Promise.reject(new Refusal('token/untrusted')),
      },
    })
  })
  afterEach(() => world.stop())

  const test = (token: string) => world.act('/providers/test', 'ada', { token })

  it('tells the verdict, each check, the rule, whom it would act as, and what is in the token', async () => {
    const { status, html } = await test(TOKEN)
    expect(status).to.equal(200)
    for (const words of [
      'This token is admitted',
      'Acme login',
      'main branch',
      'Read and write',
      '/rest/api/3/issue/**',
      'Made with the key k1.',
      'Passed',
      'Skipped',
      '&quot;kid&quot;',
    ])
      expect(html).to.include(words)
    // The browser asks the product for the name, as in the lists of tokens.
    expect(html).to.include('data-person-path="/rest/api/3/user?accountId&#x3D;"')
    expect(html).to.include('data-account="account-alice"')
    expect(html).to.include('&lt;img src&#x3D;x&gt;').and.not.to.include('<img')
  })

  it('tells from which networks alone a call would be taken, and which groups the token claims', async () => {
    expect((await test(TOKEN)).html).not.to.include('Only from')
    const says = '`groups` names "dev".'
    inspection = {
      ...ADMITTED,
      networks: ['10.0.0.0/8', '2001:db8::7'],
      claimedGroups: ['dev'],
      findings: [{ check: 'groups', verdict: 'passed', says }],
    }
    const { html } = await test(TOKEN)
    expect(html).to.match(
      /Only from<\/th><td><code[^>]*>10\.0\.0\.0\/8<\/code><code[^>]*>2001:db8::7<\/code>/,
    )
    expect(html).to.include('from the networks of its rule alone')
    expect(html).to.include('<th scope="row">Groups</th>').and.to.include('names &quot;dev&quot;.')
  })

  it('tells why a token is refused, with what a caller is told', async () => {
    const findings = [{ check: 'audience', verdict: 'failed', says: 'aud is "other".' }] as const
    inspection = { verdict: 'refused', code: 'token/untrusted', findings }
    const { html } = await test(TOKEN)
    expect(html).to.include('This token is refused').and.to.include('token/untrusted')
    expect(html).to.include('Failed').and.to.include('aud is &quot;other&quot;.')
  })

  it('tells that every token is refused while tokens of providers are switched off, and all checks still', async () => {
    const by = { actor: 'ada', requestId: 'made-by-the-test' }
    await world.policies.change(world.tenant.id, by, ({ document }) => ({
      ...document,
      switches: { ...document.switches, providerTokens: false },
    }))
    const admitted = await test(TOKEN)
    inspection = { verdict: 'refused', code: 'token/untrusted', findings: ADMITTED.findings }
    for (const { html } of [admitted, await test(TOKEN)]) {
      expect(html).to.include('This token is refused').and.not.to.include('is admitted')
      expect(html).to.match(
        /<p>Tokens of identity providers are switched off on this site\.<\/p>\s*<p>[^<]*credential\/switched-off/,
      )
      expect(html).to.include('Made with the key k1.').and.not.to.include('token/untrusted')
    }
  })

  it('hands the token of this site’s admin to the providers of this site, without what comes with pasting', async () => {
    const provider = accepted(aDraft())
    const by = { actor: 'ada', requestId: 'made-by-the-test' }
    await world.policies.change(world.tenant.id, by, ({ document }) => ({
      ...document,
      providers: [provider],
    }))
    await test(`  Bearer ${TOKEN}\n`)
    const [tenant, providers, token] = seen[0] ?? []
    expect(tenant?.id).to.equal(world.tenant.id)
    expect(providers).to.deep.equal([provider])
    expect(token?.reveal()).to.equal(TOKEN)
  })

  it('never shows, logs or records the token, and leaves the field empty', async () => {
    watchForSecret(TOKEN)
    const { html } = await test(TOKEN)
    expect(html).not.to.include(TOKEN)
    expect(html).to.match(/<textarea id="test-token"[^>]*><\/textarea>/)
    expect(world.logLines.join()).not.to.include(TOKEN)
    expect(world.events).to.be.empty
  })

  it('asks for a token when there is none, and kindly refuses what is too long for one', async () => {
    for (const token of ['', '   ', `Bearer ${'x'.repeat(16 * 1024 + 1)}`]) {
      const { status, html } = await test(token)
      expect(status).to.equal(422)
      expect(html).to.include('id="test-token-fault"').and.not.to.include('xxxx')
    }
    expect((await world.act('/providers/test', 'ada', {})).status).to.equal(422)
    expect(seen).to.be.empty
    expect((await test('x'.repeat(16 * 1024))).status).to.equal(200)
  })

  it('says kindly what is not one token alone, and asks nobody about it', async () => {
    const others = [
      `${TOKEN.slice(0, 9)}\n${TOKEN.slice(9)}`,
      `${TOKEN} ${TOKEN}`,
      `"${TOKEN}"`,
      `Authorization: Bearer ${TOKEN}`,
      `Bearer: ${TOKEN}`,
      `{"access_token":"${TOKEN}"}`,
    ]
    for (const text of others) {
      const { status, html } = await test(text)
      expect(status, text).to.equal(422)
      expect(html).to.include('Paste the token alone: without line breaks, blanks or quotes.')
    }
    expect(seen).to.be.empty
  })

  it('asks no provider about a text with a token of Gatehouse anywhere in it', async () => {
    for (const text of [
      'gatehouse_x',
      '"gatehouse_x"',
      'Authorization: gatehouse_x',
      'a.gatehouse_x',
    ]) {
      const { status, html } = await test(text)
      expect(status, text).to.equal(422)
      expect(html).to.include('token of Gatehouse itself')
    }
    expect(seen).to.be.empty
  })

  it('is for administrators only', async () => {
    const { status } = await world.act('/providers/test', 'alice', { token: TOKEN })
    expect(status).to.equal(403)
    expect(seen).to.be.empty
  })
})
