import { expect } from 'chai'
import type { AuditEvent } from '../../../src/audit/audit-event.ts'
import { inClear } from '../../../src/audit/subject-writer.ts'
import { createMemoryPoints } from '../../../src/db/memory-points.ts'
import type { Principal } from '../../../src/identity/principal.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { createGuard, type Guard } from '../../../src/policy/guard/guard.ts'
import { createLockBook, type LockBook } from '../../../src/policy/guard/lock-book.ts'
import type { LockStore } from '../../../src/policy/guard/lock-store.ts'
import type { DestructiveLimit } from '../../../src/policy/limit-rule.ts'
import type { PointStore } from '../../../src/policy/point-store.ts'
import { DEFAULT_POLICY } from '../../../src/policy/policy-document.ts'
import type { Situation } from '../../../src/policy/situation.ts'
import { compilePolicy } from '../../../src/policy/snapshot.ts'
import { stoppedClock, type MovableClock } from '../../support/movable-clock.ts'
import { testLog } from '../../support/sinks.ts'
import { aCall } from '../../support/things.ts'
import { memoryLocks } from './memory-locks.ts'

const TENANT = 'jira-tenant'

function rules(destructive: DestructiveLimit | undefined) {
  const { document } = DEFAULT_POLICY
  const limits = { ...document.limits, destructive }
  return compilePolicy({ version: 1, document: { ...document, limits } }, 'jira')
}

function aPrincipal(given: Partial<Principal> = {}): Principal {
  return {
    tenantId: TENANT,
    actsAs: { kind: 'user', accountId: 'alice' },
    access: 'write',
    credential: { kind: 'api-token', id: 'token-1' },
    ownerAccountId: 'alice',
    ...given,
  }
}

function situation(method: string, path: string, principal = aPrincipal()): Situation {
  const call = aCall({ method, path })
  return { principal, call, address: '192.0.2.1', groups: new Set(), ownerIsAdmin: false, now: 0 }
}

const deleting = (principal?: Principal) =>
  situation('DELETE', '/rest/api/3/issue/SHOP-1', principal)

async function codeOf(work: unknown): Promise<string> {
  try {
    await work
    return 'passes'
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code
    throw thrown
  }
}

describe('the guard against destructive calls', () => {
  let clock: MovableClock
  let events: AuditEvent[]
  let store: LockStore
  let book: LockBook
  let guard: Guard
  const THREE = rules({ perHour: 3, state: 'on' })

  const guardOver = (points: PointStore, over = book) =>
    createGuard({ book: over, points, log: testLog().log })
  const bookOver = (over: LockStore) =>
    createLockBook({ store: over, clock, ids: systemIds, recordedSubject: inClear })
  beforeEach(() => {
    clock = stoppedClock()
    events = []
    store = memoryLocks(events)
    book = bookOver(store)
    guard = guardOver(createMemoryPoints())
  })

  const passes = async (count: number, of = deleting(), under = THREE) => {
    const codes: string[] = []
    for (let at = 0; at < count; at += 1) codes.push(await codeOf(guard.take(under, of)))
    return codes
  }
  const onlyLock = async () => {
    const [lock, ...more] = await book.open(TENANT, { limit: 10 })
    if (lock === undefined || more.length > 0) throw new Error('not one lock')
    return lock
  }

  it('lets as many pass as the rules say, and locks the caller by the next one', async () => {
    expect(await passes(5)).to.deep.equal([
      ...Array<string>(3).fill('passes'),
      'guard/locked',
      'guard/locked',
    ])
  })

  it('never lets more pass than the rules say, also of fifty at once, and locks once', async () => {
    const codes = await Promise.all(
      Array.from({ length: 50 }, () => codeOf(guard.take(THREE, deleting()))),
    )
    expect(codes.filter((code) => code === 'passes')).to.have.length(3)
    expect(codes.filter((code) => code === 'guard/locked')).to.have.length(47)
    expect(events.map(({ kind }) => kind)).to.deep.equal(['guard.tripped'])
  })

  it('asks for the last lock anew when it is told that another process has changed it', async () => {
    const other = bookOver(store)
    await passes(4)
    const { id, caller } = await onlyLock()
    expect((await other.last(TENANT, caller))?.unlockedAt).to.equal(undefined)
    await book.unlock(TENANT, id, { actor: 'an-admin', requestId: 'a-request' })
    other.forget(TENANT, caller)
    expect((await other.last(TENANT, caller))?.unlockedAt).to.equal(clock.now())
  })

  it('does not take its own lock for the last word when another process has lifted it meanwhile', async () => {
    const told = bookOver({
      ...store,
      async lock(lock, after, event) {
        const own = await store.lock(lock, after, event)
        await book.unlock(TENANT, own.id, { actor: 'an-admin', requestId: 'a-request' })
        told.forget(TENANT, own.caller)
        return own
      },
    })
    const points = createMemoryPoints()
    for (let at = 0; at < 4; at += 1) await codeOf(guardOver(points, told).take(THREE, deleting()))
    expect(await codeOf(guardOver(points, told).take(THREE, deleting()))).to.equal('passes')
  })

  it('stops nothing of a locked caller but what destroys', async () => {
    await passes(4)
    const reading = situation('GET', '/rest/api/3/issue/SHOP-1')
    const writing = situation('PUT', '/rest/api/3/issue/SHOP-1')
    expect(await passes(20, reading)).to.deep.equal(Array(20).fill('passes'))
    expect(await passes(20, writing)).to.deep.equal(Array(20).fill('passes'))
    expect(await passes(1)).to.deep.equal(['guard/locked'])
  })

  it('counts bulk edits like deletions, in whatever spelling', async () => {
    for (const path of ['/rest/api/3/bulk/issues/delete', '/rest/api/3/%42ulk/issues/fields']) {
      const [last] = (await passes(4, situation('POST', path))).slice(-1)
      expect(last, path).to.equal('guard/locked')
      await book.unlock(TENANT, (await onlyLock()).id, { actor: 'ada', requestId: 'r' })
    }
  })

  it('stays locked when the hour is over, until a person unlocks it', async () => {
    await passes(4)
    clock.move(30 * 24 * 3_600_000)
    expect(await passes(1)).to.deep.equal(['guard/locked'])
  })

  it('counts anew after it was unlocked', async () => {
    await passes(4)
    await book.unlock(TENANT, (await onlyLock()).id, { actor: 'ada', requestId: 'r' })
    expect(await passes(4)).to.deep.equal(['passes', 'passes', 'passes', 'guard/locked'])
  })

  it('does not lock again for a call that was under way when somebody unlocked', async () => {
    const { principal } = deleting()
    await passes(4)
    const { id, caller, credential, perHour, ownerAccountId } = await onlyLock()
    await book.unlock(TENANT, id, { actor: 'ada', requestId: 'r' })
    const made = { tenantId: TENANT, caller, credential, perHour, ownerAccountId }
    await book.lock(made, undefined, aCall())
    expect(await book.open(TENANT, { limit: 10 })).to.deep.equal([])
    expect(principal.credential.id).to.equal(credential.id)
  })

  it('gives back what something else kept from being made', async () => {
    for (let at = 0; at < 10; at += 1) await (await guard.take(THREE, deleting())).giveBack?.()
    expect(await passes(3)).to.deep.equal(['passes', 'passes', 'passes'])
  })

  it('counts each caller alone, and a token that is got anew with the one before', async () => {
    const company = (jti: string, subject: string) =>
      deleting(
        aPrincipal({
          ownerAccountId: undefined,
          credential: { kind: 'provider-token', id: jti, provider: 'company', subject },
        }),
      )
    for (const jti of ['a', 'b', 'c']) await guard.take(THREE, company(jti, 'ci'))
    expect(await passes(1, company('d', 'ci'))).to.deep.equal(['guard/locked'])
    expect(await passes(1, company('e', 'another'))).to.deep.equal(['passes'])
    expect(await passes(1)).to.deep.equal(['passes'])
  })

  it('counts each person alone who calls with the token of a page', async () => {
    const onPage = (subject: string) => {
      const credential = { kind: 'context-token', id: 'context-token', subject } as const
      const actsAs = { kind: 'user', accountId: subject } as const
      return deleting(aPrincipal({ actsAs, credential, ownerAccountId: subject }))
    }
    expect((await passes(4, onPage('mallory'))).at(-1)).to.equal('guard/locked')
    expect(await passes(1, onPage('alice'))).to.deep.equal(['passes'])
    expect(await onlyLock()).to.include({ ownerAccountId: 'mallory' })
  })

  it('knows whose lock it is: the owner of a token, or the account of a provider’s caller', async () => {
    await passes(4)
    expect(await onlyLock()).to.include({ ownerAccountId: 'alice', perHour: 3 })
    const credential = { kind: 'provider-token', id: 'x', provider: 'p', subject: 's' } as const
    const asBob = aPrincipal({
      ownerAccountId: undefined,
      actsAs: { kind: 'user', accountId: 'bob' },
      credential,
    })
    await passes(4, deleting(asBob))
    const [bobs] = await book.open(TENANT, { ownerAccountId: 'bob', limit: 10 })
    expect(bobs?.credential).to.include({ kind: 'provider-token', subject: 's' })
  })

  it('tells apart callers whose names are too long to be kept', async () => {
    const named = (subject: string) => {
      const credential = { kind: 'provider-token', id: 'x', provider: 'p', subject } as const
      return deleting(aPrincipal({ credential }))
    }
    const long = 'x'.repeat(600)
    await passes(4, named(`${long}1`))
    expect(await passes(1, named(`${long}2`))).to.deep.equal(['passes'])
    expect(await passes(1, named(`${long}1`))).to.deep.equal(['guard/locked'])
  })

  it('in shadow only says what it would have done, and off nothing', async () => {
    const shade = rules({ perHour: 1, state: 'shadow' })
    expect((await guard.take(shade, deleting())).shadows).to.deep.equal([])
    const { shadows } = await guard.take(shade, deleting())
    expect(shadows).to.deep.equal(['would-lock:destructive'])
    expect(events).to.deep.equal([])
    for (const under of [rules({ perHour: 1, state: 'off' }), rules(undefined)]) {
      expect(await passes(5, deleting(), under)).to.deep.equal(Array(5).fill('passes'))
    }
  })

  it('records who was locked and by which call, and who unlocked, without any secret', async () => {
    await passes(4)
    const lock = await onlyLock()
    await book.unlock(TENANT, lock.id, {
      actor: 'alice',
      requestId: 'r-2',
      ownerAccountId: 'alice',
    })
    const [tripped, unlocked] = events
    expect(tripped).to.deep.include({
      tenantId: TENANT,
      kind: 'guard.tripped',
      actor: 'gatehouse',
      subject: lock.id,
      facts: {
        credentialKind: 'api-token',
        credentialId: 'token-1',
        owner: 'alice',
        perHour: 3,
        method: 'DELETE',
        path: '/rest/api/3/issue/SHOP-1',
      },
    })
    expect(unlocked).to.include({ kind: 'guard.unlocked', actor: 'alice', requestId: 'r-2' })
    expect(unlocked).to.have.nested.property('facts.by', 'owner')
  })

  it('of another owner or tenant is not found, and stays locked', async () => {
    await passes(4)
    const { id } = await onlyLock()
    const by = { actor: 'bob', requestId: 'r' }
    expect(await codeOf(book.unlock(TENANT, id, { ...by, ownerAccountId: 'bob' }))).to.equal(
      'request/not-found',
    )
    expect(await codeOf(book.unlock('another', id, by))).to.equal('request/not-found')
    expect(await passes(1)).to.deep.equal(['guard/locked'])
  })

  it('sees within five seconds what another process locked or unlocked', async () => {
    const other = guardOver(createMemoryPoints(), bookOver(store))
    expect(await passes(1)).to.deep.equal(['passes'])
    for (let at = 0; at < 4; at += 1) await codeOf(other.take(THREE, deleting()))
    clock.move(5_000)
    expect(await passes(1)).to.deep.equal(['guard/locked'])
    await bookOver(store).unlock(TENANT, (await onlyLock()).id, { actor: 'ada', requestId: 'r' })
    clock.move(5_000)
    expect(await passes(1)).to.deep.equal(['passes'])
  })

  it('refuses what destroys, and nothing else, while it cannot be counted', async () => {
    const away = () => Promise.reject(new Error('the store is away'))
    guard = guardOver({ take: away, look: away, giveBack: away })
    expect(await passes(1)).to.deep.equal(['limit/unavailable'])
    expect(await passes(1, situation('POST', '/rest/api/3/issue'))).to.deep.equal(['passes'])
    guard = guardOver(createMemoryPoints(), bookOver({ ...store, find: away }))
    expect(await passes(1)).to.deep.equal(['limit/unavailable'])
    guard = guardOver(createMemoryPoints(), bookOver({ ...store, lock: away }))
    expect((await passes(4)).at(-1)).to.equal('limit/unavailable')
  })
})
