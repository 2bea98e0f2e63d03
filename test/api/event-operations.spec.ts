import { expect } from 'chai'
import { aCallEvent } from '../support/things.ts'
import { describedForms } from './described-forms.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'
import { aDocument } from './policy-things.ts'

interface Shown {
  readonly id: string
  readonly requestId: string
  readonly kind: string
}

describe('events in the management API', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  const link = (subject: string, as?: string) =>
    world.send('POST', '/links', {
      body: { issuer: 'https://login.acme.example', subject, accountId: 'account-ann' },
      ...(as === undefined ? {} : { as }),
    })
  const list = async (query = '', as?: string) => {
    const { json } = await world.send('GET', `/events${query}`, as === undefined ? {} : { as })
    return json as { readonly events: readonly Shown[]; readonly next?: string }
  }

  it('are listed newest first, in the form that is described, and without the tenant’s own id', async () => {
    await link('ann')
    await world.send('PUT', '/policy', { headers: { 'if-match': '"0"' }, body: aDocument() })
    const forms = await describedForms(world)
    const answer = await world.send('GET', '/events')
    expect(answer.outcome).to.equal('200')
    expect(forms.faultsOf('get', '/events', 200, answer.json)).to.equal(undefined)
    const { events } = await list()
    expect(events.at(-1)).to.include({ kind: 'link.created', actor: 'ada' })
    expect(events[0]).not.to.have.property('tenantId')
  })

  it('are limited by all that the query names, and go on where a part ended', async () => {
    for (const subject of ['a', 'b', 'c']) {
      await link(subject)
      world.clock.move(1_000)
    }
    const first = await list('?kind=link.created&limit=2')
    expect(first.events).to.have.length(2)
    const rest = await list(`?kind=link.created&limit=2&before=${first.next ?? ''}`)
    expect(rest.events).to.have.length(1)
    expect(rest).not.to.have.property('next')
    expect((await list('?what=calls')).events).to.have.length(0)
    const from = new Date(world.clock.now() - 1_500).toISOString()
    expect((await list(`?from=${from}`)).events).to.have.length(1)
  })

  it('are found by their id and by the id of their request', async () => {
    const { headers } = await link('ann')
    const [{ id, requestId } = { id: '', requestId: '' }] = (await list()).events
    expect(requestId).to.equal(headers.get('gatehouse-request-id'))
    const forms = await describedForms(world)
    for (const name of [id, requestId]) {
      const { json, outcome } = await world.send('GET', `/events/${name}`)
      expect(outcome).to.equal('200')
      expect(json).to.include({ id, kind: 'link.created' })
      expect(forms.faultsOf('get', '/events/{id}', 200, json)).to.equal(undefined)
    }
  })

  it('of another tenant are not there, whichever of their ids is asked for', async () => {
    await link('ann')
    const [event] = (await list()).events
    const as = 'JWT ada.confluence'
    expect((await list('', as)).events).to.have.length(0)
    for (const name of [event?.id, event?.requestId, 'nothing', 'x'.repeat(500), '%00']) {
      const { outcome } = await world.send('GET', `/events/${name ?? ''}`, { as })
      expect(outcome).to.equal('404 request/not-found')
    }
  })

  it('cannot be asked for with what is not understood', async () => {
    for (const query of [
      '?ended=well',
      '?kind=nothing',
      '?from=yesterday',
      '?limit=0',
      '?limit=201',
      '?before=x',
      '?deprecated=no',
      '?who=ann',
      '?what=calls&what=changes',
      '?status=ok',
      '?shownAs=user',
      '?bytesOutAtLeast=-1',
      '?nothing=x',
    ]) {
      const { outcome } = await world.send('GET', `/events${query}`)
      expect(outcome, query).to.equal('422 request/invalid-input')
    }
  })

  it('are found by every member that was recorded of them', async () => {
    const event = aCallEvent({
      ...{ tenantId: world.jira.id, at: world.clock.now(), caller: 'api-token token' },
      ...{ subject: 'release-bot', trustRule: 'builds', address: '10.9.8.7', policyVersion: 7 },
      ...{ actsAs: 'app', method: 'POST', limits: 'per-token=98/100', detail: 'more' },
    })
    await world.recorded(aCallEvent({ tenantId: world.jira.id }))
    await world.recorded(event, {
      ...{ outcome: 'answered', status: 201, code: undefined, upstreamStatus: 201 },
      ...{ traceId: 'atl-1', durationMs: 30, upstreamMs: 20, bytesIn: 5, bytesOut: 3_000 },
    })
    for (const query of [
      ...[`requestId=${event.requestId}`, 'subject=release-bot', 'trustRule=builds'],
      ...['address=10.9.8.7', 'policyVersion=7', 'actsAs=app', 'shownAs=app', 'traceId=atl-1'],
      ...['status=201', 'upstreamStatus=201', 'countedBy=per-token', 'outcome=answered'],
      ...['upstreamAtLeastMs=20', 'bytesInAtLeast=5', 'bytesOutAtLeast=3000'],
    ]) {
      const { events } = await list(`?${query}`)
      expect(events, query).to.have.length(1)
      expect(events[0], query).to.include({ id: event.id })
    }
    const { json } = await world.send('GET', `/events/${event.id}`)
    expect(json['limits']).to.deep.equal(['per-token=98/100'])
    expect(json['completion']).to.include({ upstreamMs: 20, bytesIn: 5, bytesOut: 3_000 })
    const forms = await describedForms(world)
    expect(forms.faultsOf('get', '/events/{id}', 200, json)).to.equal(undefined)
  })

  it('are for administrators alone', async () => {
    const { outcome } = await world.send('GET', '/events', { as: 'JWT bob.jira' })
    expect(outcome).to.equal('403 person/not-admin')
  })
})
