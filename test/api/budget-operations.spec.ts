import { expect } from 'chai'
import { aCall } from '../support/things.ts'
import { describedForms } from './described-forms.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'

describe('the product’s budget in the management API', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  it('is told as the API describes it, before and after the product has said something', async () => {
    const forms = await describedForms(world)
    const before = await world.send('GET', '/budget')
    expect(before.json).to.deep.equal({ pauses: [], callers: [] })
    expect(forms.faultsOf('get', '/budget', 200, before.json)).to.equal(undefined)
    const now = world.clock.now()
    const refusal = {
      scope: 'issue',
      reason: 'jira-per-issue-on-write',
      until: now + 2_000,
    } as const
    const quota = { limit: 100, remaining: 19.5, resetsAt: now + 600_000, isNear: false }
    const call = aCall({ method: 'PUT', path: '/rest/api/3/issue/P-1' })
    world.budget.note(world.jira.id, call, { ...quota, refusal: undefined })
    world.budget.note(world.jira.id, call, { ...quota, refusal })
    const { json } = await world.send('GET', '/budget')
    const resetsAt = new Date(quota.resetsAt).toISOString()
    expect(json['quota']).to.deep.equal({ limit: 100, remaining: 19, resetsAt, isLow: true })
    const until = new Date(refusal.until).toISOString()
    expect(json['pauses']).to.deep.equal([
      { scope: 'issue', of: 'P-1', reason: refusal.reason, until },
    ])
    expect(forms.faultsOf('get', '/budget', 200, json)).to.equal(undefined)
  })

  it('is the credential’s own tenant’s', async () => {
    const now = world.clock.now()
    const nothing = { isNear: false, refusal: undefined }
    const quota = { limit: 100, remaining: 50, resetsAt: now + 600_000, ...nothing }
    world.budget.note('another-tenant', aCall(), quota)
    expect((await world.send('GET', '/budget')).json).not.to.have.property('quota')
  })
})
