import { expect } from 'chai'
import { createTokenUse } from '../../src/identity/token-use.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { testLog } from '../support/sinks.ts'
import { aToken } from '../support/things.ts'

describe('last use of a token', () => {
  it('waits for the next flush when the store is away, and is not lost', async () => {
    const clock = stoppedClock()
    const written: unknown[] = []
    let away = true
    const store = {
      markUsed: async (uses: readonly unknown[]) => {
        if (away) throw new Error('database is locked')
        written.push(...uses)
      },
    }
    const { log, lines } = testLog()
    const use = createTokenUse(store, clock, log)
    const token = aToken()
    use.note(token)
    await use.flush()
    expect(lines.join()).to.contain('database is locked')
    away = false
    await use.flush()
    expect(written).to.deep.equal([{ tokenId: token.id, at: clock.now() }])
    await use.flush()
    expect(written).to.have.length(1)
  })
})
