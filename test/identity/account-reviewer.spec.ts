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
  let read: () => Promise<AccountState>

  beforeEach(async () => {
    temporary = await temporaryDatabase()
    store = createAccountReviewTable(temporary.database, systemIds)
    tenant = aTenant()
    revoked = []
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
      tenantById: (id) => (id === tenant.id ? tenant : undefined),
      readAccountState: () => read(),
      clock,
      log: testLog().log,
    })
  const hint = (given: Partial<Delivery> = {}) =>
    store.accept(
      {
        tenantId: tenant.id,
        identifier: undefined,
        tokenDigest: 'token',
        bodyDigest: 'body',
        receivedAt: clock.now(),
        ...given,
      },
      'account-alice',
    )

  for (const state of ['closed', 'inactive'] as const) {
    it(`revokes the tokens of an account that the product calls ${state}`, async () => {
      read = async () => state
      await hint()
      await reviewer().run()
      expect(revoked).to.deep.equal([`${tenant.id} account-alice`])
    })
  }

  it('does nothing when the product still calls the account active: a webhook is only a hint', async () => {
    read = async () => 'active'
    await hint()
    await reviewer().run()
    expect(revoked).to.deep.equal([])
    expect(await store.due(clock.now() + 1e9, 10)).to.deep.equal([])
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
    const open = await store.due(clock.now() + 1e9, 10)
    expect(open.map((review) => review.tenantId)).to.deep.equal([tenant.id])
    expect(revoked).to.deep.equal([])
  })
})
