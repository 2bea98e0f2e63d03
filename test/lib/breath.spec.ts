import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { createBreath } from '../../src/lib/breath.ts'

describe('a breath', () => {
  it('lets one piece of long work go on in each turn, however many there are', async () => {
    const breathe = createBreath()
    const perTurn: number[] = []
    let gone = 0
    const work = async () => {
      for (let part = 0; part < 3; part += 1) {
        await breathe()
        gone += 1
      }
    }
    const all = Promise.all(Array.from({ length: 20 }, work))
    while (perTurn.reduce((one, other) => one + other, 0) < 60) {
      await setImmediate()
      perTurn.push(gone)
      gone = 0
    }
    await all
    expect(Math.max(...perTurn)).to.equal(1)
  })
})
