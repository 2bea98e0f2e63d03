import type { CallerLock } from '../policy/guard/caller-lock.ts'
import type { Locks } from '../policy/guard/lock-book.ts'
import { listOf, record, TEXT } from './forms.ts'
import type { Operation } from './operation.ts'

export interface GuardOperationDeps {
  readonly locks: Locks
}

const LOCKS_MAX = 500

const CREDENTIAL = record({ kind: TEXT, id: TEXT }, { subject: TEXT })
const LOCK = record(
  {
    id: TEXT,
    caller: TEXT,
    credential: CREDENTIAL,
    perHour: { type: 'integer' },
    lockedAt: TEXT,
  },
  { ownerAccountId: TEXT, unlockedAt: TEXT },
)

/** Callers that were stopped from deleting, and the way back for them. */
export function guardOperations({ locks }: GuardOperationDeps): readonly Operation[] {
  return [
    {
      method: 'get',
      path: '/locks',
      name: 'listLocks',
      says: `Callers that are locked since they deleted too much, newest first, at most ${String(LOCKS_MAX)}.`,
      answer: { status: 200, says: 'The locks.', form: record({ locks: listOf(LOCK) }) },
      refuses: [],
      handle: async ({ person }) => {
        const open = await locks.open(person.tenant.id, { limit: LOCKS_MAX })
        return { status: 200, body: { locks: open.map(shown) } }
      },
    },
    {
      method: 'post',
      path: '/locks/{id}/unlock',
      name: 'unlockCaller',
      says:
        'Lifts a lock, in effect from the next call on; what the caller deletes is counted anew. One that ' +
        'is lifted already stays so.',
      inPath: [{ name: 'id', says: 'Of the lock.' }],
      answer: { status: 200, says: 'The lock as it is now.', form: LOCK },
      refuses: ['gatehouse/busy'],
      handle: async ({ person, requestId, inPath }) => {
        const by = { actor: person.accountId, requestId }
        const lock = await locks.unlock(person.tenant.id, inPath['id'] ?? '', by)
        return { status: 200, body: shown(lock) }
      },
    },
  ]
}

// What is absent is left out of the JSON.
function shown({ id, caller, credential, perHour, ...lock }: CallerLock) {
  const { ownerAccountId, lockedAt, unlockedAt } = lock
  return {
    id,
    caller,
    credential,
    ownerAccountId,
    perHour,
    lockedAt: new Date(lockedAt).toISOString(),
    unlockedAt: unlockedAt === undefined ? undefined : new Date(unlockedAt).toISOString(),
  }
}
