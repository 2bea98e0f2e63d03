import { expect } from 'chai'
import type { ChangeEvent } from '../src/audit/audit-event.ts'
import { createNoticeTable } from '../src/db/notice-table.ts'
import type { ApiToken } from '../src/identity/api-token.ts'
import { createTokenExpiryRound } from '../src/token-expiry-round.ts'
import { stoppedClock, type MovableClock } from './support/movable-clock.ts'
import { temporaryDatabase, type TemporaryDatabase } from './support/temporary-database.ts'
import { aTenant, aToken } from './support/things.ts'

const DAY_MS = 24 * 3_600_000

describe('tokens that end soon', () => {
  const tenant = aTenant()
  let temporary: TemporaryDatabase
  let clock: MovableClock
  let tokens: ApiToken[]
  let round: () => Promise<void>
  let store: ReturnType<typeof createNoticeTable>
  beforeEach(async () => {
    temporary = await temporaryDatabase()
    clock = stoppedClock()
    tokens = []
    store = createNoticeTable(temporary.database, temporary.sealer, () => '')
    round = createTokenExpiryRound({
      directory: { all: () => [tenant, aTenant({ status: 'uninstalled' })] },
      tokens: { list: async (id) => tokens.filter(({ tenantId }) => tenantId === id) },
      store,
      clock,
    })
  })
  afterEach(() => temporary.clear())

  const has = (days: number, given: Partial<ApiToken> = {}) => {
    const now = clock.now()
    const whole = { createdAt: now - DAY_MS, expiresAt: now + days * DAY_MS, ...given }
    tokens.push(aToken({ id: 'tok', tenantId: tenant.id, name: 'ci', ...whole }))
  }
  const told = async (): Promise<ChangeEvent[]> => [...(await store.newest(tenant.id, 0, 100))]
  const daysTold = async () => (await told()).map(({ facts }) => facts['daysLeft']).reverse()

  it('are told of 14, 3 and 1 days before, each once, however often it is looked', async () => {
    has(30)
    for (let hour = 0; hour < 30 * 24; hour += 6) {
      await round()
      clock.move(6 * 3_600_000)
    }
    expect(await daysTold()).to.deep.equal([14, 3, 1])
    const [last] = await told()
    expect(last).to.deep.include({ kind: 'token.expiring', actor: 'gatehouse', subject: 'tok' })
    expect(last?.facts).to.include({ owner: 'account-alice', name: 'ci' })
  })

  it('are told of once by several processes', async () => {
    has(2, { createdAt: 0 })
    await Promise.all([round(), round(), round()])
    expect(await daysTold()).to.deep.equal([3])
  })

  it('are told of by the nearest day alone, after nobody looked for long', async () => {
    has(0.5, { createdAt: 0 })
    await round()
    expect(await daysTold()).to.deep.equal([1])
  })

  it('are not told of when they were made for no longer, were revoked, ended, or have a successor', async () => {
    has(7)
    has(2, { id: 'revoked', createdAt: 0, revokedAt: 5 })
    has(-1, { id: 'ended', createdAt: 0 })
    has(2, { id: 'rotated', createdAt: 0 })
    has(90, { id: 'successor', rotatedFrom: 'rotated' })
    await round()
    expect(await daysTold()).to.deep.equal([])
  })

  it('of other tenants are told of although one cannot be looked at', async () => {
    has(2, { createdAt: 0 })
    const broken = aTenant()
    const both = createTokenExpiryRound({
      directory: { all: () => [broken, tenant] },
      tokens: {
        list: (id) =>
          id === broken.id ? Promise.reject(new Error('no disk')) : Promise.resolve(tokens),
      },
      store,
      clock,
    })
    const thrown = await both().catch((cause: unknown) => cause)
    expect(thrown).to.be.instanceOf(AggregateError)
    expect(await daysTold()).to.deep.equal([3])
  })
})
