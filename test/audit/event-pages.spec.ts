import { expect } from 'chai'
import { eventPages } from '../../src/audit/event-pages.ts'
import type { RecordedEvent } from '../../src/audit/audit-event.ts'
import { aCallEvent } from '../support/things.ts'
import { memoryAuditReader } from './memory-audit-reader.ts'

describe('pages of events', () => {
  const idsOf = async (log: RecordedEvent[], meanwhile: () => void = () => undefined) => {
    const ids: string[] = []
    for await (const page of eventPages(memoryAuditReader(log), 'jira-tenant', { what: 'calls' })) {
      ids.push(...page.map(({ id }) => id))
      meanwhile()
    }
    return ids
  }
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      // Several in each millisecond, also where a page ends.
      aCallEvent({ id: `event-${String(at).padStart(5, '0')}`, at: 1_000 + Math.floor(at / 7) }),
    )

  it('have each event once and in order, whether or not the last page is full', async () => {
    for (const count of [0, 1, 249, 250, 251, 500, 1_033]) {
      const events = many(count)
      const wanted = events.map(({ id }) => id).reverse()
      expect(await idsOf(events), String(count)).to.deep.equal(wanted)
    }
  })

  it('have nothing of what is recorded while they are read', async () => {
    const log: RecordedEvent[] = many(600)
    const ids = await idsOf(log, () => log.push(aCallEvent({ at: 9_000 })))
    expect(ids).to.have.length(600)
  })
})
