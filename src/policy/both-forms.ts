import type { RecordedEvent } from '../audit/audit-event.ts'
import type { AuditReader, EventFilter } from '../audit/audit-reader.ts'
import { looksHashed, type SubjectWriter } from '../audit/subject-writer.ts'
import { withSubject } from './caller-name.ts'

/**
 * Finds events of a subject from before and after subjects came to be hashed, whichever of them the filter has: an
 * administrator types a name, and so do lists that are made of locks and links.
 */
export function findingBothForms(reader: AuditReader, hashed: SubjectWriter): AuditReader {
  return {
    ...reader,
    async search(tenantId, filter, page) {
      const other = otherForm(filter, (subject) => hashed(tenantId, subject))
      if (other === undefined) return reader.search(tenantId, filter, page)
      // One after the other: long reads of a tenant wait for each other anyway.
      const found = await reader.search(tenantId, filter, page)
      const more = await reader.search(tenantId, other, page)
      return [...found, ...more].sort(newestFirst).slice(0, page.limit)
    },
  }
}

/** The filter with its subjects hashed; undefined where it has none, or has them so already. */
function otherForm(
  filter: EventFilter,
  hashed: (subject: string) => string,
): EventFilter | undefined {
  const { subject, caller } = filter
  const write = (text: string) => (looksHashed(text) ? text : hashed(text))
  const other = {
    ...filter,
    ...(subject === undefined ? {} : { subject: write(subject) }),
    ...(caller === undefined ? {} : { caller: withSubject(caller, write) }),
  }
  return other.subject === subject && other.caller === caller ? undefined : other
}

// As the reader has them: of one millisecond by their ids, which are ASCII.
function newestFirst(one: RecordedEvent, other: RecordedEvent): number {
  if (one.at !== other.at) return other.at - one.at
  return one.id < other.id ? 1 : -1
}
