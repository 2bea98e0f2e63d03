import { expect } from 'chai'
import { startPages, type PageAnswer, type PagesWorld } from './pages-world.ts'

const FORM = { name: 'Nightly build', days: '30', access: 'read' }

function policyOf(answer: PageAnswer): Map<string, string> {
  const header = answer.headers.get('content-security-policy') ?? ''
  return new Map(
    header.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ')
      return [name, values.join(' ')]
    }),
  )
}

describe('every answer of the pages', () => {
  let world: PagesWorld
  before(async () => {
    world = await startPages({ tenant: { displayUrl: 'https://jira.acme.example' } })
  })
  after(() => world.stop())

  const answers: readonly (readonly [string, () => Promise<PageAnswer>])[] = [
    ['a page', () => world.page('/api-access', 'alice')],
    ['the admin page', () => world.page('/admin', 'ada')],
    ['the page of providers', () => world.page('/providers', 'ada')],
    ['a refused provider', () => world.act('/providers/save', 'ada', { token: 'x' })],
    ['a tested token', () => world.act('/providers/test', 'ada', { token: 'x' })],
    ['a refused page', () => world.page('/admin', 'alice')],
    ['an action', () => world.act('/tokens', 'alice', FORM)],
    ['a refused form', () => world.act('/tokens', 'alice', {})],
    ['a refused action', () => world.act('/rules/switches/set', 'alice', {})],
    ['an export of the rules', () => world.act('/rules/versions/export', 'ada', {})],
  ]
  for (const [what, ask] of answers) {
    it(`${what} may be framed by its own site and custom domain alone, and is stored nowhere`, async () => {
      const answer = await ask()
      expect(policyOf(answer).get('frame-ancestors')).to.equal(
        'https://acme.atlassian.net https://jira.acme.example',
      )
      expect(answer.headers.get('cache-control')).to.equal('no-cache, no-store, private')
      expect(answer.headers.get('referrer-policy')).to.equal('no-referrer')
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff')
      expect(answer.headers.get('content-type')).to.equal('text/html; charset=utf-8')
      for (const name of ['x-powered-by', 'x-frame-options', 'set-cookie']) {
        expect(answer.headers.get(name), name).to.equal(null)
      }
    })
  }

  it('runs scripts of ours and the host’s only, and loads nothing from anywhere else', async () => {
    const policy = policyOf(await world.page('/api-access', 'alice'))
    expect(policy.get('default-src')).to.equal("'none'")
    expect(policy.get('script-src')).to.equal("'self' https://host.example")
    expect(policy.get('style-src')).to.equal("'self'")
    expect(policy.get('base-uri')).to.equal("'none'")
    expect(policy.get('form-action')).to.equal("'self'")
  })

  it('a refusal before any tenant is known may be framed by sites that could be ours, so that people can read it', async () => {
    const policy = policyOf(await world.page('/api-access'))
    expect(policy.get('frame-ancestors')).to.equal('https://*.atlassian.net https://*.jira.com')
  })

  it('ignores a custom domain that is not served by HTTPS', async () => {
    const plain = await startPages({
      baseUrl: 'http://127.0.0.1:3000',
      tenant: { displayUrl: 'http://jira.acme.example' },
    })
    const answer = await plain.page('/api-access', 'alice')
    await plain.stop()
    expect(policyOf(answer).get('frame-ancestors')).to.equal('https://acme.atlassian.net')
  })

  it('holds no inline script, no inline style, and no token of the product', async () => {
    for (const [what, ask] of answers) {
      const { html } = await ask()
      expect(html, what).not.to.match(/<script(?![^>]* src=)/)
      expect(html, what).not.to.match(/<style|\sstyle=|\son[a-z]+=|hx-on|javascript:/)
      expect(html, what).not.to.match(/jwt=/i)
    }
  })

  it('a refused action goes to the live region of the page, with a reference that is in the log', async () => {
    const { status, headers, html } = await world.act('/tokens/unknown/revoke', 'alice', {})
    expect(status).to.equal(404)
    expect(headers.get('hx-retarget')).to.equal('#notice')
    expect(headers.get('hx-reswap')).to.equal('innerHTML')
    const requestId = headers.get('gatehouse-request-id') ?? 'none'
    expect(html).to.include(requestId).and.to.include('role="alert"')
    expect(world.logLines.filter((line) => line.includes(requestId))).to.have.length(1)
  })

  it('logs the path of a refused page without its query, where the token of the product is', async () => {
    const { headers } = await world.page('/admin', 'alice')
    const requestId = headers.get('gatehouse-request-id') ?? 'none'
    const line = world.logLines.find((each) => each.includes(requestId)) ?? ''
    expect(JSON.parse(line)).to.include({ path: '/jira/pages/admin', code: 'person/not-admin' })
    expect(line).not.to.include('jwt')
  })

  it('there is nothing at any other address below the pages', async () => {
    expect((await world.page('/other', 'alice')).status).to.equal(404)
    expect((await world.page('/tokens', 'alice')).status).to.equal(404)
  })
})

describe('a request for an action', () => {
  let world: PagesWorld
  before(async () => {
    world = await startPages()
  })
  after(() => world.stop())

  const send = (init: RequestInit) =>
    fetch(`${world.url}/jira/pages/tokens`, { method: 'POST', ...init })
  const authorization = 'JWT alice'

  it('is refused without a token in its header, be there one in the address', async () => {
    const answer = await fetch(`${world.url}/jira/pages/tokens?jwt=alice`, {
      method: 'POST',
      body: new URLSearchParams(FORM),
    })
    expect(answer.status).to.equal(401)
  })

  it('that a browser sent without our script is refused with a whole page', async () => {
    const answer = await send({ body: new URLSearchParams(FORM) })
    expect(answer.status).to.equal(401)
    expect(answer.headers.get('hx-retarget')).to.equal(null)
    expect(await answer.text()).to.match(/^<!doctype html>/)
  })

  it('is refused above 16 kB', async () => {
    const body = new URLSearchParams({ ...FORM, padding: 'x'.repeat(17 * 1024) })
    expect((await send({ headers: { authorization }, body })).status).to.equal(413)
  })

  it('is refused when its body is no urlencoded form', async () => {
    const headers = { authorization, 'content-type': 'application/json' }
    expect((await send({ headers, body: JSON.stringify(FORM) })).status).to.equal(415)
  })

  it('is refused when its charset is unknown or it has fields without end', async () => {
    const form = 'application/x-www-form-urlencoded'
    const strange = { authorization, 'content-type': `${form}; charset=nonsense` }
    expect((await send({ headers: strange, body: 'name=x' })).status).to.equal(415)
    const many = Array.from({ length: 60 }, (_, index) => `f${index}=1`).join('&')
    const headers = { authorization, 'content-type': form }
    expect((await send({ headers, body: many })).status).to.equal(413)
  })

  it('with a broken escape in its path is malformed, which is no alarm of ours', async () => {
    const answer = await fetch(`${world.url}/jira/pages/tokens/%ff/revoke`, { method: 'POST' })
    expect(answer.status).to.equal(400)
    const requestId = answer.headers.get('gatehouse-request-id') ?? 'none'
    const line = world.logLines.find((each) => each.includes(requestId)) ?? ''
    expect(JSON.parse(line)).to.include({ code: 'request/malformed', level: 30 })
  })

  it('shows a surprise as our fault, without its text', async () => {
    const broken = await startPages({
      isAdmin: () => Promise.reject(new Error('connection string with a password')),
    })
    const { status, html } = await broken.act('/tokens', 'alice', FORM)
    await broken.stop()
    expect(status).to.equal(500)
    expect(html).to.include('Something went wrong inside Gatehouse')
    expect(html).not.to.include('password')
  })
})
