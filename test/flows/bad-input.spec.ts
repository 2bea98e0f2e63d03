import { connect } from 'node:net'
import { expect } from 'chai'
import { anInstalledWorld, refusalIn, type InstalledWorld } from '../support/a-world.ts'

/** Sends bytes that no client would, and gives back all that comes. */
async function raw(url: string, text: string): Promise<string> {
  const { port, hostname } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    const parts: Buffer[] = []
    socket.on('data', (part) => parts.push(part))
    socket.on('close', () => resolve(Buffer.concat(parts).toString('latin1')))
    socket.on('error', reject)
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')))
  })
}

describe('bad input', () => {
  let it_: InstalledWorld
  let token: string
  before(async () => {
    it_ = await anInstalledWorld()
    token = await it_.createToken(it_.people.alice, { access: 'write' })
  })
  after(() => it_.stop())

  const get = (path: string) => it_.call(path, token)
  const post = (path: string, contentType: string, body: string) =>
    fetch(it_.gatehouse.url + path, {
      method: 'POST',
      headers: {
        authorization: `JWT ${it_.jira.contextToken(it_.people.alice)}`,
        'content-type': contentType,
      },
      body,
    })

  it('100 kB of headers get 431 and a problem document', async () => {
    const { host } = new URL(it_.gatehouse.url)
    const big = `GET /sites/x/y HTTP/1.1\r\nHost: ${host}\r\nX-Big: ${'a'.repeat(100_000)}\r\n\r\n`
    const answer = await raw(it_.gatehouse.url, big)
    expect(answer).to.match(/^HTTP\/1\.1 431 /)
    expect(answer).to.contain('"code":"request/headers-too-large"')
  })

  it('what is not HTTP gets 400 and a problem document', async () => {
    const answer = await raw(it_.gatehouse.url, 'HELLO\r\n\r\n')
    expect(answer).to.match(/^HTTP\/1\.1 400 /)
    expect(answer).to.contain('"code":"request/malformed"')
  })

  it('two Authorization headers get 400, whichever comes first', async () => {
    const target = `/sites/${it_.world.site.host}/rest/api/3/myself`
    const { host } = new URL(it_.gatehouse.url)
    const answer = await raw(
      it_.gatehouse.url,
      `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).to.match(/^HTTP\/1\.1 400 /)
    expect(answer).to.contain('"code":"request/ambiguous-credential"')
  })

  it('a GET with a body gets 400', async () => {
    const target = `/sites/${it_.world.site.host}/rest/api/3/myself`
    const { host } = new URL(it_.gatehouse.url)
    const answer = await raw(
      it_.gatehouse.url,
      `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
    )
    expect(answer).to.match(/^HTTP\/1\.1 400 /)
    expect(answer).to.contain('"code":"request/body-not-allowed"')
  })

  const refused: readonly (readonly [string, () => Promise<Response>, string])[] = [
    ['a broken escape in the path', () => get('/rest/api/3/issue/%zz'), '400 request/bad-path'],
    ['an encoded slash', () => get('/rest/api/3/issue/a%2Fb'), '400 request/bad-path'],
    [
      'a credential in the query',
      () => get('/rest/api/3/myself?jwt=x'),
      '400 request/credential-in-query',
    ],
    [
      'an unknown part of the product',
      () => get('/secure/Dashboard.jspa'),
      '404 call/unknown-resource',
    ],
    [
      'an unknown site',
      () =>
        fetch(`${it_.gatehouse.url}/sites/nobody.atlassian.net/rest/api/3/myself`, {
          headers: { authorization: `Bearer ${token}` },
        }),
      '401 credential/invalid',
    ],
    [
      'a path that Gatehouse does not have',
      () => fetch(`${it_.gatehouse.url}/nothing`),
      '404 request/not-found',
    ],
    [
      'an installation whose body is not JSON',
      () => lifecycle('application/json', '{"key":'),
      '400 request/malformed',
    ],
    [
      'an installation with a body of 100 kB',
      () => lifecycle('application/json', JSON.stringify({ key: 'x'.repeat(100_000) })),
      '413 request/too-large',
    ],
    [
      'an installation of another content type',
      () => lifecycle('text/plain', 'hello'),
      '415 request/wrong-content-type',
    ],
  ]
  for (const [what, send, expected] of refused) {
    it(`${what} gets ${expected}`, async () => {
      expect(await refusalIn(await send())).to.equal(expected)
    })
  }

  const lifecycle = (contentType: string, body: string) =>
    fetch(`${it_.jira.appBaseUrl}/installed`, {
      method: 'POST',
      headers: {
        authorization: `JWT ${it_.jira.lifecycleToken('installed')}`,
        'content-type': contentType,
      },
      body,
    })

  for (const [member, value] of [
    ['clientKey', 'somebody-else'],
    ['key', 'com.example.other'],
    ['baseUrl', 'https://evil.example.com'],
    ['sharedSecret', undefined],
  ] as const) {
    it(`an installation with a foreign or missing ${member} gets a 4xx and changes nothing`, async () => {
      const { directory } = it_.gatehouse.app
      const before = directory.byClientKey('jira', it_.jira.clientKey)
      const report = await it_.jira.send('installed', { body: { [member]: value } })
      expect(report).to.have.property('status').within(400, 499)
      expect(directory.byClientKey('jira', it_.jira.clientKey)).to.deep.equal(before)
      expect(directory.byClientKey('jira', 'somebody-else')).to.equal(undefined)
      expect((await get('/rest/api/3/myself')).status).to.equal(200)
    })
  }

  it('a form of 100 kB, or of another content type, creates nothing', async () => {
    const big = await post(
      '/jira/pages/tokens',
      'application/x-www-form-urlencoded',
      `name=${'x'.repeat(100_000)}`,
    )
    expect(big.status).to.equal(413)
    const json = await post('/jira/pages/tokens', 'application/json', '{"name":"x"}')
    expect(json.status).to.equal(415)
    const tenant = it_.gatehouse.app.directory.byClientKey('jira', it_.jira.clientKey)
    expect(await it_.gatehouse.app.tokens.list(tenant?.id ?? '')).to.have.length(1)
  })

  it('an id with a NUL in it is not found, wherever an address takes one', async () => {
    const { alice, admin } = it_.people
    for (const id of ['%00', 'a%00b']) {
      for (const [person, action] of [
        [alice, `tokens/${id}/revoke`],
        [alice, `links/${id}/remove`],
        [admin, `rules/tokens/${id}/revoke`],
        [admin, `admin/links/${id}/remove`],
      ] as const) {
        expect((await it_.visitor(person).act(action, {})).status, action).to.equal(404)
      }
    }
  })

  it('nothing of it stops the process or the next good call', async () => {
    expect((await get('/rest/api/3/myself')).status).to.equal(200)
    expect((await fetch(`${it_.gatehouse.url}/health`)).status).to.equal(200)
  })
})
