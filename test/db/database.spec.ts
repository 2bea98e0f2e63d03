import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { openDatabase } from '../../src/db/database.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'

const CUT_OFF = fileURLToPath(new URL('cut-off-migration.ts', import.meta.url))

describe('the database', () => {
  let temporary: TemporaryDatabase
  beforeEach(async () => {
    temporary = await temporaryDatabase()
  })
  afterEach(() => temporary.clear())

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

  it('does not let a hundred writes behind a locked file wait for each other’s time-outs', async () => {
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
    const started = Date.now()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) => add(String(index))),
    )
    const waited = Date.now() - started
    release()
    await holding
    await neighbour.close()
    expect(outcomes.every((each) => each.status === 'rejected')).to.equal(true)
    // Without a limit of its own each would wait two seconds more than the one before: 200 s.
    expect(waited).to.be.lessThan(15_000)
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
