import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { request } from 'undici'
import type { Installation } from '../install/installation.ts'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'
import { signJws } from '../tokens/jws.ts'
import { appToken, startTinyApp } from './tiny-app.ts'
import type { TinyApp } from './tiny-app.ts'

describe('REST calls of an app', () => {
  const path = '/rest/api/3/myself'
  const now = (): number => Math.floor(Date.now() / 1000)
  let world: SiteWorld
  let app: TinyApp
  let installation: Installation

  before(async () => {
    world = await startSite()
    app = await startTinyApp(['READ'])
    installation = await world.site.installApp(app.descriptorUrl)
  })
  after(() => Promise.all([app.stop(), world.stop()]))
  beforeEach(() => world.log.clear())

  async function call(token: string, target = path): Promise<{ status: number; verdict: string }> {
    const answer = await request(`${world.site.baseUrl}${target}`, {
      headers: { authorization: `JWT ${token}` },
    })
    await answer.body.dump()
    return { status: answer.statusCode, verdict: world.log.entries[0]?.verdict ?? 'not logged' }
  }

  it('are served as the app user when the token is right', async () => {
    const answer = await call(appToken(installation, 'GET', path))
    expect(answer).to.deep.equal({ status: 200, verdict: 'ok' })
    expect(world.log.entries[0]?.actingAs).to.equal(installation.appUser.accountId)
    expect(world.log.entries[0]?.canonical).to.equal(`GET&${path}&`)
  })

  const refused = [
    ['another path', 'jwt-qsh-mismatch', () => appToken(installation, 'GET', '/rest/api/3/user')],
    ['another method', 'jwt-qsh-mismatch', () => appToken(installation, 'POST', path)],
    ['no request at all', 'jwt-qsh-mismatch', () => bent({ qsh: undefined })],
    ['a person instead of a URL', 'jwt-context-token', () => bent({ qsh: 'context-qsh' })],
    ['the past', 'jwt-expired', () => bent({ exp: now() - 1 })],
    ['eternity', 'jwt-exp-missing', () => bent({ exp: undefined })],
    ['tomorrow', 'jwt-too-early', () => bent({ iat: now() + 86_400 })],
    ['a stranger', 'jwt-issuer-unknown', () => bent({ iss: installation.clientKey })],
    ['another audience', 'jwt-audience', () => bent({ aud: ['someone-else'] })],
    ['a user, as before OAuth', 'jwt-impersonation', () => bent({ sub: 'somebody' })],
    ['nobody, unsigned', 'jwt-algorithm', () => signed('none')],
    ['HS512', 'jwt-algorithm', () => signed('HS512')],
  ] as const

  function bent(claims: Readonly<Record<string, unknown>>): string {
    return appToken(installation, 'GET', path, { claims })
  }

  function signed(alg: string): string {
    const qsh = createHash('sha256').update(`GET&${path}&`).digest('hex')
    const claims = { iss: installation.appKey, iat: now(), exp: now() + 60, qsh }
    return signJws({ typ: 'JWT', alg }, claims, installation.sharedSecret(), alg)
  }

  for (const [whom, verdict, token] of refused) {
    it(`are refused with a token for ${whom}`, async () => {
      expect(await call(token())).to.deep.equal({ status: 401, verdict })
    })
  }

  it('are refused when a parameter was added after signing', async () => {
    const answer = await call(appToken(installation, 'GET', path), `${path}?expand=groups`)
    expect(answer).to.deep.equal({ status: 401, verdict: 'jwt-qsh-mismatch' })
  })

  it('are refused with the secret of another tenant', async () => {
    const other = await world.addSite('other')
    const foreign = await other.installApp(app.descriptorUrl)
    const token = appToken(installation, 'GET', path, { secret: foreign.sharedSecret() })
    expect(await call(token)).to.deep.include({ status: 401, verdict: 'jwt-signature' })
  })

  it('are refused with a token in the query, alone or beside a good header', async () => {
    const target = `${path}?jwt=${appToken(installation, 'GET', path)}`
    const bare = await request(`${world.site.baseUrl}${target}`)
    await bare.body.dump()
    expect(bare.statusCode).to.equal(401)
    expect((await call(appToken(installation, 'GET', path), target)).status).to.equal(401)
    expect(world.log.calls({ verdict: 'credential-in-query' })).to.have.length(2)
  })

  it('are refused at the edge when a GET carries a body', async () => {
    const answer = await request(`${world.site.baseUrl}${path}`, {
      method: 'GET',
      headers: { authorization: `JWT ${appToken(installation, 'GET', path)}` },
      body: '{}',
    })
    await answer.body.dump()
    expect(answer.statusCode).to.equal(403)
    expect(world.log.entries[0]?.verdict).to.equal('body-on-bodyless-method')
  })

  for (const odd of ['/rest/api/3/../3/myself', '/rest//api/3/myself', '/rest/api/3/%2e%2e/x']) {
    it(`are refused when the path is not normalised: ${odd}`, async () => {
      const answer = await fetchRaw(world.site.host, odd)
      expect(answer).to.match(/^HTTP\/1\.1 400 /)
    })
  }

  it('end with the installation', async () => {
    const gone = await startTinyApp(['READ'], 'gone-app')
    const ended = await world.site.installApp(gone.descriptorUrl)
    await ended.disable()
    expect(await call(appToken(ended, 'GET', path))).to.deep.include({ verdict: 'app-disabled' })
    await ended.uninstall()
    world.log.clear()
    expect(await call(appToken(ended, 'GET', path))).to.deep.include({ status: 401 })
    await gone.stop()
  })

  it('are verified below /wiki without the context path', async () => {
    const target = '/wiki/rest/api/user/current'
    const confluence = await world.site.installApp(app.confluenceDescriptorUrl)
    const answer = await call(appToken(confluence, 'GET', '/rest/api/user/current'), target)
    expect(answer.status).to.equal(200)
    world.log.clear()
    const whole = await call(appToken(confluence, 'GET', target), target)
    expect(whole).to.deep.equal({ status: 403, verdict: 'jwt-qsh-mismatch' })
  })
})

/** Sends the path as it stands; HTTP clients would tidy it up. */
async function fetchRaw(host: string, path: string): Promise<string> {
  const { connect } = await import('node:net')
  const [name = '', port = ''] = host.split(':')
  const socket = connect(Number(port), name)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  const parts: Buffer[] = []
  for await (const part of socket as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
