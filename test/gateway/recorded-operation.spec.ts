import { expect } from 'chai'
import { APP_TOKEN, startWorld, type GatewayWorld } from './world/gateway-world.ts'

describe('the operation in the record of a call', () => {
  let world: GatewayWorld
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.close())

  const recorded = async (method: string, path: string, token: string | undefined = APP_TOKEN) => {
    await world.call({ method, target: world.at(path), token })
    return (await world.records()).at(-1)
  }

  it('is the template of the catalogue, in the version that was called, whatever the query', async () => {
    const event = await recorded('GET', '/rest/api/2/issue/P-1?fields=summary')
    expect(event?.operation).to.equal('/rest/api/2/issue/{issueIdOrKey}')
    expect((await recorded('HEAD', '/rest/api/3/myself'))?.operation).to.equal('/rest/api/3/myself')
  })

  it('is a class of the path for what no catalogue has, one for all issues, and only there', async () => {
    const one = await recorded('GET', '/rest/acme/1.0/issue/P-1/thing')
    const other = await recorded('GET', '/rest/acme/1.0/issue/P-2/thing')
    expect(one).to.include({ pathClass: '/rest/acme/1.0/issue/{}/thing', operation: undefined })
    expect(other?.pathClass).to.equal(one?.pathClass)
    expect((await recorded('GET', '/rest/api/3/myself'))?.pathClass).to.equal(undefined)
  })

  it('is absent for what no catalogue has', async () => {
    const event = await recorded('GET', '/rest/api/3/not/in/any')
    expect(event?.path).to.equal('/rest/api/3/not/in/any')
    expect(event?.operation).to.equal(undefined)
  })

  it('is there for a call that was refused too, so that a refusal can be found by it', async () => {
    const event = await recorded('GET', '/rest/api/3/issue/P-1', 'never-issued')
    expect(event).to.deep.include({
      decision: 'deny',
      operation: '/rest/api/3/issue/{issueIdOrKey}',
    })
  })
})
