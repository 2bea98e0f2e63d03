import { expect } from 'chai'
import { QueryTypes, Sequelize } from 'sequelize'
import type { AuditReader } from '../../src/audit/audit-reader.ts'
import { createAuditReader } from '../../src/db/audit-reader-table.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aCallEvent } from '../support/things.ts'

const SPAN = { from: 1_700_000_000_000, to: 1_700_100_000_000 }
const PAGE = { limit: 50 }
const ID = 'jira-tenant'
// A call is found by its own id, which is its request's.
const BY_REQUEST =
  /MULTI-INDEX OR.*autoindex_audit_events_1 \(id=\?\).*of_requests \(tenant_id=\? AND request_id=\?/

// By the places of the blocks that have a mark; here there are none, and events without a place are left.
const IN_PLACES = /tenant_id_seq \(tenant_id=\? AND seq=\?\)/

/** By each question, the index that it enters, and by what. */
const QUESTIONS: readonly (readonly [string, (reader: AuditReader) => Promise<unknown>, RegExp])[] =
  [
    [
      'calls over time',
      (log) => log.callsOverTime(ID, SPAN, 3_600_000),
      /tenant_id_at \(tenant_id=\? AND at>\? AND at<\?\)/,
    ],
    [
      'calls of one account',
      (log) => log.callsOverTime(ID, SPAN, 3_600_000, { accountId: 'ann' }),
      /account_id_at \(tenant_id=\? AND account_id=\? AND at>\? AND at<\?\)/,
    ],
    ['latency', (log) => log.latency(ID, SPAN), /tenant_id=\? AND at>\? AND at<\?/],
    ['top callers', (log) => log.topCallers(ID, SPAN, 10), /tenant_id=\? AND at>\? AND at<\?/],
    ['refusals', (log) => log.refusals(ID, SPAN), /tenant_id=\? AND at>\? AND at<\?/],
    ['hints', (log) => log.hints(ID, SPAN), /tenant_id=\? AND at>\? AND at<\?/],
    [
      'findings',
      (log) => log.shadowFindings(ID, SPAN),
      /in_shadow \(tenant_id=\? AND at>\? AND at<\?\)/,
    ],
    ['deprecated', (log) => log.deprecatedUse(ID, SPAN, []), /tenant_id=\? AND at>\? AND at<\?/],
    ['newest', (log) => log.search(ID, {}, PAGE), /tenant_id_at \(tenant_id=\?\)/],
    ['one caller', (log) => log.search(ID, { caller: 'x', span: SPAN }, PAGE), IN_PLACES],
    [
      'refusals of one account',
      (log) => log.search(ID, { accountId: 'x', ended: 'refused', span: SPAN }, PAGE),
      /account_id_at \(tenant_id=\? AND account_id=\? AND at>\?\)/,
    ],
    [
      'a kind',
      (log) => log.search(ID, { kind: 'token.revoked' }, PAGE),
      /of_changes \(tenant_id=\?\)/,
    ],
    [
      'older',
      (log) => log.search(ID, {}, { ...PAGE, before: { at: 5, id: 'x' } }),
      /tenant_id_at \(tenant_id=\? AND at<\?\)/,
    ],
    [
      'older ones of one caller in a span',
      (log) => {
        const before = { at: SPAN.to - 5, id: 'x' }
        return log.search(ID, { caller: 'x', span: SPAN }, { ...PAGE, before })
      },
      IN_PLACES,
    ],
    [
      'one request in a span',
      (log) => log.search(ID, { requestId: 'x', span: SPAN }, PAGE),
      BY_REQUEST,
    ],
    [
      'what is shown as the app’s',
      (log) => log.search(ID, { shownAs: 'app', span: SPAN }, PAGE),
      IN_PLACES,
    ],
    ['calls as the app', (log) => log.shownAsApp(ID, SPAN), /tenant_id=\? AND at>\? AND at<\?/],
    [
      'callers as the app',
      (log) => log.appCallers(ID, SPAN, 9),
      /tenant_id=\? AND at>\? AND at<\?/,
    ],
    ['last uses', (log) => log.lastUses(ID, SPAN, 9), /tenant_id=\? AND at>\? AND at<\?/],
    ['by request', (log) => log.find(ID, 'of-no-event'), BY_REQUEST],
  ]

describe('a question to the log', () => {
  let temporary: TemporaryDatabase
  before(async () => {
    temporary = await temporaryDatabase()
    await createAuditTable(temporary.database).append(aCallEvent())
  })
  after(() => temporary.clear())

  for (const [name, ask, entered] of QUESTIONS) {
    it(`about ${name} is answered by an index of the tenant’s events, without a sort of them`, async () => {
      const { reports, tables } = temporary.database
      const statements: string[] = []
      const log = (statement: string) => statements.push(statement.replace(/^Executing[^:]*: /, ''))
      const [sequelize, ...others] = [reports.audit.sequelize, tables.audit.sequelize]
      if (!(sequelize instanceof Sequelize)) throw new Error('a table without a database')
      const options = [sequelize, ...others].map(
        // Sequelize always has some.
        (each) => Reflect.get(each ?? {}, 'options') as object,
      )
      for (const each of options) Object.assign(each, { logging: log })
      await ask(createAuditReader(temporary.database))
      for (const each of options) Object.assign(each, { logging: false })
      const type = QueryTypes.SELECT
      const plan = await sequelize.query<{ detail: string }>(
        `EXPLAIN QUERY PLAN ${statements.at(-1) ?? ''}`,
        { type },
      )
      const words = plan.map(({ detail }) => detail).join('; ')
      expect(words, words).to.match(entered)
      expect(words).not.to.match(/SCAN|TEMP B-TREE FOR ORDER BY.*TEMP B-TREE FOR ORDER BY/)
      // Events are in the order of the index but for those of one millisecond; only groups are sorted.
      if (name === 'newest' || name === 'older') expect(words).not.to.match(/FOR ORDER BY/)
    })
  }
})
