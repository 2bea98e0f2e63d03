import { expect } from 'chai'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'

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

  it('turns a write away when too many wait, and takes the next when they are done', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const waiting = Array.from({ length: 2_000 }, () => temporary.database.write(() => held))
    const refused = await add('one too many').catch((cause: unknown) => cause)
    expect(refused).to.be.instanceOf(Error)
    release()
    await Promise.all(waiting)
    await add('later')
    expect(await names()).to.deep.equal(['later'])
  })
})
