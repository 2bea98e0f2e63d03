import { expect } from 'chai'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { aDocument, aDraft } from './policy-things.ts'
import { describedForms } from './described-forms.ts'
import { ADA, startManagement, type ManagementWorld } from './management-world.ts'
import { aCallEvent } from '../support/things.ts'

const TRYING = '/policy/replay'

describe('trying a policy by the management API', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  const replay = (body: object, as = ADA) => world.send('POST', TRYING, { body, as })
  const called = async (given: object = {}) => {
    await world.recorded(
      aCallEvent({
        tenantId: world.jira.id,
        at: world.clock.now() - 1_000,
        credentialKind: 'context-token',
        credentialId: 'bob',
        caller: 'context-token bob',
        accountId: 'bob',
        method: 'GET',
        path: '/rest/api/3/myself',
        decision: 'deny',
        rule: 'no-rule-allows',
        policyVersion: 0,
        shadows: undefined,
        seen: { access: 'write', groups: [], queryNames: [] },
        ...given,
      }),
    )
  }

  it('tells whose calls would end otherwise, as its form says, and changes nothing', async () => {
    await called()
    const before = await world.policies.read(world.jira.id)
    const { outcome, json } = await replay({ document: aDocument({ resources: [EVERYTHING] }) })
    expect(outcome).to.equal('200')
    expect(json).to.include({ calls: 1, gains: 1, loses: 0 })
    const forms = await describedForms(world)
    expect(forms.faultsOf('post', TRYING, 200, json)).to.equal(undefined)
    expect(await world.policies.read(world.jira.id)).to.equal(before)
  })

  it('tells every fault of the document with its place, as replacing does', async () => {
    const document = aDocument({ switches: { ...DEFAULT_SWITCHES, gateway: 'on' } })
    const { outcome, json } = await replay({ document })
    expect(outcome).to.equal('422 request/invalid-input')
    const faults = json['faults'] as readonly { readonly path: string }[]
    expect(faults.map(({ path }) => path)).to.deep.equal(['document.switches.gateway'])
  })

  it('refuses a number of calls that is none, beyond the bound, or a member that it does not know', async () => {
    const document = aDocument()
    for (const body of [
      { document, calls: 0 },
      { document, calls: 5_001 },
      { document, calls: '5' },
      { calls: 5 },
      { document, more: true },
    ]) {
      expect((await replay(body)).outcome).to.equal('422 request/invalid-input')
    }
    expect((await replay({ document, calls: 5_000 })).outcome).to.equal('200')
  })

  it('keeps a secret that is sent as sealed, and never tells one', async () => {
    const headers = { 'if-match': '"0"' }
    await world.send('PUT', '/policy', { headers, body: aDocument({ providers: [aDraft()] }) })
    const { json } = await world.send('GET', '/policy')
    const { outcome } = await replay({ document: json['document'] })
    expect(outcome).to.equal('200')
  })

  it('sees the calls of the caller’s own tenant alone, and is for administrators', async () => {
    await called()
    const document = aDocument({ resources: [EVERYTHING] })
    expect((await replay({ document }, 'JWT ada.confluence')).json).to.include({ calls: 0 })
    expect((await replay({ document }, 'JWT bob.jira')).outcome).to.equal('403 person/not-admin')
  })

  it('tells what rules in shadow would have done, for as many days as are asked for', async () => {
    await called({ shadows: 'would-allow:search', decision: 'deny' })
    const DAY_MS = 86_400_000
    await called({ shadows: 'would-allow:search', at: world.clock.now() - 10 * DAY_MS })
    const { json } = await world.send('GET', '/shadow-findings')
    const forms = await describedForms(world)
    expect(forms.faultsOf('get', '/shadow-findings', 200, json)).to.equal(undefined)
    const findings = json['findings'] as readonly Record<string, unknown>[]
    expect(findings).to.have.length(1)
    expect(findings[0]).to.include({
      shadow: 'would-allow:search',
      caller: 'context-token bob',
      calls: 1,
    })
    const further = await world.send('GET', '/shadow-findings?days=30')
    expect(further.json['findings']).to.have.length(2)
    for (const days of ['0', '31', 'x', '7.5']) {
      const { outcome } = await world.send('GET', `/shadow-findings?days=${days}`)
      expect(outcome).to.equal('422 request/invalid-input')
    }
    const other = await world.send('GET', '/shadow-findings', { as: 'JWT ada.confluence' })
    expect(other.json['findings']).to.deep.equal([])
  })
})
