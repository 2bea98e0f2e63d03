import { expect } from 'chai'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { aCallEvent } from '../support/things.ts'
import { describedForms } from './described-forms.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'

const CALL = { method: 'GET', path: '/rest/api/3/myself?a=1', address: '203.0.113.9' }
const LIMIT = { id: 'all', name: 'All', state: 'on', per: 'group', points: 5, seconds: 60 } as const

describe('the management API, asked why', () => {
  let world: ManagementWorld
  let token: string
  beforeEach(async () => {
    world = await startManagement()
    await world.bearer('write')
    token = (await world.tokens.list(world.jira.id))[0]?.id ?? ''
    const by = { actor: 'ada', requestId: 'a-test' }
    await world.policies.change(world.jira.id, by, ({ document }) => ({
      ...document,
      resources: [EVERYTHING],
      limits: { ...document.limits, rules: [LIMIT] },
    }))
  })
  afterEach(() => world.stop())

  const explain = (body: object) => world.send('POST', '/policy/explain', { body })

  it('explains described calls of each kind of caller, in the form that it describes', async () => {
    const forms = await describedForms(world)
    for (const [caller, kind] of [
      [{ token }, 'decided'],
      [{ account: 'ada' }, 'decided'],
      [{ nobody: true }, 'decided'],
    ] as const) {
      const body = { ...CALL, caller }
      expect(forms.inputFaultsOf('post', '/policy/explain', body)).to.equal(undefined)
      const answer = await explain(body)
      expect(answer.status, answer.text).to.equal(200)
      expect(forms.faultsOf('post', '/policy/explain', 200, answer.json)).to.equal(undefined)
      expect(answer.json['now']).to.include({ kind })
    }
    const bad = await explain({ ...CALL, path: '/rest//api', caller: { token } })
    expect(forms.faultsOf('post', '/policy/explain', 200, bad.json)).to.equal(undefined)
    expect(bad.json['now']).to.include({ kind: 'refused-before', code: 'request/bad-path' })
  })

  it('explains a call of the log by the id that its caller was told', async () => {
    const forms = await describedForms(world)
    const event = aCallEvent({
      tenantId: world.jira.id,
      credentialId: token,
      decision: 'deny',
      rule: 'no-rule-allows',
      policyVersion: 1,
      seen: { access: 'write', groups: [], queryNames: ['a'] },
    })
    const told = { outcome: 'refused', status: 403, code: 'call/not-available' } as const
    const unknown = { upstreamStatus: undefined, traceId: undefined, durationMs: 1 }
    await world.recorded(event, { ...told, ...unknown })
    for (const id of [event.requestId, event.id]) {
      const answer = await explain({ id })
      expect(answer.status, answer.text).to.equal(200)
      expect(forms.faultsOf('post', '/policy/explain', 200, answer.json)).to.equal(undefined)
      expect(answer.json['differs']).to.equal(true)
      expect(answer.json['then']).to.include({ code: 'call/not-available', policyVersion: 1 })
    }
    const elsewhere = await world.send('POST', '/policy/explain', {
      as: 'JWT ada.confluence',
      body: { id: event.id },
    })
    expect(elsewhere.outcome).to.equal('404 request/not-found')
  })

  it('refuses what asks for nothing, or for two things, with the place of each fault', async () => {
    const caller = { token }
    for (const [body, pointer] of [
      [{}, '/id'],
      [{ id: 'x', ...CALL, caller }, '/id'],
      [{ caller, method: 'GET' }, '/id'],
      [{ ...CALL, caller: { token, nobody: true } }, '/caller'],
      [{ ...CALL, caller: {} }, '/caller'],
      [{ ...CALL, caller: { token: 'unknown' } }, '/caller/token'],
      [{ ...CALL, caller, more: 1 }, '/more'],
      [{ ...CALL, caller, path: 'https://other.atlassian.net/rest/api/3/myself' }, '/path'],
    ] as const) {
      const { json, outcome } = await explain(body)
      expect(outcome, JSON.stringify(body)).to.equal('422 request/invalid-input')
      const faults = json['faults'] as readonly { readonly pointer: string }[]
      expect(faults.map((each) => each.pointer)).to.include(pointer)
    }
  })

  it('says what a caller can do', async () => {
    const forms = await describedForms(world)
    for (const caller of [{ token }, { account: 'ada' }]) {
      const answer = await world.send('POST', '/policy/explain/catalogue', { body: { caller } })
      expect(answer.status, answer.text).to.equal(200)
      const faults = forms.faultsOf('post', '/policy/explain/catalogue', 200, answer.json)
      expect(faults).to.equal(undefined)
      const operations = answer.json['operations'] as readonly { readonly answer: string }[]
      expect(operations.some((each) => each.answer === 'allowed')).to.equal(true)
    }
  })
})
