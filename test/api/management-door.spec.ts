import { expect } from 'chai'
import { z } from 'zod'
import { goodToken } from '../identity/verification/signed-tokens.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'
import { aDocument, everyKindOfProvider, secretTexts } from './policy-things.ts'

interface Described {
  readonly operationId: string
  readonly security?: readonly unknown[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}
type Content = Readonly<Record<string, { readonly schema: object }>>

interface OpenApi {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch']

describe('the door of the management API', () => {
  let world: ManagementWorld
  let openApi: OpenApi
  before(async () => {
    world = await startManagement()
    const { text } = await world.send('GET', '/openapi.json', { as: '' })
    openApi = JSON.parse(text) as OpenApi
  })
  after(() => world.stop())

  /** The schema of a form, with all that it refers to. */
  const formOf = (schema: object) => {
    const whole = JSON.stringify({ ...schema, $defs: openApi.components.schemas })
    const alone: unknown = JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/'))
    // Whatever is no schema, zod itself refuses.
    return z.fromJSONSchema(alone as Parameters<typeof z.fromJSONSchema>[0])
  }
  const answerForm = (path: string, method: string, status: number) => {
    const content = openApi.paths[path]?.[method]?.responses[String(status)]?.content ?? {}
    const json = content['application/json'] ?? content['application/problem+json']
    if (json === undefined) throw new Error(`${method} ${path} describes no ${status}`)
    return formOf(json.schema)
  }

  it('serves an OpenAPI document to everybody, about all of its addresses and no others', async () => {
    expect(openApi.openapi).to.match(/^3\.1\./)
    const described = Object.entries(openApi.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    expect(described).to.have.members([
      'get /openapi.json',
      'get /policy',
      'put /policy',
      'post /providers/test',
      'get /providers/presets',
      'get /links',
      'post /links',
      'delete /links/{id}',
    ])
    const ids = Object.values(openApi.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    expect(new Set(ids).size).to.equal(described.length)
  })

  it('answers at every described address to the described methods, and to no other', async () => {
    for (const [path, described] of Object.entries(openApi.paths)) {
      for (const method of METHODS) {
        const { outcome, headers } = await world.send(
          method.toUpperCase(),
          path.replace('{id}', 'x'),
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
    const schema =
      openApi.paths['/policy']?.['put']?.requestBody?.content['application/json']?.schema
    expect(formOf(schema ?? {}).safeParse(sent).error?.issues).to.equal(undefined)

    const { version } = await world.policies.read(world.jira.id)
    const headers = { 'if-match': `"${version}"` }
    const link = { issuer: 'https://x.example', subject: 's', accountId: 'a' }
    const token = goodToken()
    for (const [method, path, init] of [
      ['put', '/policy', { headers, body: input }],
      ['get', '/policy', {}],
      ['put', '/policy', { headers, body: {} }],
      ['post', '/links', { body: link }],
      ['post', '/links', { body: {} }],
      ['get', '/links', {}],
      ['get', '/providers/presets', {}],
      ['post', '/providers/test', { body: { token } }],
      ['get', '/policy', { as: 'JWT bob.jira' }],
    ] as const) {
      const { status, json } = await world.send(method, path, init)
      expect(
        answerForm(path, method, status).safeParse(json).error?.issues,
        `${method} ${path}`,
      ).to.equal(undefined)
    }
    // So that a form that lets everything pass does not pass for one that fits.
    expect(answerForm('/policy', 'get', 200).safeParse({ version: 1 }).success).to.equal(false)
    expect(answerForm('/links', 'post', 200).safeParse({ ...link, x: 1 }).success).to.equal(false)
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
