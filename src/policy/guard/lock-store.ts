import type { AuditEvent } from '../../audit/audit-event.ts'
import type { CallerLock } from './caller-lock.ts'

/** Which of a tenant's locks are wanted. */
export interface LockSelection {
  /** Only those that this account may lift as an owner. */
  readonly ownerAccountId?: string | undefined
  readonly limit: number
}

/** Where locks are kept, the last one of each caller; the tenant comes first, and a foreign lock is not found. */
export interface LockStore {
  /** The caller's last lock, whether it still holds or not. */
  find(tenantId: string, caller: string): Promise<CallerLock | undefined>
  /** Those that hold, newest first. */
  open(tenantId: string, selection: LockSelection): Promise<readonly CallerLock[]>
  /**
   * Locks a caller, with its audit event, as one transaction; unless it is locked already, or `after` is not
   * its last lock any more: what was counted then is over.
   * @param after id of the caller's last lock when the calls were counted
   * @returns the caller's last lock as it is afterwards
   */
  lock(lock: CallerLock, after: string | undefined, event: AuditEvent): Promise<CallerLock>
  /**
   * Lifts a lock, with its audit event, as one transaction. One that is lifted already stays as it is, and
   * nothing is recorded.
   * @param ownerAccountId when given, only this owner's lock can be lifted
   * @returns the lock as it is afterwards; undefined where there is none
   * @throws Refusal `gatehouse/busy`
   */
  unlock(
    tenantId: string,
    lockId: string,
    by: {
      readonly actor: string
      readonly at: number
      readonly ownerAccountId?: string | undefined
    },
    eventOf: (lock: CallerLock) => AuditEvent,
  ): Promise<CallerLock | undefined>
}
