import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { Awaitable } from '../../src/lib/awaitable.ts'
import type { Counted, FromPrimary } from '../../src/cluster/messages.ts'
import type { SharedPoints } from '../../src/cluster/neighbours.ts'
import { createPointsByMessage } from '../../src/cluster/shared-points.ts'
import type { PointStore } from '../../src/policy/point-store.ts'
import { keepsPoints } from '../policy/point-store-contract.ts'

const PROGRAM = fileURLToPath(new URL('counting-process.ts', import.meta.url))
const MINUTE = { points: 5, seconds: 60 }

describe('points counted by another process', function () {
  this.timeout(60_000)
  let child: ChildProcess
  let shared: SharedPoints
  let messages = 0
  before(async () => {
    child = fork(PROGRAM, { execArgv: ['--import', 'tsx'] })
    await once(child, 'message')
    const { points, onCounted } = createPointsByMessage({
      send(message) {
        messages += 1
        child.send(message)
      },
    })
    child.on('message', (message: FromPrimary) => {
      if (message.kind === 'counted') onCounted(message.id, message.counted)
    })
    shared = points
  })
  after(() => child.kill())

  // One process for all tests; each has keys of its own.
  let opened = 0
  const apart = (store: PointStore): PointStore => {
    const name = (key: string) => `${String(opened)} ${key}`
    opened += 1
    return {
      take: (key, points, window) => store.take(name(key), points, window),
      look: (key, points, window) => store.look(name(key), points, window),
      giveBack: (key, points, window) => store.giveBack(name(key), points, window),
    }
  }

  describe('for limits', () => {
    keepsPoints(() => apart(shared.limits))
  })
  describe('for the guard', () => {
    keepsPoints(() => apart(shared.guard))
  })

  it('are two counts, whatever the keys are', async () => {
    await shared.limits.take('t same', 5, MINUTE)
    expect(await shared.guard.take('t same', 1, MINUTE)).to.include({ fits: true, remaining: 4 })
  })

  it('are asked for in one message by all calls of a turn', async () => {
    const before = messages
    const take = async () => await shared.limits.take('t many', 1, MINUTE)
    const taken = await Promise.all(Array.from({ length: 100 }, take))
    expect(taken.filter(({ fits }) => fits)).to.have.length(5)
    expect(messages - before).to.equal(1)
  })
})

describe('points that another process does not count', () => {
  const waitMs = 20

  it('are none: the call that waits for them fails in the end', async () => {
    const { points, onCounted } = createPointsByMessage({ send: () => {} }, waitMs)
    const failure = await faultOf(points.limits.take('t one', 1, MINUTE))
    expect(failure).to.contain('did not answer')
    onCounted(1, [[true, 4, 1]])
  })

  it('are none when the line is gone, or the count is not what was asked for', async () => {
    const gone = createPointsByMessage({ send: (_, failed) => failed?.(new Error('gone')) }, waitMs)
    const refused = await faultOf(gone.points.guard.take('t one', 1, MINUTE))
    expect(refused).to.contain('gone')

    const answering = (counted: readonly Counted[]) => {
      const made = createPointsByMessage({
        send: (message) => 'steps' in message && setImmediate(made.onCounted, message.id, counted),
      })
      return faultOf(made.points.limits.take('t one', 1, MINUTE))
    }
    expect(await answering(['failed'])).to.contain('could not count')
    expect(await answering(['given-back'])).to.contain('could not count')
    expect(await answering([])).to.contain('missing')
  })
})

async function faultOf(work: Awaitable<unknown>): Promise<string> {
  try {
    return `no fault: ${JSON.stringify(await work)}`
  } catch (cause) {
    return String(cause)
  }
}
