import { expect } from 'chai'
import fc from 'fast-check'
import { auditRowOf, completionColumns } from '../../src/db/audit-row.ts'
import type { SqlValue } from '../../src/db/raw-sql.ts'
import { addAuditValues, EVENT_COLUMNS } from '../../src/db/audit-values.ts'
import { anEvent } from '../audit/event-arbitraries.ts'

describe('the values of an event', () => {
  it('are those of its row, in the order of the columns, for every event', () => {
    fc.assert(
      fc.property(anEvent, ({ completion, ...event }) => {
        const link = { seq: 7, hash: 'a hash' }
        const row: Record<string, unknown> = {
          ...auditRowOf(event),
          ...(completion && completionColumns(completion)),
          ...link,
        }
        const values: SqlValue[] = []
        addAuditValues(values, event, completion, link)
        expect(values).to.deep.equal(EVENT_COLUMNS.map((column) => row[column]))
      }),
    )
  })

  it('leave out no column but those of an end that comes later', () => {
    const columns = Object.keys(auditRowOf({ ...anyEvent(), kind: 'token.created' }))
    const left = columns.filter((name) => !EVENT_COLUMNS.some((each) => each === name))
    expect(left).to.deep.equal(['end_seq', 'end_hash'])
  })
})

function anyEvent() {
  const common = { id: 'id', tenantId: 'tenant', at: 1, requestId: 'request' }
  return { ...common, actor: 'actor', subject: 'subject', facts: {} }
}
