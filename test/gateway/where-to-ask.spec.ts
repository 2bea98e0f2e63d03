import { expect } from 'chai'
import { rawCall } from './world/raw-call.ts'
import { APP_TOKEN, startWorld } from './world/gateway-world.ts'

describe('what a refused caller is told beside the code', () => {
  it('is whom to ask, in the same words wherever it called, so that it tells of no site', async () => {
    const world = await startWorld()
    const told = async (target: string, token?: string) => {
      const wish = token === undefined ? { target } : { target, token }
      const { body } = await (token === undefined
        ? rawCall(world.origin, wish)
        : world.call({ target, token }))
      const { explain, requestId } = JSON.parse(body) as Record<string, string>
      expect(requestId).to.match(/^[0-9a-f-]{36}$/)
      return explain
    }
    const known = await told(world.at('/rest/api/3/myself'))
    expect(known).to.include('requestId')
    expect(await told('/sites/nowhere.atlassian.net/rest/api/3/myself')).to.equal(known)
    expect(await told(world.at('/login'), APP_TOKEN)).to.equal(known)
    await world.close()
  })
})
