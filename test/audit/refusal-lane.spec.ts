import { expect } from 'chai'
import type { CallCompletion } from '../../src/audit/audit-event.ts'
import { createRefusalLane } from '../../src/audit/refusal-lane.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aCallEvent } from '../support/things.ts'

const COMPLETION: CallCompletion = {
  outcome: 'refused',
  status: 401,
  code: 'credential/invalid',
  upstreamStatus: undefined,
  traceId: undefined,
  durationMs: 1,
  hint: undefined,
  deprecation: undefined,
  upstreamMs: undefined,
  bytesIn: undefined,
  bytesOut: undefined,
}

describe('the record of refused calls whose caller nobody knows', () => {
  const clock = stoppedClock()
  let temporary: TemporaryDatabase
  beforeEach(async () => {
    temporary = await temporaryDatabase()
  })
  afterEach(() => temporary.clear())

  const store = () => createAuditTable(temporary.database)
  const refused = (tenantId = 'jira-tenant') =>
    aCallEvent({
      tenantId,
      at: clock.now(),
      decision: 'deny',
      outcome: 'refused',
      rule: 'credential/invalid',
    })

  it('keeps them one by one with their completion, once they are flushed', async () => {
    const lane = createRefusalLane({ store: store(), clock, ids: systemIds })
    const event = refused()
    lane.note(event, COMPLETION)
    expect(await store().recent('jira-tenant', 10)).to.deep.equal([])
    await lane.flush()
    await lane.flush()
    expect(await store().recent('jira-tenant', 10)).to.deep.equal([
      { ...event, completion: COMPLETION },
    ])
  })

  it('in a flood keeps the first sixty a minute of each tenant and counts the rest: none is missing', async () => {
    const lane = createRefusalLane({ store: store(), clock, ids: systemIds })
    for (let index = 0; index < 1_000; index += 1) lane.note(refused(), COMPLETION)
    lane.note(refused('other'), COMPLETION)
    await lane.flush()
    const events = await store().recent('jira-tenant', 2_000)
    const summary = events.filter((event) => event.kind === 'calls.refused')
    expect(events).to.have.length(61)
    expect(summary).to.have.length(1)
    expect(summary[0]).to.deep.include({ subject: 'credential/invalid', actor: 'unknown' })
    expect(summary[0]).to.have.nested.property('facts.count', 940)
    expect(await store().recent('other', 10)).to.have.length(1)
    clock.move(60_000)
    lane.note(refused(), COMPLETION)
    await lane.flush()
    expect(await store().recent('jira-tenant', 2_000)).to.have.length(62)
  })

  it('keeps what could not be written for the next time, counts included', async () => {
    const table = store()
    let away = true
    const lane = createRefusalLane({
      store: {
        appendRefused: async (calls, summaries) => {
          if (away) throw new Error('database is locked')
          await table.appendRefused(calls, summaries)
        },
      },
      clock,
      ids: systemIds,
    })
    for (let index = 0; index < 100; index += 1) lane.note(refused(), COMPLETION)
    const failure = await lane.flush().catch((cause: unknown) => cause)
    expect(failure).to.be.instanceOf(Error)
    for (let index = 0; index < 10; index += 1) lane.note(refused(), COMPLETION)
    away = false
    await lane.flush()
    const events = await table.recent('jira-tenant', 2_000)
    expect(events.filter((event) => event.kind === 'call')).to.have.length(60)
    const counted = events.find((event) => event.kind === 'calls.refused')
    expect(counted).to.have.nested.property('facts.count', 50)
  })
})
