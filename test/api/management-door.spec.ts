import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { goodToken } from '../identity/verification/signed-tokens.ts'
import { describedForms, type DescribedForms, type OpenApi } from './described-forms.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'
import { aDocument, everyKindOfProvider, secretTexts } from './policy-things.ts'

const METHODS = ['get', 'put', 'post', 'delete', 'patch']

describe('the door of the management API', () => {
  let world: ManagementWorld
  let forms: DescribedForms
  let openApi: OpenApi
  before(async () => {
    world = await startManagement()
    forms = await describedForms(world)
    openApi = forms.openApi
  })
  after(() => world.stop())

  it('serves an OpenAPI document to everybody, about all of its addresses and no others', async () => {
    expect(openApi.openapi).to.match(/^3\.1\./)
    const described = Object.entries(openApi.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    expect(described).to.have.members([
      'get /openapi.json',
      'get /policy',
      'put /policy',
      'post /policy/restore',
      'get /policy/versions',
      'get /policy/versions/{version}',
      'get /policy/diff',
      'post /policy/replay',
      'post /policy/explain',
      'post /policy/explain/catalogue',
      'get /shadow-findings',
      'post /providers/test',
      'get /providers/presets',
      'get /links',
      'post /links',
      'delete /links/{id}',
      'get /locks',
      'post /locks/{id}/unlock',
      'get /data-center',
      'post /sign-on-sessions/end',
      'get /notices/settings',
      'put /notices/settings',
      'post /notices/test',
      'get /notices/deliveries',
      'get /streams',
      'post /streams',
      'get /streams/{id}',
      'put /streams/{id}',
      'delete /streams/{id}',
      'post /streams/{id}/test',
      'get /budget',
      'get /events',
      'get /events/export',
      'get /events/summary',
      'get /events/last-used',
      'get /events/{id}',
      'get /audit/record',
      'get /audit/heads',
      'get /audit/verify',
      'get /tokens',
      'post /tokens',
      'post /tokens/{id}/rotate',
      'put /tokens/{id}/limits',
      'delete /tokens/{id}',
      'get /operations',
      'get /deprecations',
    ])
    const ids = Object.values(openApi.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    expect(new Set(ids).size).to.equal(described.length)
  })

  it('is for administrators alone, at every address but that of its own description', async () => {
    for (const [path, methods] of Object.entries(openApi.paths)) {
      if (path === '/openapi.json') continue
      for (const method of Object.keys(methods)) {
        const address = path.replace(/\{\w+\}/, 'x')
        const { outcome } = await world.send(method.toUpperCase(), address, { as: 'JWT bob.jira' })
        expect(outcome, `${method} ${path}`).to.equal('403 person/not-admin')
      }
    }
  })

  it('is written about, address by address', async () => {
    const guide = await readFile(new URL('../../docs/management-api.md', import.meta.url), 'utf8')
    const written = guide
      .replaceAll(/0b0d…|0123456789abcdef/g, '{id}')
      .replace('versions/5', 'versions/{version}')
    for (const path of Object.keys(openApi.paths)) expect(written, path).to.include(path)
  })

  it('answers at every described address to the described methods, and to no other', async () => {
    for (const [path, described] of Object.entries(openApi.paths)) {
      for (const method of METHODS) {
        const { outcome, headers } = await world.send(
          method.toUpperCase(),
          path.replace(/\{\w+\}/, 'x'),
          { as: '' },
        )
        const { security } = described[method] ?? {}
        if (described[method] === undefined) {
          expect(outcome, `${method} ${path}`).to.equal('405 request/method-not-allowed')
          const allowed = (headers.get('allow') ?? '').toLowerCase().split(', ')
          expect(allowed.filter((each) => each !== 'head')).to.have.members(Object.keys(described))
        } else {
          const expected = security === undefined ? '401 credential/missing' : '200'
          expect(outcome, `${method} ${path}`).to.equal(expected)
        }
      }
    }
  })

  it('has nothing anywhere else', async () => {
    for (const path of ['', '/', '/policy/', '/Policy', '/nothing', '/links/a/b', '/links/']) {
      expect((await world.send('GET', path)).outcome, path).to.equal('404 request/not-found')
    }
    expect((await world.send('DELETE', '/links/%zz')).outcome).to.equal('400 request/malformed')
  })

  it('answers and takes what the document says, for every kind of provider', async () => {
    const input = aDocument({ providers: everyKindOfProvider(secretTexts()) })
    const sent = JSON.parse(JSON.stringify(input)) as object
    expect(forms.inputFaultsOf('put', '/policy', sent)).to.equal(undefined)

    const { version } = await world.policies.read(world.jira.id)
    const headers = { 'if-match': `"${version}"` }
    const link = { issuer: 'https://x.example', subject: 's', accountId: 'a' }
    const token = goodToken()
    const bot = { name: 'n', ownerAccountId: 'a', purpose: 'p', access: 'read', lifetimeDays: 1 }
    const limits = { networks: ['10.0.0.0/8'], resources: ['/rest/**'], places: ['OPS'] }
    for (const [method, path, init] of [
      ['put', '/policy', { headers, body: input }],
      ['get', '/policy', {}],
      ['put', '/policy', { headers, body: {} }],
      ['post', '/links', { body: link }],
      ['post', '/links', { body: {} }],
      ['get', '/links', {}],
      ['get', '/providers/presets', {}],
      ['post', '/providers/test', { body: { token } }],
      ['post', '/tokens', { body: { ...bot, limits } }],
      ['post', '/tokens', { body: {} }],
      ['get', '/tokens', {}],
      ['get', '/policy', { as: 'JWT bob.jira' }],
    ] as const) {
      const { status, json } = await world.send(method, path, init)
      const faults = forms.faultsOf(method, path, status, json)
      expect(faults, `${method} ${path}`).to.equal(undefined)
    }
    // So that a form that lets everything pass does not pass for one that fits.
    expect(forms.faultsOf('get', '/policy', 200, { version: 1 })).not.to.equal(undefined)
    expect(forms.faultsOf('post', '/links', 200, { ...link, x: 1 })).not.to.equal(undefined)
  })

  it('names every request, and lets nobody store an answer or read it from another origin', async () => {
    const seen = new Set<string | null>()
    const answers = [
      await world.send('GET', '/policy', { headers: { origin: 'https://evil.example' } }),
      await world.send('GET', '/openapi.json', { as: '' }),
      await world.send('GET', '/policy', { as: '' }),
      await world.send('PATCH', '/policy'),
      await world.send('OPTIONS', '/policy', { headers: { origin: 'https://evil.example' } }),
      await world.send('GET', '/nothing'),
      await world.send('PUT', '/policy', { body: '{' }),
      await world.send('DELETE', '/links/x'),
    ]
    for (const { headers, json, status } of answers) {
      const requestId = headers.get('gatehouse-request-id')
      seen.add(requestId)
      expect(requestId).to.be.a('string')
      if (status >= 400) expect(json['requestId']).to.equal(requestId)
      expect(headers.get('cache-control')).to.equal('no-store')
      for (const [name] of headers) expect(name).not.to.match(/^access-control-/)
    }
    expect(seen.size).to.equal(answers.length)
  })

  it('says at a 401 how to come, and at HEAD what GET would say', async () => {
    const { headers } = await world.send('GET', '/policy', { as: '' })
    expect(headers.get('www-authenticate')).to.equal('Bearer realm="gatehouse"')
    const head = await fetch(`${world.url}/api/v1/policy`, {
      method: 'HEAD',
      headers: { authorization: 'JWT ada.jira' },
    })
    expect(head.status).to.equal(200)
    expect(head.headers.get('etag')).to.match(/^"\d+"$/)
  })
})
