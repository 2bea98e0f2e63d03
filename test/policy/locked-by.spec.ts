import { expect } from 'chai'
import { hashedBy, inClear } from '../../src/audit/subject-writer.ts'
import { Secret } from '../../src/lib/secret.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { lockNameOf } from '../../src/policy/guard/caller-lock.ts'
import { createLockBook } from '../../src/policy/guard/lock-book.ts'
import { lockedBy } from '../../src/policy/explain/locked-by.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { memoryLocks } from './guard/memory-locks.ts'
import { aSituation } from './situation-things.ts'

describe('whether a caller of the record is locked', () => {
  it('is known as well where its subject was recorded as a hash, and of nobody else', async () => {
    const hashed = hashedBy(new Secret('a key of tests'))
    const of = (subject: string) =>
      aSituation({
        principal: {
          tenantId: 'jira-tenant',
          actsAs: { kind: 'app' },
          access: 'write',
          credential: { kind: 'provider-token', id: 'p#1', provider: 'p', subject },
          ownerAccountId: undefined,
        },
      })
    const store = memoryLocks()
    const ids = systemIds
    const book = createLockBook({ store, clock: stoppedClock(), ids, recordedSubject: inClear })
    const { principal } = of('ci')
    const { credential, ownerAccountId, tenantId } = principal
    const lock = { tenantId, caller: lockNameOf(of('ci')), credential, ownerAccountId, perHour: 1 }
    await book.lock(lock, undefined, { requestId: 'r', method: 'DELETE', path: '/' })
    const isLocked = lockedBy(book, hashed)
    expect(await isLocked(of('ci'))).to.equal(true)
    expect(await isLocked(of(hashed(tenantId, 'ci')))).to.equal(true)
    expect(await isLocked(of(hashed(tenantId, 'other')))).to.equal(false)
    expect(await isLocked(of('other'))).to.equal(false)
  })
})
