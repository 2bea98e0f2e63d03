import { hashedBy, inClear } from './audit/subject-writer.ts'
import type { Settings } from './config/settings.ts'
import type { Database } from './db/database.ts'
import { ownKey } from './db/sealed-keys.ts'
import type { Ids } from './lib/ids.ts'
import type { Sealer } from './lib/sealer.ts'
import { createRecordedCredential } from './policy/recorded-credential.ts'

/** Name of the key by which subjects are hashed; with another one nobody would be found by name any more. */
const SUBJECT_KEY = 'audit-subject'

/** A part of the composition root: how the record has whom credentials name. */
export async function createSubjectParts(deps: {
  readonly settings: Pick<Settings, 'auditSubjects'>
  readonly database: Database
  readonly sealer: Sealer
  readonly ids: Ids
}) {
  const { settings, database, sealer, ids } = deps
  const isHashed = settings.auditSubjects === 'hashed'
  const recordedSubject = isHashed
    ? hashedBy(await ownKey(database, sealer, ids, SUBJECT_KEY))
    : inClear
  return { recordedSubject, recordedCredential: createRecordedCredential(recordedSubject) }
}
