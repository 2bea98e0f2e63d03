import { expect } from 'chai'
import { createMemoryPoints } from '../../src/db/memory-points.ts'
import { keepsPoints } from '../policy/point-store-contract.ts'

describe('points counted in memory', () => {
  keepsPoints(() => createMemoryPoints())

  it('begin a new window at the very end of the one before, and not a moment earlier', async () => {
    let at = 5_000
    const store = createMemoryPoints(() => at)
    const window = { points: 1, seconds: 10 }
    await store.take('t one', 1, window)
    at = 14_999
    expect(await store.take('t one', 1, window)).to.deep.equal({
      ...{ fits: false, remaining: 0, endsInMs: 1 },
    })
    at = 15_000
    expect(await store.take('t one', 1, window)).to.include({ fits: true, endsInMs: 10_000 })
  })

  it('give nothing back to a window that was begun after the one it was taken from', async () => {
    let at = 0
    const store = createMemoryPoints(() => at)
    const window = { points: 2, seconds: 10 }
    await store.take('t one', 2, window)
    at = 10_000
    await store.giveBack('t one', 2, window)
    expect(await store.look('t one', 1, window)).to.include({ fits: true, remaining: 2 })
  })

  it('keep the windows that run when thousands that have ended are thrown away', async () => {
    let at = 0
    const store = createMemoryPoints(() => at)
    const [short, long] = [
      { points: 5, seconds: 1 },
      { points: 5, seconds: 100 },
    ]
    await store.take('t long', 3, long)
    for (let number = 0; number < 5_000; number += 1) {
      at += 1
      await store.take(`t short ${String(number)}`, 5, short)
    }
    expect(await store.look('t long', 1, long)).to.include({ remaining: 2 })
    expect(await store.look('t short 4999', 1, short)).to.include({ fits: false })
  })
})
