import { expect } from 'chai'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { aManagingToken } from '../../support/a-managing-token.ts'
import { refusalIn } from '../../support/a-world.ts'

const FORM = 'application/x-www-form-urlencoded'
const DAY_MS = 24 * 3_600_000

describe('the page around the pages of a Data Center site', () => {
  let world: DataCenterWorld
  let token: string

  const post = (
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ) =>
    fetch(`${world.gatehouse.url}/data-center${path}`, {
      method: 'POST',
      headers: { 'content-type': FORM, ...headers },
      body: new URLSearchParams(fields),
    })
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` })
  const open = (text: string, headers: Record<string, string> = {}) =>
    post('/open', { token: text }, headers)

  beforeEach(async () => {
    world = await aDataCenterWorld()
    token = (await aManagingToken(world.gatehouse, world.tenant)).text
  })
  afterEach(() => world.stop())

  async function addressIn(answer: Response): Promise<string> {
    const [, address = ''] = /<iframe[^>]* src="([^"]+)"/.exec(await answer.text()) ?? []
    return address.replaceAll('&#x3D;', '=')
  }

  it('asks for a token in a field that nothing fills in, and says how one is made', async () => {
    const answer = await fetch(`${world.gatehouse.url}/data-center/`)
    const html = await answer.text()
    expect(answer.status).to.equal(200)
    expect(html).to.match(/<input[^>]*name="token"[^>]*type="password"[^>]*autocomplete="off"/)
    expect(html).to.include('method="post"').and.to.include('npm run data-center -- token')
    expect(html).to.include('<noscript>').and.not.to.include('<iframe')
  })

  it('is framed by nobody, frames our pages alone, and is stored nowhere', async () => {
    for (const answer of [
      await fetch(`${world.gatehouse.url}/data-center/`),
      await open(token),
      await open('wrong'),
    ]) {
      const policy = answer.headers.get('content-security-policy') ?? ''
      expect(policy).to.include("frame-ancestors 'none'").and.to.include("frame-src 'self'")
      expect(policy).to.include("default-src 'none'").and.to.include("script-src 'self';")
      expect(answer.headers.get('cache-control')).to.include('no-store')
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff')
      expect(answer.headers.get('referrer-policy')).to.equal('no-referrer')
      expect(answer.headers.get('set-cookie')).to.equal(null)
      expect(await answer.text()).not.to.match(/<script>|style=|onclick=/)
    }
  })

  it('opens the pages of the site’s product for its administrator, and never shows the token', async () => {
    const answer = await open(token)
    const html = await answer.clone().text()
    expect(answer.status, html).to.equal(200)
    expect(html).not.to.include(token)
    expect(html).to.include(`Confluence at ${world.confluence.baseUrl.replace('http://', '')}`)
    for (const name of ['overview', 'administration', 'providers', 'rules', 'api-access']) {
      expect(html).to.include(`data-page="${name}"`)
    }
    const page = await fetch(world.gatehouse.url + (await addressIn(answer)))
    expect(page.status).to.equal(200)
    expect(await page.text()).to.include('Gatehouse overview')
  })

  it('makes an address for one page, that is good nowhere else and for three minutes', async () => {
    const answer = await post('/page', { page: 'rules' }, bearer(token))
    const { address } = (await answer.json()) as { readonly address: string }
    expect(address).not.to.include(token)
    const get = async (path: string) => (await fetch(world.gatehouse.url + path)).status
    expect(await get(address)).to.equal(200)
    expect(await get(address.replace('/rules', '/providers'))).to.equal(401)
    world.gatehouse.clock.move(181_000)
    expect(await get(address)).to.equal(401)
    expect(await refusalIn(await post('/page', { page: 'rulez' }, bearer(token)))).to.equal(
      '404 request/not-found',
    )
  })

  it('gives tokens with which a page acts as the administrator, for a bearer token alone', async () => {
    const answer = await post('/context-token', {}, bearer(token))
    const { token: context } = (await answer.json()) as { readonly token: string }
    const acted = await fetch(`${world.gatehouse.url}/confluence/pages/rules/switches`, {
      method: 'POST',
      headers: { 'content-type': FORM, authorization: `JWT ${context}` },
    })
    expect(acted.status, await acted.clone().text()).to.equal(200)
    for (const headers of [{}, { authorization: `JWT ${context}` }]) {
      expect(await refusalIn(await post('/context-token', {}, headers))).to.equal(
        '401 credential/missing',
      )
      expect(await refusalIn(await post('/page', { page: 'rules' }, headers))).to.equal(
        '401 credential/missing',
      )
    }
  })

  it('ends with the token: one that was revoked gets nothing more', async () => {
    const { id, text } = await aManagingToken(world.gatehouse, world.tenant)
    expect((await open(text)).status).to.equal(200)
    const by = { actor: 'admin', requestId: 'a-test' }
    await world.gatehouse.app.tokens.revoke(world.tenant.id, id, by)
    for (const path of ['/context-token', '/page']) {
      const answer = await post(path, { page: 'rules' }, bearer(text))
      expect(await refusalIn(answer)).to.equal('401 credential/revoked')
    }
  })

  it('tells a token that is wrong, expired or not for managing where it was typed, and repeats none', async () => {
    const { token: reading, text } = await world.gatehouse.app.tokens.issue({
      tenantId: world.tenant.id,
      ownerAccountId: 'admin',
      name: 'Reads',
      access: 'read',
      actsAs: 'user',
      lifetimeDays: 30,
      lifetimeDaysMax: 365,
      requestId: 'a-test',
    })
    expect(reading.access).to.equal('read')
    const tried = async (sent: string, status: number, words: string) => {
      const answer = await open(sent)
      const html = await answer.text()
      expect(answer.status, html).to.equal(status)
      expect(html).to.include(words).and.not.to.include('<iframe')
      if (sent !== '') expect(html).not.to.include(sent)
    }
    await tried('', 401, 'Paste the token first')
    await tried('no-such-token', 401, 'not taken here')
    await tried(`${token.slice(0, -1)}!`, 401, 'not taken here')
    await tried(text.reveal(), 403, 'does not manage Gatehouse')
    world.gatehouse.clock.move(DAY_MS + 1)
    await tried(token, 401, 'has expired')
  })

  it('stops an address after ten refused tokens in a minute, and nobody who is let in', async () => {
    for (let times = 0; times < 12; times += 1) expect((await open(token)).status).to.equal(200)
    for (let times = 0; times < 10; times += 1) expect((await open('wrong')).status).to.equal(401)
    const stopped = await open(token)
    expect(stopped.status).to.equal(429)
    expect(Number(stopped.headers.get('retry-after'))).to.be.within(1, 60)
    expect(await stopped.text()).to.include('Too many tokens were refused')
    expect((await post('/context-token', {}, bearer(token))).status).to.equal(429)
  })

  it('signs nobody in from a page of elsewhere', async () => {
    const answer = await open(token, { 'sec-fetch-site': 'cross-site' })
    expect(answer.status).to.equal(403)
    expect(await answer.text()).not.to.include('<iframe')
  })

  it('has its pages framed by itself alone, with our script in the place of the product’s', async () => {
    const page = await fetch(world.gatehouse.url + (await addressIn(await open(token))))
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy)
      .to.match(/frame-ancestors 'self'$/)
      .and.to.include("script-src 'self';")
    const html = await page.text()
    expect(html).to.match(/<script src="\/assets\/data-center-frame\.[0-9a-f]+\.js"/)
    expect(html).not.to.include('all.js')
  })
})
