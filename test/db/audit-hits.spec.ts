import { expect } from 'chai'
import { QueryTypes, Sequelize } from 'sequelize'
import type { AuditStore } from '../../src/audit/audit-store.ts'
import { auditRowOf } from '../../src/db/audit-row.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aCallEvent } from '../support/things.ts'

const SINCE = 1_700_000_000_000

describe('what the audit log counts', () => {
  let temporary: TemporaryDatabase
  let audit: AuditStore
  beforeEach(async () => {
    temporary = await temporaryDatabase()
    audit = createAuditTable(temporary.database)
  })
  afterEach(() => temporary.clear())

  const aBypassCall = (credentialId: string, given: Parameters<typeof aCallEvent>[0] = {}) =>
    aCallEvent({ credentialKind: 'bypass', credentialId, actsAs: 'caller', at: SINCE, ...given })
  const append = async (...events: readonly Parameters<AuditStore['append']>[0][]) => {
    for (const event of events) await audit.append(event)
  }

  it('says how often each bypass was taken since then, by calls of this tenant that were let through', async () => {
    await append(
      aBypassCall('old-script'),
      aBypassCall('old-script', { at: SINCE + 1 }),
      aBypassCall('printer'),
      aBypassCall('printer', { at: SINCE - 1 }),
      aBypassCall('printer', { decision: 'deny', outcome: 'refused' }),
      aBypassCall('printer', { tenantId: 'other' }),
      aCallEvent({ credentialId: 'old-script', at: SINCE }),
    )
    expect([...(await audit.bypassHits('jira-tenant', SINCE))]).to.have.deep.members([
      ['old-script', 2],
      ['printer', 1],
    ])
    expect(await audit.bypassHits('nobody', SINCE)).to.deep.equal(new Map())
  })

  it('says how often each rule in shadow would have decided otherwise, also where several would', async () => {
    await append(
      aCallEvent({ at: SINCE, shadows: 'would-deny:no-deletes' }),
      aCallEvent({ at: SINCE + 5, shadows: 'would-deny:no-deletes would-limit:per-token' }),
      aCallEvent({ at: SINCE, shadows: 'would-allow:search', decision: 'deny' }),
      aCallEvent({ at: SINCE - 1, shadows: 'would-allow:search' }),
      aCallEvent({ at: SINCE, shadows: 'would-allow:search', tenantId: 'other' }),
      aCallEvent({ at: SINCE }),
    )
    expect([...(await audit.shadowHits('jira-tenant', SINCE))]).to.have.deep.members([
      ['would-deny:no-deletes', 2],
      ['would-limit:per-token', 1],
      ['would-allow:search', 1],
    ])
    expect(await audit.shadowHits('nobody', SINCE)).to.deep.equal(new Map())
  })

  it('gives back what rules in shadow would have done with the call itself', async () => {
    const call = aCallEvent({ shadows: 'would-deny:no-deletes would-limit:per-token' })
    await append(call)
    expect(await audit.recent('jira-tenant', 1)).to.deep.equal([call])
  })

  it('looks at the rows in question alone, among ten thousand', async () => {
    const call = aCallEvent({ tenantId: 'jira-tenant' })
    await append(aBypassCall('b', { shadows: 'would-deny:x' }), call)
    const { sequelize } = temporary.database.tables.audit
    if (!(sequelize instanceof Sequelize)) throw new Error('a table without a database')
    const columns = Object.keys(auditRowOf(call)).filter(
      (name) => !['id', 'at', 'seq', 'hash'].includes(name),
    )
    await sequelize.query(
      `INSERT INTO audit_events (id, at, ${columns.join(', ')})
        SELECT number, ${SINCE} + number, ${columns.join(', ')}
        FROM audit_events, (WITH RECURSIVE numbers(number) AS
          (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 10000)
          SELECT number FROM numbers)
        WHERE (credential_kind = 'bypass') = (number % 100 = 0)`,
    )
    const asked: string[] = []
    const options: unknown = Reflect.get(sequelize, 'options')
    const log = (statement: string) => asked.push(statement.replace(/^Executing[^:]*: /, ''))
    Object.assign(options as object, { logging: log }) // Sequelize always has some.
    const hits = await audit.bypassHits('jira-tenant', SINCE)
    const shadows = await audit.shadowHits('jira-tenant', SINCE)
    Object.assign(options as object, { logging: false })

    expect(hits).to.deep.equal(new Map([['b', 101]]))
    expect(shadows).to.deep.equal(new Map([['would-deny:x', 101]]))
    expect(await temporary.database.tables.audit.count()).to.equal(10_002)
    expect(asked).to.have.length(2)
    const plans = await Promise.all(
      asked.map(async (statement) => {
        const type = QueryTypes.SELECT
        const plan = await sequelize.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${statement}`, {
          type,
        })
        return plan.map(({ detail }) => detail).join('; ')
      }),
    )
    expect(plans[0]).to.match(/SEARCH .*audit_events_of_bypasses \(tenant_id=\? AND at>\?\)/)
    expect(plans[1]).to.match(
      /SEARCH .*COVERING INDEX audit_events_in_shadow \(tenant_id=\? AND at>\?\)/,
    )
  })
})
