import { isLocked, lockNameOf } from '../guard/caller-lock.ts'
import type { LockBook } from '../guard/lock-book.ts'
import type { Situation } from '../situation.ts'

/** Whether somebody has to unlock the caller before it deletes anything. */
export function lockedBy(book: Pick<LockBook, 'last'>): (situation: Situation) => Promise<boolean> {
  return async (situation) =>
    isLocked(await book.last(situation.principal.tenantId, lockNameOf(situation)))
}
