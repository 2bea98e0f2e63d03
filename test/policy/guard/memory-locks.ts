import type { AuditEvent } from '../../../src/audit/audit-event.ts'
import type { CallerLock } from '../../../src/policy/guard/caller-lock.ts'
import type { LockStore } from '../../../src/policy/guard/lock-store.ts'

/** Locks in a map, with the events that came with each change. */
export function memoryLocks(events: AuditEvent[] = []): LockStore {
  const locks = new Map<string, CallerLock>()
  const keyOf = (tenantId: string, caller: string) => `${tenantId} ${caller}`
  return {
    find: async (tenantId, caller) => locks.get(keyOf(tenantId, caller)),
    open: async (tenantId, { ownerAccountId, limit }) =>
      [...locks.values()]
        .filter((lock) => lock.tenantId === tenantId && lock.unlockedAt === undefined)
        .filter((lock) => ownerAccountId === undefined || lock.ownerAccountId === ownerAccountId)
        .reverse()
        .slice(0, limit),
    async lock(lock, after, event) {
      const key = keyOf(lock.tenantId, lock.caller)
      const there = locks.get(key)
      if (there !== undefined && (there.unlockedAt === undefined || there.id !== after))
        return there
      locks.set(key, lock)
      events.push(event)
      return lock
    },
    async unlock(tenantId, lockId, { at, ownerAccountId }, eventOf) {
      const found = [...locks.values()].find(
        (lock) =>
          lock.id === lockId &&
          lock.tenantId === tenantId &&
          (ownerAccountId === undefined || lock.ownerAccountId === ownerAccountId),
      )
      if (found?.unlockedAt !== undefined || found === undefined) return found
      const unlocked = { ...found, unlockedAt: at }
      locks.set(keyOf(tenantId, found.caller), unlocked)
      events.push(eventOf(unlocked))
      return unlocked
    },
  }
}
