import { expect } from 'chai'
import { createAccountReviewTable } from '../../src/db/account-review-table.ts'
import type { AccountReviewStore, Delivery } from '../../src/identity/account-review-store.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'

describe('the store of account reviews', () => {
  let temporary: TemporaryDatabase
  let store: AccountReviewStore
  beforeEach(async () => {
    temporary = await temporaryDatabase()
    store = createAccountReviewTable(temporary.database, systemIds)
  })
  afterEach(() => temporary.clear())

  const delivery = (given: Partial<Delivery> = {}): Delivery => ({
    tenantId: 'tenant',
    identifier: 'delivery-1',
    tokenDigest: 'token',
    bodyDigest: 'body',
    receivedAt: 1_000,
    ...given,
  })
  const open = async () => (await store.due(1e15, 100)).length

  it('stores the work of a delivery once, however often it arrives', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => store.accept(delivery(), 'account')),
    )
    expect(answers.filter((each) => each === 'stored')).to.have.length(1)
    expect(answers.filter((each) => each === 'repeat')).to.have.length(9)
    expect(await open()).to.equal(1)
  })

  it('tells a delivery that comes back with another body, and stores nothing of it', async () => {
    await store.accept(delivery(), 'account')
    expect(await store.accept(delivery({ bodyDigest: 'other' }), 'victim')).to.equal('conflict')
    expect(await open()).to.equal(1)
  })

  it('keeps tenants apart', async () => {
    await store.accept(delivery(), 'account')
    expect(await store.accept(delivery({ tenantId: 'other' }), 'account')).to.equal('stored')
  })

  it('without an identifier, the same token and body are a repeat; another body is another event', async () => {
    const anonymous = { identifier: undefined }
    expect(await store.accept(delivery(anonymous), 'account')).to.equal('stored')
    expect(await store.accept(delivery(anonymous), 'account')).to.equal('repeat')
    const second = delivery({ ...anonymous, bodyDigest: 'two events within one second' })
    expect(await store.accept(second, 'account-2')).to.equal('stored')
  })

  it('shows what is due, oldest first, and lets it be finished or postponed', async () => {
    await store.accept(delivery({ identifier: 'b', receivedAt: 2_000 }), 'late')
    await store.accept(delivery({ identifier: 'a', receivedAt: 1_000 }), 'early')
    expect((await store.due(1_500, 10)).map((each) => each.accountId)).to.deep.equal(['early'])
    const [early, late] = await store.due(2_000, 10)
    await store.finish(early?.id ?? '')
    await store.postpone(late?.id ?? '', 9_000)
    expect(await store.due(8_999, 10)).to.deep.equal([])
    const [again] = await store.due(9_000, 10)
    expect(again).to.deep.include({ accountId: 'late', attempts: 1 })
  })

  it('forgets old deliveries but never the work', async () => {
    await store.accept(delivery(), 'account')
    await store.forgetBefore(1_001)
    expect(await store.accept(delivery(), 'account')).to.equal('stored')
    expect(await open()).to.equal(2)
  })
})
