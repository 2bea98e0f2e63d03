import { expect } from 'chai'
import { createBasicAuthenticator } from '../../src/identity/basic-authenticator.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { APP_TOKEN, EVERY_KIND, startWorld, type GatewayWorld } from './world/gateway-world.ts'

const PREFIXED = '/wiki/rest/token-auth/api/content/7'

describe('the prefix of Confluence that takes tokens alone', () => {
  let world: GatewayWorld
  beforeEach(async () => {
    world = await startWorld({
      moreAuthenticators: [createBasicAuthenticator({ isOn: async () => true })],
      document: {
        switches: { ...EVERY_KIND, anonymousCalls: true },
        resources: [
          { ...EVERYTHING, methods: 'reads', path: '/rest/api/content/{id}', anonymous: true },
        ],
      },
    })
  })
  afterEach(() => world.close())

  const call = (target: string, headers = {}) => world.call({ target: world.at(target), headers })
  const bearer = { authorization: `Bearer ${APP_TOKEN}` }
  const own = { authorization: `Basic ${Buffer.from('ann:her-password').toString('base64')}` }

  it('is served by the API that Cloud has, under the rules of that', async () => {
    expect((await call(PREFIXED, bearer)).status).to.equal(200)
    expect(world.product.seen[0]?.url).to.equal('/wiki/rest/api/content/7')
    const other = await call('/wiki/rest/token-auth/api/space/DEV', bearer)
    expect(other.json()['code']).to.equal('call/not-available')
  })

  it('is recorded as it was called', async () => {
    await call(PREFIXED, bearer)
    const [record] = await world.records()
    expect(record?.path).to.equal('/rest/token-auth/api/content/7')
  })

  it('is never served anonymously, where the other prefix is', async () => {
    expect((await call('/wiki/rest/api/content/7')).status).to.equal(200)
    expect((await call(PREFIXED)).json()['code']).to.equal('credential/missing')
    expect(world.product.seen).to.have.length(1)
  })

  it('takes no credential of the product’s own', async () => {
    expect((await call('/wiki/rest/api/content/7', own)).status).to.equal(200)
    const answer = await call(PREFIXED, own)
    expect(answer.status).to.equal(401)
    expect(answer.json()['code']).to.equal('credential/token-required')
    expect(world.product.seen).to.have.length(1)
  })

  it('is no path of Jira', async () => {
    const answer = await call('/rest/token-auth/api/content/7', bearer)
    expect(answer.json()['code']).to.equal('call/unknown-resource')
  })
})
