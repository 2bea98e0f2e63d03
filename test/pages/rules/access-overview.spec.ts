import { expect } from 'chai'
import { aBypass, aRule, readerText, startAccess, type AccessWorld } from './access-world.ts'

const DAY_MS = 86_400_000

describe('the overview on the administration page', () => {
  let world: AccessWorld
  let hits: ReadonlyMap<string, number>
  beforeEach(async () => {
    hits = new Map()
    world = await startAccess({
      audit: {
        shadowHits: async () => new Map<string, number>(),
        bypassHits: async (tenantId) =>
          tenantId === world.tenant.id ? hits : new Map<string, number>(),
      },
    })
  })
  afterEach(() => world.stop())

  const overview = async (as = 'ada') => {
    const text = readerText((await world.page('/admin', as)).html)
    return text.slice(text.indexOf('Calls past the rules'))
  }

  it('warns while no rule makes anything available, and says where to go', async () => {
    expect(await overview())
      .to.include('Nothing can be called yet')
      .and.to.include('Gatehouse rules')
    await world.has({ resources: [aRule({ state: 'shadow' }), aRule({ id: 'x', effect: 'deny' })] })
    expect(await overview()).to.include('Nothing can be called yet')
    await world.has({ resources: [aRule()] })
    expect(await overview()).not.to.include('Nothing can be called yet')
    expect(await overview('ada@2')).to.include('Nothing can be called yet')
  })

  it('counts the bypasses that are in force, and the calls that went by any', async () => {
    expect(await overview()).to.include('No bypass is in force.')
    const end = world.clock.now() + DAY_MS
    await world.has({
      bypasses: [
        aBypass(end),
        aBypass(end, { id: 'off', enabled: false }),
        aBypass(world.clock.now(), { id: 'ended' }),
      ],
    })
    hits = new Map([
      ['old-build', 40],
      ['removed-since', 2],
    ])
    expect(await overview()).to.include(
      '1 bypass is in force. 42 calls went past the rules in the last 30 days.',
    )
    expect(await overview('ada@2')).to.include('No bypass is in force.')
  })
})
