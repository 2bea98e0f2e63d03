import { expect } from 'chai'
import type { RecordedEvent } from '../../../src/audit/audit-event.ts'
import { EVERYTHING } from '../../../src/policy/starter-sets.ts'
import { memoryAuditReader } from '../../audit/memory-audit-reader.ts'
import { aDenial } from '../../policy/rule-things.ts'
import { aCallEvent } from '../../support/things.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'
import { readerText } from '../rules/access-world.ts'

const TAB = '/overview/explain'
const NO_DELETES = aDenial({ name: 'Nobody deletes', methods: ['DELETE'] })

describe('the tab that says why', () => {
  const events: RecordedEvent[] = []
  let world: PagesWorld
  let tokenId: string
  beforeEach(async () => {
    events.length = 0
    world = await startPages({ reader: memoryAuditReader(events) })
    tokenId = await world.hasToken('ada', 'Nightly report')
    const by = { actor: 'ada', requestId: 'a-test' }
    await world.policies.change(world.tenant.id, by, ({ document }) => ({
      ...document,
      resources: [{ ...EVERYTHING, name: 'All of it' }, NO_DELETES],
    }))
  })
  afterEach(() => world.stop())

  const ask = (id: string, as = 'ada') => world.act(`${TAB}/ask`, as, { id })
  const describeCall = (form: Record<string, string>) =>
    world.act(`${TAB}/describe`, 'ada', {
      caller: `token:${tokenId}`,
      method: 'GET',
      path: '/rest/api/3/myself',
      address: '203.0.113.9',
      ask: 'call',
      ...form,
    })

  const refusedCall = (given: Parameters<typeof aCallEvent>[0] = {}) => {
    const event = aCallEvent({
      tenantId: world.tenant.id,
      credentialId: tokenId,
      method: 'DELETE',
      path: '/rest/api/3/issue/P-1',
      decision: 'deny',
      rule: 'resource:no',
      policyVersion: 1,
      seen: { access: 'read', groups: [], queryNames: [] },
      ...given,
    })
    const told = { outcome: 'refused', status: 403, code: 'call/denied' } as const
    const completion = { ...told, upstreamStatus: undefined, traceId: undefined, durationMs: 1 }
    events.push({ ...event, completion })
    return event
  }

  it('explains the request whose id a refused caller was told, by the names of rules', async () => {
    const { requestId } = refusedCall()
    const { status, html } = await ask(` ${requestId} `)
    expect(status).to.equal(200)
    const text = readerText(html)
    expect(text).to.include('Denied by “Nobody deletes”')
    expect(text).to.include('Refused with call/denied')
    expect(text).to.include('This is so now as well.')
    expect(text).to.include('API token “Nightly report”')
    expect(html).to.include('/jira/pages/rules/access/resources/no/form')
  })

  it('says that it is otherwise now when the rules were changed since', async () => {
    const { id } = refusedCall({ method: 'GET' })
    // The record says that it was denied; by the rules as they are it is not.
    const text = readerText((await ask(id)).html)
    expect(text).to.include('It was refused; now it is allowed by “All of it”')
    expect(text).to.include('This is otherwise now.')
  })

  it('says first of a call that was refused before any rule that it was refused', async () => {
    const { id } = refusedCall({ rule: 'provider/unavailable', seen: undefined })
    const text = readerText((await ask(id)).html)
    expect(text).to.include('It was refused').and.not.to.include('It was let through')
  })

  it('finds nothing of another tenant, and says so kindly', async () => {
    const { id } = refusedCall({ tenantId: world.otherTenant.id })
    for (const wanted of [id, 'nothing', '', 'x'.repeat(101)]) {
      const { status, html } = await ask(wanted)
      expect(status).to.equal(422)
      expect(readerText(html)).to.match(/The log has no call with this id|Paste the id/)
    }
  })

  it('is for administrators alone', async () => {
    const { id } = refusedCall()
    expect((await ask(id, 'bob')).status).to.equal(403)
  })

  it('explains a call that is described, with the deciding rule first and all others', async () => {
    const { html } = await describeCall({ method: 'DELETE' })
    const rules = [...html.matchAll(/data-rule="([^"]+)"/g)].map(([, rule]) => rule)
    expect(rules[0]).to.equal('resource:no')
    expect(rules).to.include.members(['gateway-is-on', 'resource:everything', 'full-access'])
    expect(new Set(rules).size).to.equal(rules.length)
    const allowed = readerText((await describeCall({})).html)
    expect(allowed).to.include('Allowed by “All of it”')
    expect(allowed).to.include('No rate limit counts this call.')
  })

  it('keeps what was typed, and marks what is missing', async () => {
    const { status, html } = await describeCall({ path: '', address: '', caller: '' })
    expect(status).to.equal(422)
    const text = readerText(html)
    for (const says of ['Say what is called.', 'Say where the caller is.', 'Choose who calls.']) {
      expect(text).to.include(says)
    }
    const misplaced = await describeCall({ path: 'https://other.atlassian.net/rest/api/3/myself' })
    expect(misplaced.status).to.equal(422)
    expect(misplaced.html).to.include('value="https://other.atlassian.net/rest/api/3/myself"')
  })

  it('says what a caller can do, operation by operation', async () => {
    const { html } = await describeCall({ ask: 'operations', path: '' })
    const text = readerText(html)
    expect(text).to.match(/Of \d+ operations: \d+ allowed, \d+ denied\./)
    expect(text).to.include('By “Nobody deletes”.')
  })

  it('shows somebody what a token of their own can do, and nobody else’s', async () => {
    const own = await world.act(`/tokens/${tokenId}/can-do`, 'ada', {})
    expect(own.status).to.equal(200)
    expect(readerText(own.html)).to.include('What “Nightly report” can do')
    expect(readerText(own.html)).to.not.include('Nobody deletes')
    expect((await world.act(`/tokens/${tokenId}/can-do`, 'bob', {})).status).to.equal(404)
    const page = (await world.page('/api-access', 'ada')).html
    expect(page).to.include(`/jira/pages/tokens/${tokenId}/can-do`)
  })

  it('changes nothing by explaining', async () => {
    const before = JSON.stringify(await world.tokens.list(world.tenant.id))
    const count = world.events.length
    world.clock.move(3_600_000)
    await describeCall({})
    await describeCall({ ask: 'operations' })
    await world.tokens.flush()
    expect(JSON.stringify(await world.tokens.list(world.tenant.id))).to.equal(before)
    expect(world.events.length).to.equal(count)
  })
})
