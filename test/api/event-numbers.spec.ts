import { expect } from 'chai'
import type { CallCompletion } from '../../src/audit/audit-event.ts'
import { aCallEvent } from '../support/things.ts'
import { describedForms } from './described-forms.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'

describe('numbers of events in the management API', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  const DAY_MS = 24 * 3_600_000
  const recorded = async (
    given: Parameters<typeof aCallEvent>[0] = {},
    ended: Partial<CallCompletion> = {},
  ) => {
    const common = { tenantId: world.jira.id, at: world.clock.now() - 1, caller: 'api-token token' }
    await world.recorded(aCallEvent({ ...common, ...given }), {
      ...{ outcome: 'answered', status: 200, code: undefined, upstreamStatus: 200 },
      ...{ traceId: undefined, durationMs: 40, upstreamMs: 30, ...ended },
    })
  }
  const refused = { outcome: 'refused', status: 403, code: 'call/denied' } as const

  it('tell what the overview tells, of the last 24 hours or of a span that is named', async () => {
    await recorded()
    await recorded({ actsAs: 'app', method: 'POST' })
    await recorded({ decision: 'deny' }, refused)
    await recorded({ at: world.clock.now() - 2 * DAY_MS })
    await recorded({ tenantId: world.confluence.id })
    const { json, outcome } = await world.send('GET', '/events/summary')
    expect(outcome).to.equal('200')
    const forms = await describedForms(world)
    expect(forms.faultsOf('get', '/events/summary', 200, json)).to.equal(undefined)
    expect(json['latency']).to.deep.equal({
      ...{ calls: 2, p50: 40, p95: 40, p99: 40 },
      productShare: 0.75,
    })
    expect(json['refusals']).to.deep.equal([{ name: 'call/denied', calls: 1 }])
    expect(json['callers']).to.have.length(1)
    expect(json['shownAsApp']).to.deep.include({ calls: 1 })
    const from = new Date(world.clock.now() - 3 * DAY_MS).toISOString()
    const { json: longer } = await world.send('GET', `/events/summary?from=${from}`)
    expect(longer['latency']).to.include({ calls: 3 })
    expect(longer).to.include({ stepMs: DAY_MS })
    expect(longer['calls']).to.have.length(2)
  })

  it('tell when each operation was last used, and by whom', async () => {
    const operation = '/rest/api/3/issue/{issueIdOrKey}'
    await recorded({ operation })
    await recorded({ operation, caller: 'api-token other', at: world.clock.now() - 5 })
    await recorded({ operation, decision: 'deny', caller: 'api-token third' }, refused)
    const { json } = await world.send('GET', '/events/last-used')
    const forms = await describedForms(world)
    expect(forms.faultsOf('get', '/events/last-used', 200, json)).to.equal(undefined)
    expect(json['uses']).to.have.length(2)
    const { json: one } = await world.send('GET', '/events/last-used?limit=1')
    expect(one['uses']).to.deep.equal([
      {
        ...{ caller: 'api-token token', credentialKind: 'api-token', credentialId: 'token' },
        ...{ accountId: 'account-alice', method: 'GET', operation, calls: 1 },
        lastAt: new Date(world.clock.now() - 1).toISOString(),
      },
    ])
  })

  it('are for administrators alone, of a span of at most 400 days', async () => {
    for (const path of ['/events/summary', '/events/last-used']) {
      const { outcome } = await world.send('GET', path, { as: 'JWT bob.jira' })
      expect(outcome).to.equal('403 person/not-admin')
      for (const query of [
        ...['?from=yesterday', '?to=x', '?from=2026-11-22&to=2026-11-22', '?from=2020-01-01'],
        ...['?caller=x', '?limit=0'],
      ]) {
        const { outcome: wrong } = await world.send('GET', path + query)
        expect(wrong, query).to.equal('422 request/invalid-input')
      }
    }
  })
})
