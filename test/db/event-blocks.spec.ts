import { expect } from 'chai'
import fc from 'fast-check'
import { QueryTypes } from 'sequelize'
import type { RecordedEvent } from '../../src/audit/audit-event.ts'
import { createAuditReader } from '../../src/db/audit-reader-table.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { forgetBlocks } from '../../src/db/block-marks.ts'
import { openDatabase } from '../../src/db/database.ts'
import { BLOCK_PLACES } from '../../src/db/event-blocks.ts'
import { storeEvents } from '../../src/db/store-events.ts'
import { anEvent } from '../audit/event-arbitraries.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aCallEvent, aChange } from '../support/things.ts'

const TENANT = 'jira-tenant'
const BEGIN = 1_700_000_000_000

describe('events in blocks', () => {
  let temporary: TemporaryDatabase
  beforeEach(async () => {
    temporary = await temporaryDatabase()
  })
  afterEach(() => temporary.clear())

  const store = (events: readonly RecordedEvent[]) =>
    temporary.database.write((_tables, sql) =>
      storeEvents(
        sql,
        events.map((event) => ({
          event,
          completion: 'completion' in event ? event.completion : undefined,
        })),
      ),
    )
  const marks = () =>
    temporary.database.reportSql.all('SELECT * FROM audit_marks ORDER BY 1, 2, 3, 4', [])

  it('give pages of the newest, however much the blocks overlap in time', async () => {
    // Every third call lasted long: it got its place three blocks after those that began with it.
    const events = Array.from({ length: 6 * BLOCK_PLACES }, (_, nth) =>
      aCallEvent({
        at: BEGIN + 10 * nth - (nth % 3 === 0 ? 31_005 : 0),
        caller: nth % 700 === 0 || nth % BLOCK_PLACES === BLOCK_PLACES - 2 ? 'few' : 'many',
      }),
    )
    await store(events)
    const wanted = events.filter(({ caller }) => caller === 'few').sort((a, b) => b.at - a.at)
    const reader = createAuditReader(temporary.database)
    const found: RecordedEvent[] = []
    for (;;) {
      const before = found.at(-1)
      const page = await reader.search(TENANT, { caller: 'few' }, { limit: 2, before })
      found.push(...page)
      if (page.length < 2) break
    }
    expect(wanted).to.have.length.above(12)
    expect(found.map(({ id }) => id)).to.deep.equal(wanted.map(({ id }) => id))
  }).timeout(60_000)

  it('are all on the page when their block grows while it is read', async () => {
    const { database } = temporary
    await store(
      Array.from({ length: BLOCK_PLACES + 5 }, (_, nth) =>
        aCallEvent({
          at: BEGIN + (nth < BLOCK_PLACES - 1 ? 101 : 100),
          caller: nth % 500 === 0 ? 'few' : 'many',
        }),
      ),
    )
    await store([aCallEvent({ at: BEGIN + 100, caller: 'few' })])
    let grown = false
    const all: typeof database.reportSql.all = async (text, values) => {
      const found = await database.reportSql.all(text, values)
      if (!grown && text.includes('audit_blocks')) {
        grown = true
        await store([aCallEvent({ at: BEGIN + 105 })])
      }
      return found
    }
    const reader = createAuditReader({ ...database, reportSql: { all } })
    const found = await reader.search(TENANT, { caller: 'few' }, { limit: 50 })
    expect(grown).to.equal(true)
    expect(found.map(({ at }) => at - BEGIN)).to.deep.equal([101, 101, 101, 100])
  })

  it('are found by how they ended, also where that came after them', async () => {
    const audit = createAuditTable(temporary.database)
    const reader = createAuditReader(temporary.database)
    const call = aCallEvent({ decision: 'allow', outcome: 'unknown' })
    await audit.append(call)
    const filter = {
      status: 502,
      code: 'upstream/unreachable',
      ended: 'failed',
      hint: 'h',
    } as const
    expect(await reader.search(TENANT, filter, { limit: 9 })).to.deep.equal([])
    await audit.complete(call, {
      ...{ outcome: 'failed', status: 502, code: 'upstream/unreachable', upstreamStatus: 500 },
      ...{ traceId: undefined, durationMs: 1, hint: 'h' },
    })
    for (const each of [filter, { outcome: 'failed' }, { upstreamStatus: 500 }] as const) {
      expect(await reader.search(TENANT, each, { limit: 9 }), JSON.stringify(each)).to.have.length(
        1,
      )
    }
  })

  it('are looked for in many ranges of places by the index of places alone', async () => {
    const statements: string[] = []
    const { database } = temporary
    await database.write(async (_tables, sql) => {
      for (let block = 0; block < 90; block += 2) {
        await sql.run('INSERT INTO audit_blocks VALUES (?, ?, ?, ?)', [TENANT, block, block, block])
        await sql.run('INSERT INTO audit_marks VALUES (?, ?, ?, ?)', [TENANT, 'caller', 'x', block])
      }
    })
    const { sequelize } = database.reports.audit
    // Sequelize always has some.
    const options = Reflect.get(sequelize ?? {}, 'options') as object
    Object.assign(options, { logging: (text: string) => statements.push(text) })
    await createAuditReader(database).search(TENANT, { caller: 'x' }, { limit: 50 })
    Object.assign(options, { logging: false })
    const longest = statements.toSorted((one, other) => other.length - one.length)[0] ?? ''
    expect(longest.match(/BETWEEN/g)).to.have.length.above(13)
    const text = longest.replace(/^Executing[^:]*: /, '')
    const plan =
      (await sequelize?.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, {
        type: QueryTypes.SELECT,
      })) ?? []
    const entered = plan.map(({ detail }) => detail).filter((detail) => detail.startsWith('SEARCH'))
    expect(entered).to.have.length.above(13)
    for (const each of entered)
      expect(each).to.match(/tenant_id_seq \(tenant_id=\? AND seq>\? AND seq<\?\)/)
    expect(plan.some(({ detail }) => detail.startsWith('SCAN'))).to.equal(false)
  })

  it('are forgotten with the last event of the block, and not before', async () => {
    await store(
      Array.from({ length: 3 * BLOCK_PLACES }, (_, nth) => aCallEvent({ at: BEGIN + nth })),
    )
    const left = async () => [...new Set((await marks()).map(({ block }) => block))]
    const forget = (upTo: number) =>
      temporary.database.write((_tables, sql) => forgetBlocks(sql, TENANT, upTo))
    await forget(BLOCK_PLACES - 2)
    expect(await left()).to.deep.equal([0, 1, 2, 3])
    await forget(BLOCK_PLACES - 1)
    expect(await left()).to.deep.equal([1, 2, 3])
    await temporary.database.write((_tables, sql) => forgetBlocks(sql, 'other', 9 * BLOCK_PLACES))
    expect(await left()).to.deep.equal([1, 2, 3])
  }).timeout(60_000)

  it('of before there were blocks are marked by the step of the schema as new ones are', async () => {
    // From before there were blocks there are no classes of paths.
    const given = fc
      .sample(anEvent, { numRuns: 300, seed: 7 })
      .map((event) => ('path' in event ? { ...event, pathClass: undefined } : event))
    await store([...given, aChange(), aCallEvent({ decision: 'deny', outcome: 'refused' })])
    const spans = () =>
      temporary.database.reportSql.all('SELECT * FROM audit_blocks ORDER BY 1, 2', [])
    const written = { marks: await marks(), spans: await spans() }
    expect(written.marks).to.have.length.above(90)
    await temporary.database.write(async ({ audit }, sql) => {
      const schema = audit.sequelize?.getQueryInterface()
      await schema?.addIndex('audit_events', ['tenant_id', 'caller', 'at'])
      await schema?.dropTable('audit_blocks')
      await schema?.dropTable('audit_marks')
      await sql.run(`DELETE FROM migrations WHERE name = '0013-event-blocks'`, [])
    })
    const again = await openDatabase(temporary.file)
    const read = (text: string) => again.reportSql.all(text, [])
    expect(await read('SELECT * FROM audit_marks ORDER BY 1, 2, 3, 4')).to.deep.equal(written.marks)
    expect(await read('SELECT * FROM audit_blocks ORDER BY 1, 2')).to.deep.equal(written.spans)
    await again.close()
  })
})
