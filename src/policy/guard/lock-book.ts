import { LRUCache } from 'lru-cache'
import type { ChangeEvent } from '../../audit/audit-event.ts'
import type { SubjectWriter } from '../../audit/subject-writer.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { Refusal } from '../../lib/refusal.ts'
import { createSingleFlight } from '../../lib/single-flight.ts'
import type { CallerLock } from './caller-lock.ts'
import type { LockSelection, LockStore } from './lock-store.ts'

/** Who lifts a lock. */
interface Unlocker {
  readonly actor: string
  readonly requestId: string
  /** When given, only this owner's lock can be lifted. */
  readonly ownerAccountId?: string
}

/** Locks for people: what holds, and how it ends. */
export interface Locks {
  /** Those that hold, newest first. */
  open(tenantId: string, selection: LockSelection): Promise<readonly CallerLock[]>
  /**
   * In effect from the caller's next call on; what the caller may destroy is counted anew. Lifting what is lifted already is fine.
   * @throws Refusal `request/not-found` for a lock of another tenant or owner; `gatehouse/busy`
   */
  unlock(tenantId: string, lockId: string, by: Unlocker): Promise<CallerLock>
}

/** Locks for the guard. */
export interface LockBook extends Locks {
  /** The caller's last lock, as it was at most five seconds ago. */
  last(tenantId: string, caller: string): Promise<CallerLock | undefined>
  /** @returns the caller's last lock as it is afterwards, see `LockStore.lock` */
  lock(
    lock: Omit<CallerLock, 'id' | 'lockedAt' | 'unlockedAt'>,
    after: string | undefined,
    call: { readonly requestId: string; readonly method: string; readonly path: string },
  ): Promise<CallerLock>
  /** Another process has changed it, or may have changed all of them: the next call asks the store. */
  forget(tenantId: string, caller: string): void
  forgetAll(): void
}

interface Held {
  readonly lock: CallerLock | undefined
  /** When it was certainly so, in milliseconds since the epoch. */
  readonly asOf: number
}

// Changes in this process, and in its neighbours, are known at once; the time limit covers any other.
const FRESH_MS = 5_000
const CALLERS_MAX = 10_000
const PATH_LENGTH_MAX = 500

export function createLockBook(deps: {
  readonly store: LockStore
  readonly clock: Clock
  readonly ids: Pick<Ids, 'next'>
  /** For events alone: locks themselves are found by the name as it is. */
  readonly recordedSubject: SubjectWriter
}): LockBook {
  const { store, clock, ids, recordedSubject } = deps
  const held = new LRUCache<string, Held>({ max: CALLERS_MAX })
  const reading = createSingleFlight<CallerLock | undefined>()
  const locking = createSingleFlight<CallerLock>()
  let changes = 0
  let forgotten = 0

  const keyOf = (tenantId: string, caller: string) => `${tenantId} ${caller}`
  const changing = async <T extends CallerLock | undefined>(write: Promise<T>): Promise<T> => {
    const forgottenBefore = forgotten
    const lock = await write
    if (lock === undefined) return lock
    changes += 1
    const key = keyOf(lock.tenantId, lock.caller)
    // Another process has made a change meanwhile, and it may be the later one.
    if (forgotten === forgottenBefore) held.set(key, { lock, asOf: clock.now() })
    else held.delete(key)
    return lock
  }

  async function fetch(tenantId: string, caller: string): Promise<CallerLock | undefined> {
    const changesBefore = changes
    const asOf = clock.now()
    const lock = await store.find(tenantId, caller)
    // What was read may be older than a change that has ended meanwhile.
    if (changes !== changesBefore) return await book.last(tenantId, caller)
    held.set(keyOf(tenantId, caller), { lock, asOf })
    return lock
  }

  const eventOf = (
    kind: Extract<ChangeEvent['kind'], `guard.${string}`>,
    lock: CallerLock,
    by: { readonly actor: string; readonly requestId: string },
    facts: ChangeEvent['facts'],
  ): ChangeEvent => ({
    id: ids.next(),
    tenantId: lock.tenantId,
    at: clock.now(),
    requestId: by.requestId,
    kind,
    actor: by.actor,
    subject: lock.id,
    facts: { ...factsOf(lock, recordedSubject), ...facts },
  })

  const book: LockBook = {
    async last(tenantId, caller) {
      const key = keyOf(tenantId, caller)
      const known = held.get(key)
      if (known !== undefined && clock.now() - known.asOf < FRESH_MS) return known.lock
      return await reading(`${key} ${String(changes)}`, () => fetch(tenantId, caller))
    },
    // Many calls may find at once that the hour is spent: one of them locks.
    lock: (made, after, { requestId, method, path }) =>
      locking(keyOf(made.tenantId, made.caller), async () => {
        const lock = { ...made, id: ids.next(), lockedAt: clock.now(), unlockedAt: undefined }
        const facts = { method, path: path.slice(0, PATH_LENGTH_MAX) }
        const event = eventOf('guard.tripped', lock, { actor: 'gatehouse', requestId }, facts)
        return await changing(store.lock(lock, after, event))
      }),
    open: (tenantId, selection) => store.open(tenantId, selection),
    async unlock(tenantId, lockId, { actor, requestId, ownerAccountId }) {
      const by = { actor, at: clock.now(), ownerAccountId }
      const facts = { by: ownerAccountId === undefined ? 'administrator' : 'owner' }
      const lock = await changing(
        store.unlock(tenantId, lockId, by, (found) =>
          eventOf('guard.unlocked', found, { actor, requestId }, facts),
        ),
      )
      if (lock === undefined) throw new Refusal('request/not-found', { detail: 'no such lock' })
      return lock
    },
    forget(tenantId, caller) {
      forgotten += 1
      changes += 1
      held.delete(keyOf(tenantId, caller))
    },
    forgetAll() {
      forgotten += 1
      changes += 1
      held.clear()
    },
  }
  return book
}

function factsOf(
  { tenantId, credential, ownerAccountId, perHour }: CallerLock,
  recordedSubject: SubjectWriter,
): ChangeEvent['facts'] {
  const { kind, id, subject } = credential
  return {
    credentialKind: kind,
    credentialId: id,
    ...(subject === undefined
      ? {}
      : { credentialSubject: recordedSubject(tenantId, subject).slice(0, 255) }),
    ...(ownerAccountId === undefined ? {} : { owner: ownerAccountId }),
    perHour,
  }
}
