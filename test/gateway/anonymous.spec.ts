import { expect } from 'chai'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { EVERY_KIND, startWorld, type GatewayWorld } from './world/gateway-world.ts'

const PUBLIC: ResourceRule = {
  id: 'public-filters',
  name: 'Filters for everybody',
  state: 'on',
  effect: 'allow',
  methods: 'reads',
  path: '/rest/api/3/filter/{id}',
  anonymous: true,
}

describe('a call without a credential', () => {
  let world: GatewayWorld
  afterEach(() => world.close())

  const start = async (anonymousCalls: boolean) => {
    const switches = { ...EVERY_KIND, anonymousCalls }
    world = await startWorld({ document: { switches, resources: [PUBLIC, EVERYTHING] } })
  }
  const call = (path: string, headers = {}, method = 'GET') =>
    world.call({ target: world.at(path), headers, method })

  it('is refused everywhere while public access is restricted', async () => {
    await start(false)
    for (const path of ['/rest/api/3/filter/1', '/rest/api/3/myself']) {
      const answer = await call(path)
      expect(answer.status).to.equal(401)
      expect(answer.json()['code']).to.equal('credential/missing')
    }
    expect(world.product.seen).to.deep.equal([])
  })

  it('reaches a resource that is named for it, with no credential of ours either', async () => {
    await start(true)
    const answer = await call('/rest/api/3/filter/1')
    expect(answer.status).to.equal(200)
    expect(world.product.seen).to.have.length(1)
    expect(world.product.seen[0]?.headers).not.to.have.any.keys('authorization', 'cookie')
    const [record] = await world.records()
    expect(record).to.deep.include({
      decision: 'allow',
      rule: 'resource:public-filters',
      credentialKind: 'anonymous',
      actsAs: 'anonymous',
      accountId: undefined,
    })
  })

  it('is asked for a credential everywhere else, and learns nothing of the rules', async () => {
    await start(true)
    for (const [path, method] of [
      ['/rest/api/3/myself', 'GET'],
      ['/rest/api/3/filter/1', 'PUT'],
      ['/secure/admin', 'GET'],
    ] as const) {
      const answer = await call(path, {}, method)
      expect(answer.status, path).to.equal(401)
      expect(answer.json()['code'], path).to.equal('credential/missing')
    }
    expect(world.product.seen).to.deep.equal([])
  })

  it('is not what a bad credential becomes', async () => {
    await start(true)
    for (const headers of [
      { authorization: 'Bearer never-issued' },
      { authorization: '' },
      { 'proxy-authorization': 'Basic YTpi' },
    ]) {
      expect((await call('/rest/api/3/filter/1', headers)).status).to.equal(401)
    }
    expect(world.product.seen).to.deep.equal([])
  })

  it('is asked for a credential when the product wants one, without the product’s challenge', async () => {
    await start(true)
    world.product.handler = (_req, res) => {
      res.writeHead(401, { 'www-authenticate': 'OAuth realm="x"' }).end('{}')
    }
    const answer = await call('/rest/api/3/filter/1')
    expect(answer.json()['code']).to.equal('credential/missing')
    expect(answer.headers['www-authenticate']).to.equal('Bearer realm="gatehouse"')
  })

  it('finds no site where the installation is inactive', async () => {
    await start(true)
    world.directory.tell([{ ...world.jira, status: 'disabled' }])
    const answer = await call('/rest/api/3/filter/1')
    expect(answer.json()['code']).to.equal('credential/missing')
  })
})
