import type { RecordedEvent } from './audit-event.ts'
import type { AuditReader, EventFilter, EventPlace } from './audit-reader.ts'

// A page is read and written at one go, which calls wait for; a small one is a few milliseconds.
const PAGE = 250

/**
 * All events of a filter, newest first, a page at a time and each by a short read of its own: whoever takes
 * them slowly holds up nobody, and no more than a page is in memory. What is recorded meanwhile is not among them.
 * @throws Refusal `gatehouse/busy` when too many reads of the tenant wait
 */
export async function* eventPages(
  reader: Pick<AuditReader, 'search'>,
  tenantId: string,
  filter: EventFilter,
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  let before: EventPlace | undefined
  for (;;) {
    const page = await reader.search(tenantId, filter, { limit: PAGE, before })
    if (page.length > 0) yield page
    if (page.length < PAGE) return
    before = page.at(-1)
  }
}
