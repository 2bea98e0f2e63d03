import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { childrenOf } from '../support/child-processes.ts'
import { leaveOut } from '../support/left-out.ts'
import { dumpDatabase } from '../support/sinks.ts'
import { startCrashWorld, type CrashWorld } from './crash-world.ts'
import { createFaultCalls, REFUSED, SERVED, type FaultCalls } from './fault-calls.ts'
import { lockDatabase } from './lock-database.ts'
import { mountSmallDisk } from './small-disk.ts'
import { canProtect, protect, unprotect } from './write-protection.ts'

const CONNECTIONS = 32
/** So many refusals one after the other show that nothing can be recorded any more. */
const IN_A_ROW = 20
// What can be recorded without a file growing: two files of the journal, which have their length already.
const SERVED_UNTIL_THEN_MAX = 10_000
const DISK_MB = 64

const served = (count: number) => Array.from({ length: count }, () => SERVED)
const refused = (count: number) => Array.from({ length: count }, () => REFUSED)

/** Calls until so many in a row were refused, from the first refusal on one by one; fails on any other answer. */
async function untilRefused(calls: FaultCalls, worsen: () => void): Promise<void> {
  let inARow = 0
  for (let made = 0; inARow < IN_A_ROW;) {
    expect(made, 'calls made, and still some are served').to.be.lessThan(SERVED_UNTIL_THEN_MAX)
    worsen()
    const outcomes = await calls.make(inARow === 0 ? CONNECTIONS : 1)
    made += outcomes.length
    for (const outcome of outcomes) {
      expect(outcome).to.be.oneOf([SERVED, REFUSED])
      inARow = outcome === REFUSED ? inARow + 1 : 0
    }
  }
}

describe('what happens to calls while nothing can be recorded', function () {
  this.timeout(120_000)
  let folder: string
  let world: CrashWorld
  let calls: FaultCalls
  /** What is to be undone after the test, the last first. */
  const undone: (() => unknown)[] = []

  async function start(databaseFolder: string): Promise<void> {
    world = await startCrashWorld('sources', join(databaseFolder, 'gatehouse.sqlite'))
    undone.push(() => world.stop())
    calls = createFaultCalls(world)
    expect(await calls.make(CONNECTIONS)).to.deep.equal(served(CONNECTIONS))
    expect(await calls.compare(), 'before the fault').to.deep.equal([])
    calls.isFaulty = true
  }

  /** The fault is over: the very next call is served, by the process of before, and nothing is missing. */
  async function expectRecovery(): Promise<void> {
    calls.isFaulty = false
    expect(await calls.make(1), 'the next call').to.deep.equal(served(1))
    expect(await calls.make(CONNECTIONS)).to.deep.equal(served(CONNECTIONS))
    expect(world.gatehouse.isAlive, world.gatehouse.lastWords()).to.equal(true)
    expect(await calls.compare()).to.deep.equal([])
    expect(await world.gatehouse.stop(), 'exit status').to.equal(0)
    dumpDatabase(world.databaseFile)
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-faults-'))
    undone.push(() => rm(folder, { recursive: true }))
  })
  afterEach(async () => {
    for (const undo of undone.splice(0).reverse()) await undo()
  })

  it('on a full disk they are refused and not sent, and are served again once there is room', async function () {
    const disk = await mountSmallDisk(DISK_MB)
    if (disk === undefined) {
      leaveOut('calls on a full disk, since nothing can be mounted here')
      this.skip()
    }
    undone.push(() => disk.remove())
    await start(disk.folder)
    await untilRefused(calls, () => disk.fill())
    expect(await calls.make(CONNECTIONS)).to.deep.equal(refused(CONNECTIONS))
    disk.free()
    await expectRecovery()
  })

  it('in a read-only folder they are refused and not sent, and are served again once it is writable', async function () {
    if (!canProtect()) {
      leaveOut('calls in a read-only folder, since open files cannot be made read-only here')
      this.skip()
    }
    await start(folder)
    undone.push(() => unprotect(folder))
    protect(folder)
    expect(await calls.make(1), 'the next call').to.deep.equal(refused(1))
    expect(await calls.make(CONNECTIONS)).to.deep.equal(refused(CONNECTIONS))
    unprotect(folder)
    await expectRecovery()
  })

  it('none is refused, lost or recorded twice while the process that fills the table is killed again and again', async () => {
    await start(folder)
    const { pid = 0 } = world.gatehouse
    for (let killed = 0; killed < 5;) {
      for (const writer of await childrenOf(pid)) {
        process.kill(writer, 'SIGKILL')
        killed += 1
      }
      expect(await calls.make(CONNECTIONS)).to.deep.equal(served(CONNECTIONS))
    }
    await expectRecovery()
  })

  for (const kind of ['immediate', 'exclusive'] as const) {
    it(`behind the lock of another process (${kind}) they are recorded or not sent`, async () => {
      await start(folder)
      const unlock = await lockDatabase(world.databaseFile, kind)
      for (const outcome of await calls.make(CONNECTIONS)) {
        expect(outcome).to.be.oneOf([SERVED, REFUSED])
      }
      await unlock()
      await expectRecovery()
    })
  }
})
