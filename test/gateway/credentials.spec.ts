import { expect } from 'chai'
import { Secret } from '../../src/lib/secret.ts'
import {
  APP_TOKEN,
  FOREIGN_TOKEN,
  READ_TOKEN,
  startWorld,
  USER_TOKEN,
  type GatewayWorld,
} from './world/gateway-world.ts'
import type { Answer } from './world/raw-call.ts'

const PATH = '/rest/api/3/myself'

describe('the credential of a call', () => {
  let world: GatewayWorld
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.close())

  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

  it('is accepted as Bearer and as the password of Basic, whatever the user name', async () => {
    for (const authorization of [
      `Bearer ${APP_TOKEN}`,
      `bearer  ${APP_TOKEN}`,
      basic(`:${APP_TOKEN}`),
      basic(`ann@example.com:${APP_TOKEN}`),
    ]) {
      const answer = await world.call({ target: world.at(PATH), headers: { authorization } })
      expect(answer.status, authorization).to.equal(200)
    }
  })

  it('is asked for when it is missing, alike for a site that is not served', async () => {
    for (const target of [world.at(PATH), `/sites/other.atlassian.net${PATH}`]) {
      const answer = await world.call({ target })
      expect(answer.status).to.equal(401)
      expect(answer.json()['code']).to.equal('credential/missing')
      expect(answer.headers['www-authenticate']).to.equal('Bearer realm="gatehouse"')
      expect(answer.headers['content-type']).to.equal('application/problem+json')
    }
  })

  it('is refused alike when it is unknown, foreign, malformed or of an unknown scheme', async () => {
    const bodies = new Set<string>()
    for (const authorization of [
      'Bearer never-issued',
      `Bearer ${FOREIGN_TOKEN}`,
      'Bearer a b',
      `Bearer ${APP_TOKEN}, Basic eDp5`,
      'Basic %%%',
      basic('no-colon'),
      basic('no-password:'),
      'JWT abc.def.ghi',
      'Digest username="x"',
      'Negotiate x',
    ]) {
      const answer = await world.call({ target: world.at(PATH), headers: { authorization } })
      expect(answer.status, authorization).to.equal(401)
      bodies.add(JSON.stringify({ ...answer.json(), requestId: '' }))
      expect(answer.headers['www-authenticate']).to.contain('invalid_token')
    }
    expect([...bodies]).to.have.length(1)
    expect(world.product.seen).to.deep.equal([])
  })

  it('is refused when an authenticator answers for another tenant', async () => {
    await world.close()
    world = await startWorld({
      deps: {
        authenticators: [
          async () => ({
            tenantId: 'somebody-else',
            actsAs: { kind: 'app' },
            access: 'write',
            credential: { kind: 'api-token', id: 'x' },
            ownerAccountId: 'x',
          }),
        ],
      },
    })
    const answer = await world.call({ target: world.at(PATH), token: APP_TOKEN })
    expect(answer.json()['code']).to.equal('credential/invalid')
  })

  it('is refused when there are two, in whatever order', async () => {
    for (const pair of [
      [APP_TOKEN, 'never-issued'],
      ['never-issued', APP_TOKEN],
      [APP_TOKEN, APP_TOKEN],
    ]) {
      const both = pair.flatMap((each) => ['Authorization', `Bearer ${each}`])
      const headers = ['Host', 'gate', ...both]
      const answer = await world.call({ target: world.at(PATH), headers })
      expect(answer.status).to.equal(400)
      expect(answer.json()['code']).to.equal('request/ambiguous-credential')
    }
    expect(world.product.seen).to.deep.equal([])
  })

  it('is refused in the address, under every spelling of its name, and the attempt is on record', async () => {
    const queries = [
      'jwt=x',
      'JWT=x',
      '%6awt=x',
      'a=1&access_token=x',
      'acpt=x',
      'os_username=x&os_password=y',
      'os_authType=basic',
      'oauth_token=x',
      '+jwt=x',
      'jwt',
    ]
    for (const query of queries) {
      const answer = await world.call({ target: world.at(`${PATH}?${query}`), token: APP_TOKEN })
      expect(answer.status, query).to.equal(400)
      expect(answer.json()['code'], query).to.equal('request/credential-in-query')
    }
    expect(world.product.seen).to.deep.equal([])
    const records = await world.records()
    expect(records).to.have.length(queries.length)
    expect(records[0]).to.deep.include({
      decision: 'deny',
      outcome: 'refused',
      rule: 'request/credential-in-query',
      path: PATH,
    })
  })

  it('tells nobody whether a site is served: what it does not know is refused alike everywhere', async () => {
    const target = `/sites/other.atlassian.net${PATH}`
    const withoutNames = (answer: Answer) => ({
      status: answer.status,
      headers: { ...answer.headers, date: '', 'gatehouse-request-id': '' },
      problem: { ...answer.json(), requestId: '' },
    })
    for (const token of ['never-issued', undefined]) {
      const call = token === undefined ? {} : { token }
      const elsewhere = await world.call({ ...call, target })
      const installed = await world.call({ ...call, target: world.at(PATH) })
      expect(withoutNames(elsewhere)).to.deep.equal(withoutNames(installed))
      expect(elsewhere.status).to.equal(401)
    }
    const answer = await world.call({ target, token: APP_TOKEN })
    expect(answer.json()['code']).to.equal('credential/invalid')
    expect(world.logged.join()).to.contain('nothing is installed on other.atlassian.net')
    expect(world.events.every((event) => event.tenantId === world.jira.id)).to.equal(true)
  })

  it('is checked before anybody learns that a site is inactive', async () => {
    for (const status of ['disabled', 'suspect', 'uninstalled'] as const) {
      world.directory.tell([{ ...world.jira, status }])
      const known = await world.call({ target: world.at(PATH), token: APP_TOKEN })
      expect(known.status).to.equal(403)
      expect(known.json()['code']).to.equal('site/inactive')
      const unknown = await world.call({ target: world.at(PATH), token: 'never-issued' })
      expect(unknown.json()['code']).to.equal('credential/invalid')
    }
    expect(world.product.seen).to.deep.equal([])
  })

  it('that may only read cannot write', async () => {
    const call = { target: world.at('/rest/api/3/issue'), token: READ_TOKEN }
    const answer = await world.call({ ...call, method: 'POST', body: '{}' })
    expect(answer.status).to.equal(403)
    expect(answer.json()['code']).to.equal('call/read-only')
    const [record] = await world.records()
    expect(record).to.deep.include({
      decision: 'deny',
      rule: 'token-may-write',
      outcome: 'refused',
    })
    expect(record).to.deep.include({ credentialId: `id-of-${READ_TOKEN}`, accountId: 'ann' })
    expect(record?.completion).to.deep.include({ status: 403, code: 'call/read-only' })
    expect(world.product.seen).to.deep.equal([])
  })

  it('and what the product is given for it appear in no log, record or answer', async () => {
    world.directory.tell([{ ...world.jira, sharedSecret: new Secret('k'.repeat(40)) }])
    world.product.handler = (_req, res) => res.writeHead(403).end('no')
    const answers = [
      await world.call({ target: world.at(PATH), token: USER_TOKEN }),
      await world.call({ target: world.at(PATH), token: 'never-issued-secret' }),
      await world.call({ target: world.at(`${PATH}?jwt=query-secret`), token: APP_TOKEN }),
    ]
    const records = await world.records()
    const everything = JSON.stringify([answers, records, world.logged])
    expect(records).to.have.length(3)
    for (const secret of ['never-issued-secret', 'query-secret', 'granted-1', 'kkkkkkkk']) {
      expect(everything).not.to.contain(secret)
    }
  })
})
