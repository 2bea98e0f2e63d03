import { expect } from 'chai'
import { Refusal } from '../../src/lib/refusal.ts'
import { createBasicAuthenticator } from '../../src/identity/basic-authenticator.ts'
import { Secret } from '../../src/lib/secret.ts'
import {
  APP_TOKEN,
  EVERY_KIND,
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

  it('is refused when a proxy joined two in one header', async () => {
    for (const authorization of [
      `Bearer ${APP_TOKEN}, Basic eDp5`,
      `Bearer ${APP_TOKEN},Bearer ${APP_TOKEN}`,
      `Bearer ${APP_TOKEN} , JWT a.b.c`,
      `Basic eDp5, Bearer ${APP_TOKEN}`,
      `Digest username="x", Bearer ${APP_TOKEN}`,
    ]) {
      const answer = await world.call({ target: world.at(PATH), headers: { authorization } })
      expect(answer.status, authorization).to.equal(400)
      expect(answer.json()['code']).to.equal('request/ambiguous-credential')
    }
    expect(world.product.seen).to.deep.equal([])
  })

  it('is refused beside a header that may name another caller, and is missing with that alone', async () => {
    const names = ['Proxy-Authorization', 'X-Forwarded-Access-Token', 'X-Access-Token']
    for (const name of names) {
      const headers = { [name]: `Bearer ${APP_TOKEN}` }
      const beside = await world.call({ target: world.at(PATH), token: USER_TOKEN, headers })
      expect(beside.json()['code'], name).to.equal('request/ambiguous-credential')
      const alone = await world.call({ target: world.at(PATH), headers })
      expect(alone.json()['code'], name).to.equal('credential/missing')
    }
    expect(world.product.seen).to.deep.equal([])
    const records = await world.records()
    expect(records[0]?.detail).to.equal('proxy-authorization beside Authorization')
  })

  it('is not taken for two because its one scheme has parameters with commas', async () => {
    const authorization = 'Digest username="x", realm="y", nonce = "z"'
    const answer = await world.call({ target: world.at(PATH), headers: { authorization } })
    expect(answer.json()['code']).to.equal('credential/invalid')
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
    const codes: Readonly<Record<string, string>> = {
      'Bearer never-issued': 'credential/invalid',
      [`Bearer gatehouse_${'a'.repeat(56)}`]: 'credential/invalid',
      'Bearer gatehouse_a.b.c': 'credential/invalid',
      'Bearer eyJhbGciOiJub25lIn0.e30.c2ln': 'token/untrusted',
      'Bearer a.b.c': 'token/untrusted',
      'Bearer a.b.': 'credential/invalid',
      'Bearer a.b.c.d.e': 'credential/invalid',
      'JWT eyJhbGciOiJub25lIn0.e30.c2ln': 'credential/invalid',
      [basic('ann:password')]: 'credential/invalid',
      'Digest username="x"': 'credential/invalid',
      'Basic a, Bearer b': 'request/ambiguous-credential',
      '': 'credential/missing',
    }
    for (const [authorization, code] of Object.entries(codes)) {
      const headers = authorization === '' ? {} : { authorization }
      const elsewhere = await world.call({ headers, target })
      const installed = await world.call({ headers, target: world.at(PATH) })
      expect(withoutNames(elsewhere)).to.deep.equal(withoutNames(installed))
      expect(elsewhere.json()['code'], authorization).to.equal(code)
      expect(elsewhere.headers, 'never a redirect to a login').not.to.have.property('location')
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

  it('of a kind that is switched off is refused, and only who holds a good one learns it', async () => {
    await world.close()
    world = await startWorld({ document: { switches: { ...EVERY_KIND, apiTokens: false } } })
    const unknown = await world.call({ target: world.at(PATH), token: 'never-issued' })
    expect(unknown.json()['code']).to.equal('credential/invalid')
    const known = await world.call({ target: world.at(PATH), token: APP_TOKEN })
    expect(known.status).to.equal(403)
    expect(known.json()['code']).to.equal('credential/switched-off')
    expect(world.product.seen).to.deep.equal([])
  })

  it('is not served while the rules of its site cannot be loaded', async () => {
    await world.close()
    const snapshotOf = () => Promise.reject(new Refusal('policy/unavailable'))
    world = await startWorld({ deps: { snapshotOf } })
    const answer = await world.call({ target: world.at(PATH), token: APP_TOKEN })
    expect(answer.status).to.equal(503)
    expect(answer.json()['code']).to.equal('policy/unavailable')
    expect(world.product.seen).to.deep.equal([])
  })

  it('that is for managing alone calls no product', async () => {
    const token = 'user-manage'
    const answer = await world.call({ target: world.at(PATH), token })
    expect(answer.status).to.equal(403)
    expect(answer.json()['code']).to.equal('call/manage-only')
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
      rule: 'caller-may-write',
      outcome: 'refused',
    })
    expect(record).to.deep.include({ credentialId: `id-of-${READ_TOKEN}`, accountId: 'ann' })
    expect(record?.completion).to.deep.include({ status: 403, code: 'call/read-only' })
    expect(world.product.seen).to.deep.equal([])
  })

  it('as Basic that is passed through is the product’s to judge, and its no is told in our words', async () => {
    await world.close()
    const passThrough = createBasicAuthenticator({ isOn: async () => true })
    world = await startWorld({ moreAuthenticators: [passThrough] })
    const headers = { authorization: basic('ann@example.com:wrong') }
    const call = () => world.call({ target: world.at(PATH), headers })
    world.product.handler = (_req, res) =>
      res.writeHead(401, { 'www-authenticate': 'OAuth realm="https%3A%2F%2Facme"' }).end('who?')
    // Jira serves a failed log-in as nobody, which would be an answer to an unproved name.
    const asNobody = (reason: string) => () => {
      world.product.handler = (_req, res) =>
        res.writeHead(200, { 'x-seraph-loginreason': reason }).end('{"values":[]}')
    }
    const noes = [
      () => {},
      asNobody('AUTHENTICATED_FAILED'),
      asNobody('AUTHENTICATION_DENIED'),
      asNobody('OUT'),
      asNobody('OK, AUTHENTICATED_FAILED'),
      () => {
        const message = 'Request rejected because caller cannot access Confluence'
        world.product.handler = (_req, res) => res.writeHead(403).end(JSON.stringify({ message }))
      },
    ]
    for (const prepare of noes) {
      prepare()
      const answer = await call()
      expect(answer.status).to.equal(401)
      expect(answer.json()['code']).to.equal('credential/invalid')
      expect(answer.headers['www-authenticate']).to.match(/^Bearer realm="gatehouse"/)
    }
    asNobody('OK')()
    expect(await call()).to.deep.include({ status: 200, body: '{"values":[]}' })
    world.product.handler = (_req, res) => res.writeHead(403).end('not yours')
    const denied = await call()
    expect(denied).to.deep.include({ status: 403, body: 'not yours' })
    expect(denied.headers['gatehouse-hint']).to.equal('upstream/user-lacks-permission')
  })

  it('as Basic is an API token of ours first, and never shown to the product', async () => {
    await world.close()
    const passThrough = createBasicAuthenticator({ isOn: async () => true })
    world = await startWorld({ moreAuthenticators: [passThrough] })
    const headers = { authorization: basic(`ann:${APP_TOKEN}`) }
    await world.call({ target: world.at(PATH), headers })
    expect(world.product.seen[0]?.headers.authorization).to.match(/^JWT /)
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
