import { expect } from 'chai'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { createGuardTable } from '../../src/db/guard-table.ts'
import type { CallerLock } from '../../src/policy/guard/caller-lock.ts'
import type { LockStore } from '../../src/policy/guard/lock-store.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aChange } from '../support/things.ts'

const TENANT = 'jira-tenant'

function aLock(given: Partial<CallerLock> = {}): CallerLock {
  return {
    id: 'lock-1',
    tenantId: TENANT,
    caller: 'api-token t1',
    credential: { kind: 'api-token', id: 't1', subject: undefined },
    ownerAccountId: 'alice',
    perHour: 100,
    lockedAt: 1_000,
    unlockedAt: undefined,
    ...given,
  }
}

describe('the table of locks', () => {
  let temporary: TemporaryDatabase
  let store: LockStore
  beforeEach(async () => {
    temporary = await temporaryDatabase()
    store = createGuardTable(temporary.database)
  })
  afterEach(() => temporary.clear())

  const tripped = () => aChange({ kind: 'guard.tripped' })
  const unlocked = () => aChange({ kind: 'guard.unlocked' })
  const kinds = async () => {
    const events = await createAuditTable(temporary.database).recent(TENANT, 100)
    return events.map(({ kind }) => kind)
  }
  const BY = { actor: 'ada', at: 2_000 }

  it('gives back a lock as it was written', async () => {
    const lock = aLock({
      credential: { kind: 'provider-token', id: 'j', subject: 'ci' },
      ownerAccountId: undefined,
    })
    await store.lock(lock, undefined, tripped())
    expect(await store.find(TENANT, lock.caller)).to.deep.equal(lock)
    expect(await store.find('another', lock.caller)).to.equal(undefined)
  })

  it('locks a caller once, with one event, however many ask at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        store.lock(aLock({ id: `lock-${String(at)}` }), undefined, tripped()),
      ),
    )
    expect(new Set(all.map(({ id }) => id)).size).to.equal(1)
    expect(await kinds()).to.deep.equal(['guard.tripped'])
  })

  it('unlocks once, with one event, and lets the caller be locked anew after that', async () => {
    await store.lock(aLock(), undefined, tripped())
    await store.unlock(TENANT, 'lock-1', BY, unlocked)
    const again = await store.unlock(TENANT, 'lock-1', { ...BY, at: 3_000 }, unlocked)
    expect(again?.unlockedAt).to.equal(2_000)
    expect(await kinds()).to.have.length(2)
    const late = await store.lock(aLock({ id: 'late' }), undefined, tripped())
    expect(late.id).to.equal('lock-1')
    const next = await store.lock(aLock({ id: 'lock-2' }), 'lock-1', tripped())
    expect(next.id).to.equal('lock-2')
  })

  it('finds locks of the tenant and owner alone, newest first', async () => {
    await store.lock(aLock(), undefined, tripped())
    const bobs = { caller: 'api-token t2', ownerAccountId: 'bob', lockedAt: 2_000 }
    await store.lock(aLock({ id: 'lock-2', ...bobs }), undefined, tripped())
    await store.lock(aLock({ id: 'lock-3', tenantId: 'another' }), undefined, tripped())
    const idsOf = async (ownerAccountId?: string) =>
      (await store.open(TENANT, { limit: 10, ownerAccountId })).map(({ id }) => id)
    expect(await idsOf()).to.deep.equal(['lock-2', 'lock-1'])
    expect(await idsOf('alice')).to.deep.equal(['lock-1'])
    const foreign = [
      store.unlock('another', 'lock-1', BY, unlocked),
      store.unlock(TENANT, 'lock-1', { ...BY, ownerAccountId: 'bob' }, unlocked),
      store.unlock(TENANT, 'lock\0-1', BY, unlocked),
    ]
    expect(await Promise.all(foreign)).to.deep.equal([undefined, undefined, undefined])
    expect(await idsOf('alice')).to.deep.equal(['lock-1'])
  })

  it('writes no lock whose event cannot be written', async () => {
    const event = tripped()
    await store.lock(aLock(), undefined, event)
    const other = aLock({ id: 'lock-2', caller: 'api-token t2' })
    const thrown = await store.lock(other, undefined, event).catch((cause: unknown) => cause)
    expect(thrown).to.be.instanceOf(Error)
    expect(await store.find(TENANT, other.caller)).to.equal(undefined)
  })
})
