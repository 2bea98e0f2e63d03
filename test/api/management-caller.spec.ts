import { request } from 'node:http'
import { expect } from 'chai'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { ADA, startManagement, type ManagementWorld } from './management-world.ts'

const DAY_MS = 24 * 3600 * 1000

describe('the caller of the management API', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  const read = async (as: string) => (await world.send('GET', '/policy', { as })).outcome

  it('is an admin with a context token of either product, or with an API token that manages', async () => {
    expect(await read(ADA)).to.equal('200')
    expect(await read('jwt ada.confluence')).to.equal('200')
    expect(await read(await world.bearer('manage'))).to.equal('200')
    expect(await read(await world.bearer('manage', world.confluence))).to.equal('200')
  })

  it('is not the owner of a token that reads or writes, admin or not', async () => {
    expect(await read(await world.bearer('read'))).to.equal('403 person/not-admin')
    expect(await read(await world.bearer('write'))).to.equal('403 person/not-admin')
  })

  it('is nobody who is no admin', async () => {
    expect(await read('JWT bob.jira')).to.equal('403 person/not-admin')
    const token = await world.bearer('manage', world.jira, 'bob')
    expect(await read(token)).to.equal('403 credential/owner-not-admin')
  })

  it('is nobody who is no admin any more', async () => {
    const token = await world.bearer('manage')
    expect(await read(token)).to.equal('200')
    world.admins.delete('ada')
    expect(await read(token)).to.equal('403 credential/owner-not-admin')
    expect(await read(ADA)).to.equal('403 person/not-admin')
  })

  it('loses the right also while the body is on its way', async () => {
    const body = JSON.stringify((await world.send('GET', '/policy')).json['document'])
    const status = await slowPut(body, ADA, () => world.admins.delete('ada'))
    expect(status).to.equal(403)
    world.admins.add('ada')
    expect((await world.policies.read(world.jira.id)).version).to.equal(0)
  })

  it('is told that the credential is missing, unknown, ended or revoked', async () => {
    expect(await read('')).to.equal('401 credential/missing')
    const token = await world.bearer('manage')
    const wrong = [
      `${token}x`,
      token.replace(/.{7}$/, 'AAAAAAA'),
      `Bearer gatehouse_${'a'.repeat(16)}_${'b'.repeat(32)}_cccccc`,
      'Bearer some.company.token',
      'JWT somebody.elsewhere',
      'Basic YWRhOnBhc3N3b3Jk',
      'Bearer',
      'Bearer a b',
      'ada',
    ]
    for (const as of wrong) expect(await read(as), as).to.equal('401 credential/invalid')

    const [{ id } = { id: '' }] = await world.tokens.list(world.jira.id)
    await world.tokens.revoke(world.jira.id, id, { actor: 'ada', requestId: 'r' })
    expect(await read(token)).to.equal('401 credential/revoked')
    const second = await world.bearer('manage')
    world.clock.move(31 * 24 * 3600 * 1000)
    expect(await read(second)).to.equal('401 credential/expired')
  })

  it('is refused with two Authorization headers, whichever comes first', async () => {
    const token = await world.bearer('manage')
    expect(await statusWithHeaders([token, 'Bearer x'])).to.equal(400)
    expect(await statusWithHeaders(['Bearer x', token])).to.equal(400)
    expect(await statusWithHeaders([token])).to.equal(200)
  })

  it('is refused with a credential in the address, beside a good one or alone', async () => {
    for (const name of ['jwt', 'access_token', 'token', 'JWT']) {
      const { outcome } = await world.send('GET', `/policy?${name}=ada.jira`)
      expect(outcome, name).to.equal('400 request/credential-in-query')
    }
    const { outcome } = await world.send('GET', '/policy?jwt=ada.jira', { as: '' })
    expect(outcome).to.equal('400 request/credential-in-query')
  })

  for (const status of ['disabled', 'suspect', 'uninstalled'] as const) {
    it(`is refused while the app is ${status}`, async () => {
      const token = await world.bearer('manage')
      world.directory.tell([{ ...world.jira, status }])
      expect(await read(token)).to.equal('403 site/inactive')
      expect(await read(ADA)).to.equal('403 site/inactive')
      expect(await read('JWT ada.confluence')).to.equal('200')
    })
  }

  it('may have switched off every kind of credential and still switch them on', async () => {
    const token = await world.bearer('manage')
    const { document } = await world.policies.read(world.jira.id)
    const none = { apiTokens: false, providerTokens: false, contextTokens: false }
    await world.policies.change(world.jira.id, { actor: 'ada', requestId: 'r' }, () => ({
      ...document,
      switches: { ...document.switches, ...none },
    }))
    for (const as of [token, ADA]) {
      const { version } = await world.policies.read(world.jira.id)
      const headers = { 'if-match': `"${version}"` }
      const body = { ...document, switches: { ...document.switches, tokenDaysMax: version } }
      expect((await world.send('PUT', '/policy', { as, headers, body })).outcome).to.equal('200')
    }
  })

  it('has a token that serves under the rules as they are now, by its age and its use', async () => {
    const token = await world.bearer('manage')
    const setRules = (change: (document: PolicyDocument) => Partial<PolicyDocument>) =>
      world.policies.change(world.jira.id, { actor: 'ada', requestId: 'r' }, ({ document }) => ({
        ...document,
        ...change(document),
      }))
    world.clock.move(5 * DAY_MS)
    await setRules(() => ({ tokens: { idleDays: 5 } }))
    expect(await read(token)).to.equal('401 credential/idle')
    expect(await read(token), 'however often it is tried').to.equal('401 credential/idle')
    await setRules(() => ({ tokens: { idleDays: 6 } }))
    expect(await read(token)).to.equal('200')
    await setRules(({ switches }) => ({ switches: { ...switches, tokenDaysMax: 5 } }))
    expect(await read(token)).to.equal('401 credential/expired')
    expect(await read(ADA), 'and a context token lets mend it').to.equal('200')
  })

  it('is known in no log line but by account and token id', async () => {
    const token = await world.bearer('read')
    await read(token)
    await read(`${token}x`)
    await read('JWT a-token-that-nobody-knows.elsewhere')
    const secret = token.split('_')[2] ?? ''
    expect(world.logLines.join('')).to.contain('person/not-admin')
    expect(world.logLines.join('')).not.to.contain(secret)
    expect(world.logLines.join('')).not.to.contain('that-nobody-knows')
  })

  function statusWithHeaders(authorization: string[]): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const out = request(`${world.url}/api/v1/policy`)
      out.setHeader('authorization', authorization)
      out.on('response', (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      out.on('error', reject).end()
    })
  }

  /** Sends half a body, then does something, then sends the rest. */
  function slowPut(body: string, authorization: string, between: () => void) {
    return new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        authorization,
        'content-type': 'application/json',
        'if-match': '"0"',
        expect: '100-continue',
        'content-length': String(Buffer.byteLength(body)),
      }
      const out = request(`${world.url}/api/v1/policy`, { method: 'PUT', headers })
      out.on('response', (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      out.on('error', reject)
      // Node's server answers 100 before any handler runs, so the first admission is awaited by asking
      // something else on another connection.
      out.on('continue', () => {
        out.write(body.slice(0, 10))
        void world.send('GET', '/policy').then(() => {
          between()
          out.end(body.slice(10))
        })
      })
      out.flushHeaders()
    })
  }
})
