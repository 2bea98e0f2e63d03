import { expect } from 'chai'
import { createAccountReviewTable } from '../../src/db/account-review-table.ts'
import { createAccountReviewer } from '../../src/identity/account-reviewer.ts'
import type { AccountState } from '../../src/identity/account-state.ts'
import type { AccountReviewStore, Delivery } from '../../src/identity/account-review-store.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { testLog } from '../support/sinks.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aTenant } from '../support/things.ts'

describe('the review of accounts', () => {
  const clock = stoppedClock()
  let tenant: Tenant
  let temporary: TemporaryDatabase
  let store: AccountReviewStore
  let revoked: string[]
  let unlinked: string[]
  let unlinkAllOf: () => Promise<number>
  let asked: string[]
  let read: () => Promise<AccountState>

  beforeEach(async () => {
    temporary = await temporaryDatabase()
    store = createAccountReviewTable(temporary.database, systemIds)
    tenant = aTenant()
    revoked = []
    unlinked = []
    unlinkAllOf = async () => 1
    asked = []
    read = async () => 'closed'
  })
  afterEach(() => temporary.clear())

  const reviewer = () =>
    createAccountReviewer({
      store,
      tokens: {
        revokeAllOf: async (tenantId, accountId) => {
          revoked.push(`${tenantId} ${accountId}`)
          return 1
        },
      },
      links: {
        unlinkAllOf: (tenantId, accountId, { actor }) => {
          unlinked.push(`${tenantId} ${accountId} by ${actor}`)
          return unlinkAllOf()
        },
      },
      tenantById: (id) => (id === tenant.id ? tenant : undefined),
      readAccountState: (_tenant, accountId) => {
        asked.push(accountId)
        return read()
      },
      clock,
      log: testLog().log,
    })
  const hint = (given: Partial<Delivery> = {}, accountId = 'account-alice') =>
    store.accept(
      {
        tenantId: tenant.id,
        identifier: undefined,
        tokenDigest: 'token',
        bodyDigest: 'body',
        receivedAt: clock.now(),
        ...given,
      },
      accountId,
    )
  const hintsAbout = async (accounts: readonly string[]) => {
    for (const [at, accountId] of accounts.entries()) {
      await hint({ identifier: `delivery-${String(at)}` }, accountId)
    }
  }
  const manyAccounts = (count: number) =>
    Array.from({ length: count }, (_, at) => `account-${String(at)}`)
  const open = () => store.due(clock.now() + 1e9, 1000)

  for (const state of ['closed', 'inactive'] as const) {
    it(`takes tokens and links from an account that the product calls ${state}`, async () => {
      read = async () => state
      await hint()
      await reviewer().run()
      expect(revoked).to.deep.equal([`${tenant.id} account-alice`])
      expect(unlinked).to.deep.equal([`${tenant.id} account-alice by product`])
    })
  }

  it('does nothing when the product still calls the account active: a webhook is only a hint', async () => {
    read = async () => 'active'
    await hint()
    await reviewer().run()
    expect([...revoked, ...unlinked]).to.deep.equal([])
    expect(await store.due(clock.now() + 1e9, 10)).to.deep.equal([])
  })

  it('keeps the hint until links are gone as well: a fault in between leaves neither behind', async () => {
    unlinkAllOf = () => Promise.reject(new Error('disk is full'))
    await hint()
    await reviewer().run()
    expect(await open(), 'still to be done').to.have.length(1)
    unlinkAllOf = async () => 1
    clock.move(5_000)
    await reviewer().run()
    expect(unlinked).to.have.length(2)
    expect(await open()).to.deep.equal([])
  })

  it('comes back later when the product cannot be asked, also after a restart', async () => {
    read = () => Promise.reject(new Refusal('upstream/unreachable'))
    await hint()
    await reviewer().run()
    expect(revoked).to.deep.equal([])
    read = async () => 'closed'
    await reviewer().run()
    expect(revoked, 'not before its time').to.deep.equal([])
    clock.move(5_000)
    await reviewer().run()
    expect(revoked).to.have.length(1)
  })

  it('waits for an installation that is disabled, and drops what belongs to none', async () => {
    tenant = aTenant({ status: 'disabled' })
    await hint()
    await hint({ tenantId: 'nobody', bodyDigest: 'other' })
    await reviewer().run()
    expect((await open()).map((review) => review.tenantId)).to.deep.equal([tenant.id])
    expect(revoked).to.deep.equal([])
  })

  it('one run works through everything that is due, however much it is', async () => {
    await hintsAbout(manyAccounts(120))
    await reviewer().run()
    expect(new Set(revoked).size).to.equal(120)
    expect(await open()).to.deep.equal([])
  })

  it('one run asks once for each account and then ends, also when all have to wait', async () => {
    read = () => Promise.reject(new Refusal('upstream/timeout'))
    await hintsAbout(manyAccounts(60))
    await reviewer().run()
    expect(asked).to.have.length(60)
    expect((await open()).map(({ attempts }) => attempts)).to.deep.equal(Array(60).fill(1))
  })

  it('many hints about one account cost one question, whether it is answered or not', async () => {
    await hintsAbout(Array<string>(40).fill('account-alice'))
    read = () => Promise.reject(new Refusal('upstream/unreachable'))
    await reviewer().run()
    expect(asked).to.have.length(1)
    expect(await open(), 'every hint stays').to.have.length(40)
    read = async () => 'closed'
    clock.move(5_000)
    await reviewer().run()
    expect(asked).to.have.length(2)
    expect(revoked).to.have.length(1)
    expect(await open()).to.deep.equal([])
  })

  it('a stop waits for the one review under way, begins none of the others and loses none', async () => {
    await hintsAbout(manyAccounts(7))
    let timeOut = (): void => undefined
    const begun = new Promise<void>((resolve) => {
      read = () => {
        resolve()
        return new Promise((_resolve, reject) => {
          timeOut = () => reject(new Refusal('upstream/timeout'))
        })
      }
    })
    const one = reviewer()
    const run = one.run()
    await begun
    let ended = false
    const stopped = one.stop().then(() => (ended = true))
    await store.due(clock.now(), 1)
    expect(ended, 'while the product hangs').to.equal(false)
    timeOut()
    await stopped
    await run
    await one.run()
    expect(asked).to.have.length(1)
    expect(await open()).to.have.length(7)
  })
})
