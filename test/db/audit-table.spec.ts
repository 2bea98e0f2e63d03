import { expect } from 'chai'
import { createAuditTable } from '../../src/db/audit-table.ts'
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
    }
    await audit.complete(call.id, completion)
    expect(await audit.recent('jira-tenant', 1)).to.deep.equal([
      { ...call, outcome: 'answered', completion },
    ])
  })

  it('completing what is not there is a fault, not a silence', async () => {
    const audit = createAuditTable(temporary.database)
    const thrown = await audit
      .complete('nothing', {
        outcome: 'answered',
        status: 200,
        code: undefined,
        upstreamStatus: 200,
        traceId: undefined,
        durationMs: 1,
      })
      .catch((cause: unknown) => cause)
    expect(thrown).to.be.instanceOf(Error)
  })
})
