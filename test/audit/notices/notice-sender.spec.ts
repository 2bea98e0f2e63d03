import { expect } from 'chai'
import { createNoticeSender } from '../../../src/audit/notices/notice-sender.ts'
import { createNoticeTable } from '../../../src/db/notice-table.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import { stoppedClock } from '../../support/movable-clock.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../../support/temporary-database.ts'

describe('the sender of notices', () => {
  let temporary: TemporaryDatabase
  beforeEach(async () => {
    temporary = await temporaryDatabase()
  })
  afterEach(() => temporary.clear())

  it('looks at every tenant within a few rounds, also when there are many more than fit into one', async () => {
    const tenants = Array.from({ length: 250 }, (_, at) => `tenant-${String(at).padStart(3, '0')}`)
    const lookedAt = new Set<string>()
    const sender = createNoticeSender({
      store: {
        ...createNoticeTable(temporary.database, temporary.sealer, () => ''),
        tenantsOn: async () => tenants,
        settings: async (tenantId) => {
          lookedAt.add(tenantId)
          return undefined
        },
      },
      client: { post: async () => ({ kind: 'failed', reason: 'nobody is there' }) },
      siteOf: () => undefined,
      clock: stoppedClock(),
      ids: systemIds,
    })
    for (let round = 0; round < 4; round += 1) {
      await sender.round()
      await sender.settled()
    }
    expect([...lookedAt].toSorted()).to.deep.equal(tenants)
  })
})
