import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import type { PlaceLimits } from '../../src/upstream/limits.ts'
import { createPlaces } from '../../src/upstream/provider-places.ts'
import { expectRefusal } from '../support/refusals.ts'

const ROOMY = { places: 1_000, waiting: 1_000 }

/** Places, and work in them that lasts until a test ends it. */
function world(limits: Partial<PlaceLimits>) {
  const wide = { ofProvider: ROOMY, ofTenant: ROOMY, overall: ROOMY, waitMs: 60_000 }
  const places = createPlaces({ ...wide, ...limits })
  const running: string[] = []
  const ends = new Map<string, () => void>()
  const hold = (name: string, tenantId = 'a', providerId = 'p') =>
    places.hold(tenantId, providerId, async () => {
      running.push(name)
      await new Promise<void>((resolve) => ends.set(name, resolve))
      return name
    })
  const end = async (name: string) => {
    ends.get(name)?.()
    await turn()
  }
  return { places, running, hold, end }
}

const TWO = { places: 2, waiting: 1_000 }

describe('places for exchanges with providers', () => {
  it('are each provider’s own, of each tenant: one that is full keeps nobody else waiting', () => {
    const { running, hold } = world({ ofProvider: TWO })
    for (const name of ['1', '2', '3']) void hold(name)
    void hold('other provider', 'a', 'q')
    void hold('other tenant', 'b', 'p')
    expect(running).to.deep.equal(['1', '2', 'other provider', 'other tenant'])
  })

  it('are bounded for a tenant, however many providers it has', () => {
    const { running, hold } = world({ ofTenant: TWO })
    for (const provider of ['p', 'q', 'r']) void hold(provider, 'a', provider)
    void hold('other tenant', 'b')
    expect(running).to.deep.equal(['p', 'q', 'other tenant'])
  })

  it('are bounded for all together', () => {
    const { running, hold } = world({ overall: TWO })
    for (const tenant of ['a', 'b', 'c']) void hold(tenant, tenant)
    expect(running).to.deep.equal(['a', 'b'])
  })

  it('that come free are given to who waits the longest and may have them', async () => {
    const { running, hold, end } = world({ ofProvider: TWO, overall: { places: 3, waiting: 9 } })
    for (const name of ['1', '2', '3', '4']) void hold(name)
    void hold('other', 'b')
    void hold('another', 'b')
    expect(running).to.deep.equal(['1', '2', 'other'])
    await end('other')
    expect(running.slice(3), 'past those whose own places are taken').to.deep.equal(['another'])
    await end('2')
    await end('1')
    expect(running.slice(4)).to.deep.equal(['3', '4'])
  })

  it('come free also when the work fails, and its failure is told', async () => {
    const { places, running, hold } = world({ ofProvider: { places: 1, waiting: 9 } })
    const fault = new TypeError('a bug')
    const failing = places.hold('a', 'p', () => Promise.reject(fault))
    const next = hold('next')
    expect(await failing.catch((cause: unknown) => cause)).to.equal(fault)
    await turn()
    expect(running).to.deep.equal(['next'])
    void next
  })

  it('are waited for by so many only, of a provider, of a tenant, and of all', async () => {
    const few = { places: 1, waiting: 2 }
    for (const limits of [{ ofProvider: few }, { ofTenant: few }, { overall: few }]) {
      const { running, hold, end } = world(limits)
      for (const name of ['1', '2', '3']) void hold(name)
      const refusal = await expectRefusal(hold('4'), 'upstream/busy')
      expect(refusal.retryAfterSeconds).to.equal(1)
      await end('1')
      void hold('5')
      await expectRefusal(hold('6'), 'upstream/busy')
      for (const name of ['2', '3']) await end(name)
      expect(running).to.deep.equal(['1', '2', '3', '5'])
    }
  })

  it('are waited for no longer than the limit, and not taken by who gave up', async () => {
    const { running, hold, end } = world({ ofProvider: { places: 1, waiting: 9 }, waitMs: 10 })
    void hold('1')
    await expectRefusal(hold('2'), 'upstream/busy')
    await end('1')
    void hold('3')
    expect(running).to.deep.equal(['1', '3'])
  })
})
