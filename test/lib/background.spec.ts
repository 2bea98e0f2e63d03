import { expect } from 'chai'
import { startBackground } from '../../src/lib/background.ts'
import { testLog } from '../support/sinks.ts'

const NEVER = 1_000_000

describe('background work', () => {
  it('never runs twice at once, and runs again when it was woken during a run', async () => {
    let running = 0
    let runs = 0
    const work = async () => {
      running += 1
      expect(running).to.equal(1)
      await new Promise(setImmediate)
      runs += 1
      running -= 1
    }
    const background = startBackground(work, NEVER, testLog().log)
    background.wake()
    background.wake()
    background.wake()
    while (runs < 2) await new Promise(setImmediate)
    await background.stop()
    expect(runs).to.equal(2)
  })

  it('goes on after a failed run, and says so in the log', async () => {
    const { log, lines } = testLog()
    let runs = 0
    const background = startBackground(
      async () => {
        runs += 1
        if (runs === 1) throw new Error('database is away')
      },
      NEVER,
      log,
    )
    background.wake()
    background.wake()
    while (runs < 2) await new Promise(setImmediate)
    await background.stop()
    expect(lines.join()).to.contain('database is away')
  })

  it('does nothing more once stopped', async () => {
    let runs = 0
    const background = startBackground(async () => void (runs += 1), NEVER, testLog().log)
    await background.stop()
    background.wake()
    await new Promise(setImmediate)
    expect(runs).to.equal(0)
  })
})
