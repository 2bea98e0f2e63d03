import { Op } from 'sequelize'
import type { CallerLock } from '../policy/guard/caller-lock.ts'
import type { LockStore } from '../policy/guard/lock-store.ts'
import { appendAll } from './audit-table.ts'
import type { Database } from './database.ts'
import { areSearchable } from './searchable.ts'
import type { CallerLockRow } from './tables.ts'

/** Locks in SQL: one row for each caller that was ever locked, with its last lock. */
export function createGuardTable(database: Database): LockStore {
  return {
    async find(tenantId, caller) {
      const where = { tenant_id: tenantId, caller }
      const row = await database.tables.callerLocks.findOne({ where })
      return row === null ? undefined : lockOf(row.get())
    },
    async open(tenantId, { ownerAccountId, limit }) {
      if (!areSearchable(ownerAccountId ?? '')) return []
      const owner = ownerAccountId === undefined ? {} : { owner_account_id: ownerAccountId }
      const rows = await database.tables.callerLocks.findAll({
        where: { tenant_id: tenantId, unlocked_at: { [Op.is]: null }, ...owner },
        order: [
          ['locked_at', 'DESC'],
          ['id', 'DESC'],
        ],
        limit,
      })
      return rows.map((row) => lockOf(row.get()))
    },
    // A call of a program: it takes no place from what people change.
    lock: (lock, after, event) =>
      database.write(async ({ callerLocks }, sql) => {
        const { tenantId, caller } = lock
        const where = { tenant_id: tenantId, caller }
        const row = await callerLocks.findOne({ where })
        const there = row === null ? undefined : lockOf(row.get())
        if (there !== undefined && (there.unlockedAt === undefined || there.id !== after)) {
          return there
        }
        await callerLocks.destroy({ where })
        await callerLocks.create(rowOf(lock))
        await appendAll(sql, [event])
        return lock
      }),
    async unlock(tenantId, lockId, { actor, at, ownerAccountId }, eventOf) {
      if (!areSearchable(lockId, ownerAccountId ?? '')) return undefined
      return await database.change(tenantId, async ({ callerLocks }, sql) => {
        const owner = ownerAccountId === undefined ? {} : { owner_account_id: ownerAccountId }
        const where = { id: lockId, tenant_id: tenantId, ...owner }
        const row = await callerLocks.findOne({ where })
        if (row === null) return undefined
        const lock = lockOf(row.get())
        if (lock.unlockedAt !== undefined) return lock
        await callerLocks.update({ unlocked_at: at, unlocked_by: actor }, { where })
        const unlocked = { ...lock, unlockedAt: at }
        await appendAll(sql, [eventOf(unlocked)])
        return unlocked
      })
    },
  }
}

const CREDENTIAL_ID_MAX = 255

function rowOf({ credential, ...lock }: CallerLock): CallerLockRow {
  return {
    id: lock.id,
    tenant_id: lock.tenantId,
    caller: lock.caller,
    credential_kind: credential.kind,
    credential_id: credential.id.slice(0, CREDENTIAL_ID_MAX),
    subject: credential.subject?.slice(0, CREDENTIAL_ID_MAX) ?? null,
    owner_account_id: lock.ownerAccountId ?? null,
    per_hour: lock.perHour,
    locked_at: lock.lockedAt,
    unlocked_at: lock.unlockedAt ?? null,
    unlocked_by: null,
  }
}

function lockOf(row: CallerLockRow): CallerLock {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    caller: row.caller,
    credential: {
      // Written by `rowOf` from a credential's kind.
      kind: row.credential_kind as CallerLock['credential']['kind'],
      id: row.credential_id,
      subject: row.subject ?? undefined,
    },
    ownerAccountId: row.owner_account_id ?? undefined,
    perHour: row.per_hour,
    lockedAt: row.locked_at,
    unlockedAt: row.unlocked_at ?? undefined,
  }
}
