import { expect } from 'chai'
import { openDatabase } from '../../src/db/database.ts'
import { anInstalledWorld, refusalIn, type InstalledWorld } from '../support/a-world.ts'
import { askUntilRefused, blockJournal } from '../support/blocked-journal.ts'

const MYSELF = '/rest/api/3/myself'

describe('when something is wrong with the disk', () => {
  let it_: InstalledWorld
  let token: string
  beforeEach(async () => {
    it_ = await anInstalledWorld()
    token = await it_.createToken(it_.people.alice)
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
    it_.world.log.clear()
  })
  afterEach(() => it_.stop())

  async function recorded(): Promise<number> {
    const { audit, directory } = it_.gatehouse.app
    const tenant = directory.byClientKey('jira', it_.jira.clientKey)
    const events = await audit.recent(tenant?.id ?? '', 1_000)
    return events.filter((event) => event.kind === 'call' && event.path === MYSELF).length
  }
  const made = () => it_.world.log.calls({ server: 'site', path: MYSELF }).length

  it('that calls are recorded on, calls are refused with 503 and not made, and are served again when it is over', async () => {
    const unblock = await blockJournal(it_.gatehouse.databaseFile)
    const { refusal, served } = await askUntilRefused(() => it_.call(MYSELF, token))
    expect(await refusalIn(refusal)).to.equal('503 gatehouse/audit-unavailable')
    expect(made()).to.equal(served)

    await unblock()
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
    expect(made()).to.equal(served + 1)
    expect(await recorded()).to.equal(1 + made())
  })

  it('a database that others have locked keeps no call from being made and recorded', async () => {
    const neighbour = await openDatabase(it_.gatehouse.databaseFile)
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const holding = neighbour.write(() => held)
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
    release()
    await holding
    await neighbour.close()
    expect([made(), await recorded()]).to.deep.equal([1, 2])
  })
})
