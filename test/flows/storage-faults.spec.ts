import { expect } from 'chai'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { anInstalledWorld, refusalIn, type InstalledWorld } from '../support/a-world.ts'

const MYSELF = '/rest/api/3/myself'

describe('when the database cannot be written', () => {
  let it_: InstalledWorld
  let neighbour: Database
  beforeEach(async () => {
    it_ = await anInstalledWorld()
    neighbour = await openDatabase(it_.gatehouse.databaseFile)
  })
  afterEach(async () => {
    await neighbour.close()
    await it_.stop()
  })

  it('calls are refused with 503 and not made, and are served again when it is over', async () => {
    const token = await it_.createToken(it_.people.alice)
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
    it_.world.log.clear()

    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    // Somebody else's open write locks the file.
    const holding = await new Promise<{ readonly done: Promise<void> }>((resolve) => {
      const done = neighbour.write(() => {
        queueMicrotask(() => resolve({ done }))
        return held
      })
    })
    expect(await refusalIn(await it_.call(MYSELF, token))).to.equal(
      '503 gatehouse/audit-unavailable',
    )
    expect(it_.world.log.calls({ server: 'site', path: MYSELF })).to.have.length(0)

    release()
    await holding.done
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
  })
})
