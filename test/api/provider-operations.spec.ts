import { expect } from 'chai'
import { PRESETS } from '../../src/identity/providers/presets.ts'
import { goodToken } from '../identity/verification/signed-tokens.ts'
import { watchForSecret } from '../support/sinks.ts'
import { INTROSPECTED_SUBJECT } from './an-inspector.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'
import { aDocument, aDraft, secretTexts } from './policy-things.ts'

describe('trying a token in the management API', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  const test = (body: object, as?: string) =>
    world.send('POST', '/providers/test', { body, ...(as === undefined ? {} : { as }) })
  const save = async (...providers: object[]) => {
    const { version } = await world.policies.read(world.jira.id)
    const headers = { 'if-match': `"${version}"` }
    const saved = await world.send('PUT', '/policy', { headers, body: aDocument({ providers }) })
    expect(saved.outcome, saved.text).to.equal('200')
  }
  const aToken = (claims?: Record<string, unknown>) => {
    const token = goodToken(claims)
    watchForSecret(token)
    return token
  }

  it('tells what would come of it with the providers of the policy', async () => {
    await save(aDraft())
    const { outcome, json } = await test({ token: aToken({ account_id: 'account-ann' }) })
    expect(outcome).to.equal('200')
    expect(json).to.deep.include({
      verdict: 'admitted',
      provider: { id: 'acme', name: 'Acme login' },
      rule: 'everybody',
      access: 'write',
      actsAs: { kind: 'user', accountId: 'account-ann' },
    })
    expect(json['claims']).to.include({ sub: 'ann', account_id: 'account-ann' })
    expect(json['findings']).to.deep.include.members([
      { check: 'account', verdict: 'passed', says: 'Acts as the account account-ann.' },
    ])
  })

  it('answers 200 for a token that is refused, with the code that a caller would get', async () => {
    await save(aDraft())
    const { outcome, json } = await test({ token: aToken({ exp: 1 }) })
    expect(outcome).to.equal('200')
    expect(json).to.include({ verdict: 'refused', code: 'token/expired' })
  })

  it('says refused, with every check, while tokens of identity providers are switched off', async () => {
    await save(aDraft())
    await world.policies.change(
      world.jira.id,
      { actor: 'ada', requestId: 'r' },
      ({ document }) => ({
        ...document,
        switches: { ...document.switches, providerTokens: false },
      }),
    )
    const { json } = await test({ token: aToken({ account_id: 'account-ann' }) })
    expect(json).to.include({ verdict: 'refused', code: 'credential/switched-off' })
    expect(json['findings']).to.deep.include.members([
      { check: 'account', verdict: 'passed', says: 'Acts as the account account-ann.' },
    ])
  })

  it('does not try a saved provider that is switched off, nor one of the other product', async () => {
    await save(aDraft({ enabled: false }))
    const token = aToken({ account_id: 'account-ann' })
    expect((await test({ token })).json).to.include({ code: 'token/untrusted' })
    await save(aDraft())
    expect((await test({ token })).json).to.include({ verdict: 'admitted' })
    expect((await test({ token }, 'JWT ada.confluence')).json).to.include({ verdict: 'refused' })
  })

  it('tries a draft instead, also one that is not switched on, and stores nothing', async () => {
    const token = aToken({ account_id: 'account-ann' })
    const { json } = await test({ token, provider: aDraft({ enabled: false }) })
    expect(json).to.include({ verdict: 'admitted' })
    expect((await world.policies.read(world.jira.id)).version).to.equal(0)
    expect(await world.events()).to.deep.equal([])
    expect((await test({ token })).json).to.include({ verdict: 'refused' })
  })

  it('lists the faults of a draft by their place in what was sent', async () => {
    const { outcome, json } = await test({ token: aToken(), provider: aDraft({ audiences: [] }) })
    expect(outcome).to.equal('422 request/invalid-input')
    expect(json['faults']).to.have.nested.property('[0].path', 'provider.audiences')
  })

  it('lets a draft keep the secret of the saved provider, but not at another address', async () => {
    const draft = (clientSecret: string, url: string) =>
      aDraft({
        issuer: undefined,
        algorithms: undefined,
        subjectClaim: 'sub',
        account: { by: 'link' },
        keys: {
          from: 'introspection',
          url,
          prefix: 'acme_',
          client: { method: 'client_secret_post', clientId: 'us', clientSecret },
        },
      })
    const there = 'https://login.acme.example/introspect'
    await save(draft(secretTexts().client, there))
    const token = 'acme_a-token-without-any-form'
    watchForSecret(token)
    const kept = await test({ token, provider: draft('[sealed]', there) })
    expect(kept.json).to.include({ verdict: 'refused', code: 'account/unlinked' })
    const moved = await test({ token, provider: draft('[sealed]', 'https://evil.example.com/x') })
    expect(moved.outcome).to.equal('422 request/invalid-input')
  })

  it('sends neither the token nor its signature back, nor logs them', async () => {
    await save(aDraft())
    for (const token of [
      aToken({ account_id: 'account-ann' }),
      aToken({ exp: 1 }),
      `${aToken()}x`,
    ]) {
      const { text } = await test({ token })
      expect(text).to.contain('findings')
      const [header = '', claims = '', signature = ''] = token.split('.')
      for (const piece of [token, header, claims, signature]) expect(text).not.to.contain(piece)
      expect(world.logLines.join('')).not.to.contain(signature)
    }
  })

  it('seals a token that an introspection endpoint repeats', async () => {
    const secret = secretTexts().client
    const client = { method: 'client_secret_basic', clientId: 'us', clientSecret: secret }
    const url = 'https://login.acme.example/introspect'
    const keys = { from: 'introspection', url, prefix: '', client }
    const provider = aDraft({ keys, issuer: undefined, algorithms: undefined })
    const token = 'a-token-without-any-form'
    watchForSecret(token)
    const { text, json } = await test({ token, provider })
    expect(json['claims']).to.include({ sub: INTROSPECTED_SUBJECT, access_token: '[sealed]' })
    expect(text).not.to.contain(token)
    expect(text).not.to.contain(secret)
  })

  it('seals it wherever it is repeated: in findings, in names, as subject and as account', async () => {
    const client = { method: 'client_secret_basic', clientId: 'us', clientSecret: 'its secret' }
    const url = 'https://login.acme.example/introspect'
    const keys = { from: 'introspection', url, prefix: '', client }
    const claim = 'access_token'
    const rule = { name: 'r', access: 'read' }
    for (const token of [
      'a-token-without-any-form',
      // Longer than findings quote, so that only its beginning is in there.
      `${'0123456789'.repeat(20)}-the-end`,
    ]) {
      watchForSecret(token)
      for (const given of [
        { subjectClaim: claim },
        { account: { by: 'claim', claim } },
        { rules: [{ ...rule, when: { claim, equals: 'x' } }] },
        { rules: [{ ...rule, when: { claim: 'nested', equals: 'x' } }] },
        { subjectClaim: claim, account: { by: 'link' } },
      ]) {
        const common = { keys, issuer: undefined, algorithms: undefined, subjectClaim: 'sub' }
        const { outcome, text } = await test({ token, provider: aDraft({ ...common, ...given }) })
        expect(outcome).to.equal('200')
        expect(text).to.contain('[sealed]')
        expect(text, JSON.stringify(given)).not.to.contain(token.slice(0, 12))
      }
    }
  })

  it('refuses what can be no token, or was sent with its scheme', async () => {
    for (const token of [
      '',
      'Bearer abc',
      ' abc',
      'a\nb',
      'ä',
      7,
      null,
      ['a'],
      'a'.repeat(40_000),
    ]) {
      const { outcome, json } = await test({ token })
      expect(outcome).to.equal('422 request/invalid-input')
      expect(json['faults']).to.have.nested.property('[0].path', 'token')
    }
  })

  it('is helped by the same presets as on the page', async () => {
    const { json } = await world.send('GET', '/providers/presets')
    expect(json).to.deep.equal({ presets: PRESETS })
  })
})
