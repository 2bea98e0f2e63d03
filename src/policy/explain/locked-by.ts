import { looksHashed, type SubjectWriter } from '../../audit/subject-writer.ts'
import { withSubject } from '../caller-name.ts'
import { isLocked, lockNameOf } from '../guard/caller-lock.ts'
import type { LockBook } from '../guard/lock-book.ts'
import type { Situation } from '../situation.ts'

/** More than a person would let stand; a lock beyond them is not seen for a hashed subject. */
const LOCKS_MAX = 1_000

/**
 * Whether somebody has to unlock the caller before it deletes anything.
 * @param hashed how a call of the record may have its subject, which locks have as it is
 */
export function lockedBy(
  book: Pick<LockBook, 'last' | 'open'>,
  hashed: SubjectWriter,
): (situation: Situation) => Promise<boolean> {
  return async (situation) => {
    const { tenantId, credential } = situation.principal
    const name = lockNameOf(situation)
    if (isLocked(await book.last(tenantId, name))) return true
    if (!looksHashed(credential.subject ?? '')) return false
    const open = await book.open(tenantId, { limit: LOCKS_MAX })
    const write = (subject: string) => hashed(tenantId, subject)
    return open.some(({ caller }) => withSubject(caller, write) === name)
  }
}
