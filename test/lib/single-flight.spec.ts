import { expect } from 'chai'
import { createSingleFlight } from '../../src/lib/single-flight.ts'

describe('single flight', () => {
  it('does the work once for everybody who asks while it is under way', async () => {
    const singleFlight = createSingleFlight<number>()
    let runs = 0
    const work = async () => {
      await new Promise(setImmediate)
      return ++runs
    }
    const answers = await Promise.all(Array.from({ length: 20 }, () => singleFlight('key', work)))
    expect(answers).to.deep.equal(Array<number>(20).fill(1))
    expect(await singleFlight('key', work)).to.equal(2)
  })

  it('keeps keys apart', async () => {
    const singleFlight = createSingleFlight<string>()
    const [a, b] = await Promise.all(['a', 'b'].map((key) => singleFlight(key, async () => key)))
    expect([a, b]).to.deep.equal(['a', 'b'])
  })

  it('shares a failure and then forgets it', async () => {
    const singleFlight = createSingleFlight<string>()
    const failing = () => Promise.reject(new Error('no'))
    const answers = await Promise.allSettled([
      singleFlight('key', failing),
      singleFlight('key', failing),
    ])
    expect(answers.map((each) => each.status)).to.deep.equal(['rejected', 'rejected'])
    expect(await singleFlight('key', async () => 'yes')).to.equal('yes')
  })
})
