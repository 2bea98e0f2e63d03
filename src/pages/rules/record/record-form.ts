import type { RetentionRules } from '../../../audit/retention-rules.ts'
import type { Parsed } from '../../../lib/fault.ts'
import { parseRetention } from '../../../policy/parse-retention.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { numberOf, present } from '../../providers/form-texts.ts'
import { readAsOf } from '../read-as.ts'
import type { PartSaving } from '../save-part.ts'
import type { SentForm } from '../sent-form.ts'

export const RECORD_FIELDS = ['keepDays', 'keepEvents', 'legalHold'] as const

/** How long the record is kept, as it is typed. */
export interface RecordForm {
  readonly keepDays: string
  readonly keepEvents: string
  readonly legalHold: boolean
}

/** The form as it shows what holds. */
export function recordFormOf({ keepDays, keepEvents, legalHold }: RetentionRules): RecordForm {
  return { keepDays: String(keepDays ?? ''), keepEvents: String(keepEvents ?? ''), legalHold }
}

export function readRecordForm(sent: SentForm): RecordForm {
  return {
    keepDays: sent.text('keepDays'),
    keepEvents: sent.text('keepEvents'),
    legalHold: sent.has('legalHold'),
  }
}

/** What was typed, as rules. */
export function rulesIn(form: RecordForm): Parsed<RetentionRules> {
  const [keepDays, keepEvents] = [numberOf(form.keepDays), numberOf(form.keepEvents)]
  const { legalHold } = form
  return parseRetention(present({ keepDays, keepEvents, legalHold }), { legalHold })
}

/** Puts what was typed into a document, or says why not. */
export function saveRecord(document: PolicyDocument, form: RecordForm, readAs: string): PartSaving {
  if (readAsOf(document.retention) !== readAs) return { kind: 'outdated' }
  const parsed = rulesIn(form)
  if (parsed.kind === 'refused') return { kind: 'refused', faults: parsed.faults }
  return { kind: 'saved', document: { ...document, retention: parsed.value } }
}
