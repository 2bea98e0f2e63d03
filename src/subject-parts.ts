import type { AuditReader } from './audit/audit-reader.ts'
import { hashedBy, inClear, type SubjectWriter } from './audit/subject-writer.ts'
import type { Settings } from './config/settings.ts'
import type { Database } from './db/database.ts'
import { ownKey, ownKeyIfMade } from './db/sealed-keys.ts'
import type { Ids } from './lib/ids.ts'
import type { Sealer } from './lib/sealer.ts'
import { findingBothForms } from './policy/both-forms.ts'
import { createRecordedCredential } from './policy/recorded-credential.ts'

/** Name of the key by which subjects are hashed; with another one nobody would be found by name any more. */
const SUBJECT_KEY = 'audit-subject'

/**
 * A part of the composition root: how the record has whom credentials name. Where subjects were hashed once and
 * are not any more, those events are still found by name.
 */
export async function createSubjectParts(deps: {
  readonly settings: Pick<Settings, 'auditSubjects'>
  readonly database: Database
  readonly sealer: Sealer
  readonly ids: Ids
  readonly reader: AuditReader
}) {
  const { settings, database, sealer, ids, reader } = deps
  const isHashed = settings.auditSubjects === 'hashed'
  const key = isHashed
    ? await ownKey(database, sealer, ids, SUBJECT_KEY)
    : await ownKeyIfMade(database, sealer, SUBJECT_KEY)
  const hashed = key && hashedBy(key)
  const recordedSubject: SubjectWriter = isHashed && hashed !== undefined ? hashed : inClear
  return {
    recordedSubject,
    /** As some of the record have it, whatever is so today. */
    hashedSubject: hashed ?? inClear,
    recordedCredential: createRecordedCredential(recordedSubject),
    reader: hashed === undefined ? reader : findingBothForms(reader, hashed),
  }
}
