import { expect } from 'chai'
import { createCircle, type Circle, type Member } from '../../src/cluster/circle.ts'
import { restartPauseMs } from '../../src/cluster/restart-pause.ts'
import { until } from '../support/until.ts'

const CHANGES = [{ kind: 'policy', tenantId: 't' }] as const

/** Says that it has dropped what it was told of, or does not. */
function aMember(circle: Circle, answers: boolean) {
  const told: number[] = []
  let killed = false
  const member: Member = {
    send(message) {
      if (message.kind !== 'drop') return
      told.push(message.id)
      if (answers) setImmediate(() => circle.onDropped(member, message.id))
    },
    kill: () => (killed = true),
  }
  circle.join(member)
  return { member, told, isKilled: () => killed }
}

function watched(work: Promise<void>) {
  const seen = { over: false }
  void work.then(() => (seen.over = true))
  return seen
}

describe('telling workers of a change', () => {
  it('is over when each but the one who tells has dropped it', async () => {
    const circle = createCircle()
    const [one, two, three] = [0, 1, 2].map(() => aMember(circle, true))
    await circle.tell(CHANGES, one?.member)
    expect([one?.told.length, two?.told.length, three?.told.length]).to.deep.equal([0, 1, 1])
  })

  it('is over at once where nobody else is', async () => {
    const circle = createCircle()
    await circle.tell(CHANGES)
    const alone = aMember(circle, false)
    await circle.tell(CHANGES, alone.member)
    expect(alone.told).to.deep.equal([])
  })

  it('ends one that does not drop it in time, and is over when it has ended, not before', async () => {
    const circle = createCircle(10)
    const good = aMember(circle, true)
    const stuck = aMember(circle, false)
    const telling = watched(circle.tell(CHANGES))
    await until(stuck.isKilled, 'the end of the one that is stuck')
    expect(good.isKilled()).to.equal(false)
    expect(telling.over).to.equal(false)
    expect(circle.leave(stuck.member)).to.equal(true)
    await until(() => telling.over, 'an end of the telling')
    expect(circle.leave(stuck.member)).to.equal(false)
  })

  it('does not take what one has dropped of an earlier change for this one', async () => {
    const circle = createCircle()
    const slow = aMember(circle, false)
    const [first, second] = [watched(circle.tell(CHANGES)), watched(circle.tell(CHANGES))]
    const [firstId = 0, secondId = 0] = slow.told
    circle.onDropped(slow.member, firstId)
    await until(() => first.over, 'an end of the first')
    expect(second.over).to.equal(false)
    circle.onDropped(slow.member, secondId)
    await until(() => second.over, 'an end of the second')
  })
})

describe('a place whose process does not last', () => {
  it('stays empty for longer each time, and never for more than five seconds', () => {
    const pauses = [0, 1, 2, 3, 10, 1_000].map(restartPauseMs)
    expect(pauses).to.deep.equal([0, 100, 200, 400, 5_000, 5_000])
  })
})
