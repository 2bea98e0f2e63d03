import { expect } from 'chai'
import { createTurns } from '../../src/db/audit-reader-turns.ts'
import { Refusal } from '../../src/lib/refusal.ts'

describe('long reads of the log', () => {
  const gate = () => {
    let open: () => void = () => undefined
    const closed = new Promise<void>((resolve) => {
      open = resolve
    })
    return { closed, open }
  }

  it('run one at a time, and those of one tenant hold up another’s by one at most', async () => {
    const turns = createTurns()
    const { closed, open } = gate()
    const done: string[] = []
    let [running, most] = [0, 0]
    const read = (name: string) => async () => {
      running += 1
      most = Math.max(most, running)
      await closed
      running -= 1
      done.push(name)
    }
    const all = ['a1', 'a2', 'a3', 'b1', 'a4', 'b2'].map((name) =>
      turns.take(name.charAt(0), read(name)),
    )
    open()
    await Promise.all(all)
    expect(most).to.equal(1)
    expect(done).to.deep.equal(['a1', 'a2', 'b1', 'a3', 'b2', 'a4'])
  })

  it('go on after one that failed, whose own asker is told', async () => {
    const turns = createTurns()
    const failing = turns.take('a', () => Promise.reject(new Error('no disk')))
    const next = turns.take('a', async () => 'read')
    expect(await failing.catch((cause: unknown) => String(cause))).to.equal('Error: no disk')
    expect(await next).to.equal('read')
    expect(await turns.take('a', async () => 'again')).to.equal('again')
  })

  it('are refused where too many of one tenant wait, and never another tenant’s for it', async () => {
    const turns = createTurns()
    const { closed, open } = gate()
    const all = Array.from({ length: 101 }, () => turns.take('a', () => closed))
    const refused = await turns.take('a', async () => 1).catch((cause: unknown) => cause)
    expect(refused).to.be.instanceOf(Refusal).with.property('code', 'gatehouse/busy')
    const other = turns.take('b', async () => 'read')
    open()
    expect(await other).to.equal('read')
    await Promise.all(all)
  })
})
