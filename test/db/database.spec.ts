import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { openDatabase } from '../../src/db/database.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { REFUSALS } from '../../src/lib/refusal-codes.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aCallEvent } from '../support/things.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'

const CUT_OFF = fileURLToPath(new URL('cut-off-migration.ts', import.meta.url))

describe('the database', () => {
  let temporary: TemporaryDatabase
  let releaseAll: (() => void)[]
  beforeEach(async () => {
    releaseAll = []
    temporary = await temporaryDatabase()
  })
  afterEach(async () => {
    for (const release of releaseAll) release()
    await temporary.clear()
  })

  const add = (name: string) =>
    temporary.database.write(async ({ sealedKeys }) => {
      await sealedKeys.create({ name, sealed: 'x' })
    })
  const names = async () => {
    const rows = await temporary.database.tables.sealedKeys.findAll({ order: ['name'] })
    return rows.map((row) => row.get().name)
  }

  it('commits a write whole or not at all, and goes on after one that failed', async () => {
    const failure = await temporary.database
      .write(async ({ sealedKeys }) => {
        await sealedKeys.create({ name: 'half', sealed: 'x' })
        throw new Error('second half fails')
      })
      .catch((cause: unknown) => cause)
    expect(failure).to.have.property('message', 'second half fails')
    await add('whole')
    expect(await names()).to.deep.equal(['whole'])
  })

  it('shows readers nothing of a write before it is committed', async () => {
    const seen: string[][] = []
    await temporary.database.write(async ({ sealedKeys }) => {
      await sealedKeys.create({ name: 'new', sealed: 'x' })
      seen.push(await names())
    })
    seen.push(await names())
    expect(seen).to.deep.equal([[], ['new']])
  })

  it('keeps to the order of asking', async () => {
    const order: number[] = []
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        temporary.database.write(async () => {
          await new Promise(setImmediate)
          order.push(index)
        }),
      ),
    )
    expect(order).to.deep.equal(Array.from({ length: 20 }, (_, index) => index))
  })

  it('goes on after a transaction that could not be ended: one write fails, the next is done', async () => {
    const writer = await temporary.database.write(async ({ sealedKeys }) => sealedKeys.sequelize)
    await writer?.query('BEGIN') // What a ROLLBACK that failed leaves behind.
    const failure = await add('first').catch((cause: unknown) => cause)
    expect(failure).to.be.instanceOf(Error)
    await add('second')
    expect(await names()).to.deep.equal(['second'])
  })

  /** Lets nobody else write while the work runs. */
  const whileLocked = async (work: () => Promise<void>) => {
    const neighbour = await openDatabase(temporary.file)
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let holding: Promise<unknown> = Promise.resolve()
    await new Promise<void>((resolve) => {
      holding = neighbour.write(() => {
        resolve()
        return held
      })
    })
    try {
      await work()
    } finally {
      release()
      await holding
      await neighbour.close()
    }
  }
  /** A write that goes on until it is released. */
  const aSlowWrite = () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    releaseAll.push(release)
    void temporary.database.write(() => held)
    return { release }
  }
  const change = (tenantId: string) => temporary.database.change(tenantId, async () => tenantId)

  it('lets four changes of a tenant wait and refuses more, until one of them is done', async () => {
    const slow = aSlowWrite()
    const inside = [1, 2, 3, 4].map(() => change('one'))
    const refusal = await expectRefusal(change('one'), 'gatehouse/busy')
    expect(refusal.retryAfterSeconds).to.equal(1)
    const other = change('two')
    slow.release()
    expect(await Promise.all([...inside, other])).to.have.length(5)
    expect(await change('one')).to.equal('one')
  })

  it('counts a change that failed as done', async () => {
    for (let at = 0; at < 10; at += 1) {
      const failed = temporary.database.change('one', () => Promise.reject(new Error('fails')))
      expect(await failed.catch((cause: unknown) => cause)).to.have.property('message', 'fails')
    }
    expect(await change('one')).to.equal('one')
  })

  it('lets changes in only while fewer than two hundred writes wait, and the records of calls still', async () => {
    const slow = aSlowWrite()
    const waiting = Array.from({ length: 198 }, (_, at) => add(String(at)))
    const last = change('one')
    await expectRefusal(change('two'), 'gatehouse/busy')
    const record = createAuditTable(temporary.database).append(aCallEvent())
    slow.release()
    await Promise.all([...waiting, last, record])
    expect(await change('two')).to.equal('two')
  })

  it('keeps the records of calls from failing while one admin changes things in a loop', async () => {
    const audit = createAuditTable(temporary.database)
    const slow = aSlowWrite()
    const changes = Promise.allSettled(Array.from({ length: 3_000 }, () => change('one')))
    const records = Array.from({ length: 20 }, () => audit.append(aCallEvent()))
    slow.release()
    await Promise.all(records)
    const done = (await changes).filter(({ status }) => status === 'fulfilled')
    expect(done).to.have.length(4)
  })

  it('refuses a change whose turn does not come, with what a client can wait for', async () => {
    const changes = ['one', 'one', 'one', 'one', 'two', 'two', 'two'].map((id) => () => change(id))
    await whileLocked(async () => {
      // The first wait for the lock, the last in the queue.
      await Promise.all(changes.map((each) => expectRefusal(each(), 'gatehouse/busy')))
    })
    expect(REFUSALS['gatehouse/busy'].status).to.equal(503)
    expect(await change('one')).to.equal('one')
  })

  it('does not let a hundred writes behind a locked file wait for each other’s time-outs', async () => {
    await whileLocked(async () => {
      const started = Date.now()
      const outcomes = await Promise.allSettled(
        Array.from({ length: 100 }, (_, index) => add(String(index))),
      )
      expect(outcomes.every((each) => each.status === 'rejected')).to.equal(true)
      // Without a limit of its own each would wait two seconds more than the one before: 200 s.
      expect(Date.now() - started).to.be.lessThan(15_000)
    })
    await add('afterwards')
    expect(await names()).to.deep.equal(['afterwards'])
  })

  it('starts from a file whose first migration was cut off by a kill', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'gatehouse-db-')), 'cut.sqlite')
    const child = spawn(process.execPath, ['--import', 'tsx', CUT_OFF, file, 'addIndex', '2'])
    await once(child, 'exit')
    const database = await openDatabase(file)
    expect(await database.tables.tenants.findAll()).to.deep.equal([])
    await database.close()
  })
})
