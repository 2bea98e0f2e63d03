import { expect } from 'chai'
import type { Bypass } from '../../src/policy/bypass.ts'
import type { NetworkRules } from '../../src/policy/networks.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { APP_TOKEN, EVERY_KIND, startWorld, type GatewayWorld } from './world/gateway-world.ts'

const REPORT = '/rest/api/3/dashboard/7'
const BASIC = `Basic ${Buffer.from('ann@acme.example:her-own-token').toString('base64')}`

describe('a bypass', () => {
  let world: GatewayWorld
  afterEach(() => world.close())

  const bypass = (given: Partial<Bypass> = {}): Bypass => ({
    id: 'old-report',
    name: 'The old report',
    enabled: true,
    methods: 'reads',
    path: '/rest/api/3/dashboard/{id}',
    networks: ['127.0.0.0/8'],
    ownerAccountId: 'ann',
    reason: 'Its vendor is gone.',
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...given,
  })
  const start = async (given: Partial<Bypass> = {}, document = {}) => {
    const switches = { ...EVERY_KIND, basicPassThrough: false }
    world = await startWorld({
      document: { switches, resources: [], bypasses: [bypass(given)], ...document },
    })
  }
  const call = (authorization: string | undefined = BASIC, path = REPORT, method = 'GET') =>
    world.call({
      target: world.at(path),
      method,
      headers: authorization === '' ? {} : { authorization },
    })

  it('passes the caller’s own credential to the product untouched, and is on record', async () => {
    await start()
    for (const authorization of [BASIC, 'Bearer an-opaque-token-of-the-product']) {
      expect((await call(authorization)).status).to.equal(200)
      expect(world.product.seen.at(-1)?.headers.authorization).to.equal(authorization)
    }
    const [basic, bearer] = await world.records()
    expect(basic).to.deep.include({
      decision: 'allow',
      rule: 'bypass:old-report',
      credentialKind: 'bypass',
      credentialId: 'old-report',
      subject: 'ann@acme.example',
      actsAs: 'caller',
    })
    expect(bearer).to.deep.include({ credentialId: 'old-report', subject: undefined })
  })

  it('holds for its methods, its path, its networks and its time alone', async () => {
    const refused = async (given: Partial<Bypass>, ...rest: Parameters<typeof call>) => {
      await start(given)
      const answer = await call(...rest)
      expect(answer.json()['code'], JSON.stringify(given)).to.equal('credential/invalid')
      expect(world.product.seen).to.deep.equal([])
      await world.close()
    }
    await refused({}, BASIC, REPORT, 'PUT')
    await refused({}, BASIC, '/rest/api/3/dashboard')
    await refused({ networks: ['10.0.0.0/8', '::1'] })
    await refused({ enabled: false })
    await refused({ expiresAt: new Date(Date.now() - 1000).toISOString() })
    await start()
  })

  it('never carries a credential that is ours to the product', async () => {
    await start({}, { resources: [EVERYTHING], providers: [aProvider()] })
    const ofProvider = ['{"alg":"RS256"}', JSON.stringify({ iss: aProvider().issuer }), 'x']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.')
    const apiToken = 'gatehouse_0123456789abcdef_not-a-real-one'
    for (const authorization of [
      `Basic ${Buffer.from(`ann:${ofProvider}`).toString('base64')}`,
      `Bearer ${apiToken}`,
      `Basic ${Buffer.from(`ann:${apiToken}`).toString('base64')}`,
      `Bearer ${ofProvider}`,
      `JWT ${ofProvider}`,
    ]) {
      expect((await call(authorization)).status, authorization).to.equal(401)
    }
    expect(world.product.seen).to.deep.equal([])
  })

  it('never carries a token of a provider that is switched off just now', async () => {
    await start({}, { providers: [aProvider({ enabled: false })] })
    const token = ['{"alg":"RS256"}', JSON.stringify({ iss: aProvider().issuer }), 'x']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.')
    expect((await call(`Bearer ${token}`)).status).to.equal(401)
    expect(world.product.seen).to.deep.equal([])
  })

  it('is nothing for who comes without a credential', async () => {
    await start()
    expect((await call('')).json()['code']).to.equal('credential/missing')
  })

  it('does not pass what the product could read in another way than the record', async () => {
    await start()
    for (const authorization of [
      BASIC.replace('Basic', 'basic'),
      BASIC.replace('Basic ', 'Basic  '),
    ]) {
      expect((await call(authorization)).json()['code']).to.equal('credential/invalid')
    }
    expect(world.product.seen).to.deep.equal([])
  })

  it('gives way to a switched-off gateway, a denied network and a rule that denies', async () => {
    const deny: ResourceRule = {
      ...EVERYTHING,
      id: 'no',
      effect: 'deny',
      path: '/rest/api/3/dashboard/**',
    }
    const networks: NetworkRules = { allow: [], deny: ['127.0.0.1'] }
    const documents = [
      [{ switches: { ...EVERY_KIND, gateway: false } }, 'gateway/switched-off'],
      [{ networks }, 'call/outside-networks'],
      [{ resources: [deny] }, 'call/denied'],
    ] as const
    for (const [document, code] of documents) {
      await start({}, document)
      expect((await call()).json()['code']).to.equal(code)
      expect(world.product.seen).to.deep.equal([])
      await world.close()
    }
    await start()
  })

  it('tells nobody that a site is served whose installation is inactive', async () => {
    await start()
    world.directory.tell([{ ...world.jira, status: 'disabled' }])
    expect((await call()).json()['code']).to.equal('credential/invalid')
  })

  it('passes no answer on that the product gives to nobody', async () => {
    await start()
    world.product.handler = (_req, res) => {
      res.writeHead(200, { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }).end('{"values":[]}')
    }
    expect((await call()).json()['code']).to.equal('credential/invalid')
  })

  it('changes nothing for a caller with a credential of Gatehouse', async () => {
    await start({}, { resources: [EVERYTHING] })
    // An API token of this world is known by its text alone, and has no prefix.
    expect((await call(`Bearer ${APP_TOKEN}`, '/rest/api/3/myself')).status).to.equal(200)
    expect(world.product.seen[0]?.headers.authorization).to.match(/^JWT /)
  })
})
