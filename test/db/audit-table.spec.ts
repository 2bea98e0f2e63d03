import { expect } from 'chai'
import type { CallCompletion } from '../../src/audit/audit-event.ts'
import { literal } from 'sequelize'
import { recordedEventOf } from '../../src/db/audit-row.ts'
import { appendAll, createAuditTable } from '../../src/db/audit-table.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aCallEvent, aChange } from '../support/things.ts'

describe('the audit log', () => {
  let temporary: TemporaryDatabase
  beforeEach(async () => {
    temporary = await temporaryDatabase()
  })
  afterEach(() => temporary.clear())

  it('gives back each event as it was recorded, newest first, of one tenant only', async () => {
    const audit = createAuditTable(temporary.database)
    const call = aCallEvent({
      at: 1,
      credentialId: undefined,
      accountId: undefined,
      actsAs: undefined,
    })
    const change = aChange({ at: 2, facts: { name: 'ci', days: 30, app: false } })
    await audit.append(call)
    await audit.append(change)
    await audit.append(aCallEvent({ tenantId: 'other' }))
    expect(await audit.recent('jira-tenant', 10)).to.deep.equal([change, call])
    expect(await audit.recent('jira-tenant', 1)).to.deep.equal([change])
  })

  it('keeps many events of one change as they were, in their order', async () => {
    const { database } = temporary
    const texts = ["it's", '"; --', '$1 :id ? \\', 'a\nb', 'a\0b', 'ü€😀']
    for (const count of [0, 1, 2, 200, 201, 450]) {
      const tenantId = `tenant-of-${String(count)}`
      const events = Array.from({ length: count }, (_, at) =>
        aChange({
          ...{ tenantId, at: 7, subject: `rule-${String(at)}` },
          facts: { at, isLast: at + 1 === count, text: texts[at % texts.length] ?? '' },
        }),
      )
      await database.write((_tables, sql) => appendAll(sql, events))
      const inOrder = await database.tables.audit.findAll({
        where: { tenant_id: tenantId },
        order: literal('rowid'),
      })
      const kept = inOrder.map((row) => recordedEventOf(row.get()))
      expect(kept).to.deep.equal(events)
    }
  })

  it('keeps none of the events of one change when one cannot be kept', async () => {
    const events = Array.from({ length: 300 }, () => aChange())
    const twice = [...events, ...events.slice(0, 1)]
    const thrown = await temporary.database
      .write((_tables, sql) => appendAll(sql, twice))
      .catch((cause: unknown) => cause)
    expect(thrown).to.be.instanceOf(Error)
    expect(await createAuditTable(temporary.database).recent('jira-tenant', 10)).to.deep.equal([])
  })

  it('a call stays unknown until its outcome is added', async () => {
    const audit = createAuditTable(temporary.database)
    const call = aCallEvent()
    await audit.append(call)
    expect(await audit.recent('jira-tenant', 1)).to.deep.equal([call])
    const completion = {
      outcome: 'answered' as const,
      status: 200,
      code: undefined,
      upstreamStatus: 200,
      traceId: 'trace',
      durationMs: 12,
      hint: 'upstream/user-lacks-permission',
      deprecation: 'sunset=tomorrow',
      upstreamMs: 7,
      bytesIn: 1,
      bytesOut: 2_000,
    }
    await audit.complete(call, completion)
    expect(await audit.recent('jira-tenant', 1)).to.deep.equal([
      { ...call, outcome: 'answered', completion },
    ])
  })

  it('completing what is not there is a fault, not a silence', async () => {
    const audit = createAuditTable(temporary.database)
    const completion: CallCompletion = {
      outcome: 'answered',
      status: 200,
      code: undefined,
      upstreamStatus: 200,
      traceId: undefined,
      durationMs: 1,
    }
    const complete = async () => audit.complete(aCallEvent(), completion)
    const thrown: unknown = await complete().catch((cause: unknown) => cause)
    expect(thrown).to.be.instanceOf(Error)
  })
})
