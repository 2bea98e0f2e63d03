import { inClear, type SubjectWriter } from '../audit/subject-writer.ts'
import type { Principal } from '../identity/principal.ts'

type Credential = Principal['credential']

/** A credential as the record has it; the very same where it names nobody, or subjects stay as they are. */
export type RecordedCredential = (tenantId: string, credential: Credential) => Credential

/** Limits and locks go by the credential itself: only what is written down goes by this one. */
export function createRecordedCredential(write: SubjectWriter): RecordedCredential {
  if (write === inClear) return (_tenantId, credential) => credential
  // A remembered token brings the very same credential with each call, and tenants may share one.
  const known = new WeakMap<Credential, { readonly tenantId: string; readonly made: Credential }>()
  return (tenantId, credential) => {
    const { subject } = credential
    if (subject === undefined) return credential
    const held = known.get(credential)
    if (held?.tenantId === tenantId) return held.made
    const made = { ...credential, subject: write(tenantId, subject) }
    known.set(credential, { tenantId, made })
    return made
  }
}

/**
 * Why a call was refused, with the subject as the record has it. Details quote subjects as JSON; a bare one is not
 * looked for, since a short one is a part of other words.
 */
export function recordedDetail(
  detail: string | undefined,
  credential: Credential | undefined,
  recorded: Credential | undefined,
): string | undefined {
  const { subject } = credential ?? {}
  if (credential === recorded || subject === undefined) return detail
  return detail?.replaceAll(JSON.stringify(subject), () => JSON.stringify(recorded?.subject))
}
