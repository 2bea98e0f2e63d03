import { expect } from 'chai'
import type { PointStore } from '../../src/policy/point-store.ts'

/** What every place that counts points has to keep; each calls it with a store of its own. */
export function keepsPoints(open: () => PointStore): void {
  const minute = (points: number) => ({ points, seconds: 60 })

  it('takes what fits, and says what is left', async () => {
    const store = open()
    expect(await store.take('t one', 2, minute(5))).to.include({ fits: true, remaining: 3 })
    const { endsInMs, ...taken } = await store.take('t one', 3, minute(5))
    expect(taken).to.deep.equal({ fits: true, remaining: 0 })
    expect(endsInMs).to.be.within(1, 60_000)
  })

  it('takes nothing of what does not fit, so that a smaller call still does', async () => {
    const store = open()
    await store.take('t one', 3, minute(5))
    expect(await store.take('t one', 3, minute(5))).to.include({ fits: false, remaining: 2 })
    expect(await store.take('t one', 2, minute(5))).to.include({ fits: true, remaining: 0 })
  })

  it('never lets more in than fit, however many ask at once', async () => {
    const store = open()
    const asked = Array.from({ length: 200 }, async () => await store.take('t one', 1, minute(37)))
    const taken = await Promise.all(asked)
    expect(taken.filter(({ fits }) => fits)).to.have.length(37)
  })

  it('counts each key by itself', async () => {
    const store = open()
    await store.take('t one', 1, minute(1))
    expect(await store.take('t two', 1, minute(1))).to.include({ fits: true })
    expect(await store.take('u one', 1, minute(1))).to.include({ fits: true })
    expect(await store.take('t one', 1, minute(1))).to.include({ fits: false })
  })

  it('has again what is given back, and never more than that', async () => {
    const store = open()
    await store.take('t one', 2, minute(2))
    await store.giveBack('t one', 1, minute(2))
    expect(await store.take('t one', 1, minute(2))).to.include({ fits: true, remaining: 0 })
    await store.take('t once', 1, minute(2))
    await store.giveBack('t once', 2, minute(2))
    expect(await store.take('t once', 2, minute(2))).to.include({ fits: false })
    await store.giveBack('t never', 5, minute(2))
    expect(await store.take('t never', 3, minute(2))).to.include({ fits: false })
    expect(await store.take('t never', 2, minute(2))).to.include({ fits: true })
  })

  it('is looked at without being changed', async () => {
    const store = open()
    expect(await store.look('t one', 2, minute(5))).to.include({ fits: true, remaining: 5 })
    expect(await store.look('t one', 6, minute(5))).to.include({ fits: false, remaining: 5 })
    await store.take('t one', 4, minute(5))
    for (const [points, fits] of [
      [1, true],
      [2, false],
    ] as const) {
      const { endsInMs, ...seen } = await store.look('t one', points, minute(5))
      expect(seen).to.deep.equal({ fits, remaining: 1 })
      expect(endsInMs).to.be.within(1, 60_000)
    }
    expect(await store.take('t one', 1, minute(5))).to.include({ fits: true, remaining: 0 })
    expect(await store.look('t other', 1, minute(5))).to.include({ fits: true, remaining: 5 })
  })

  it('begins a new window when one has ended', async () => {
    const store = open()
    const window = { points: 1, seconds: 1 }
    await store.take('t one', 1, window)
    const { fits, endsInMs } = await store.take('t one', 1, window)
    expect(fits).to.equal(false)
    await new Promise((resolve) => setTimeout(resolve, endsInMs + 20))
    expect(await store.take('t one', 1, window)).to.include({ fits: true })
  })

  it('goes on with its count when a rule’s number is changed', async () => {
    const store = open()
    await store.take('t one', 3, minute(3))
    expect(await store.take('t one', 1, minute(5))).to.include({ fits: true, remaining: 1 })
    expect(await store.take('t one', 1, minute(2))).to.include({ fits: false, remaining: 0 })
  })
}
