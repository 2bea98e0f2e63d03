import { expect } from 'chai'
import type { RecordedEvent } from '../../../src/audit/audit-event.ts'
import { FILTER_NAMES } from '../../../src/audit/event-filter.ts'
import { memoryAuditReader } from '../../audit/memory-audit-reader.ts'
import { aCallEvent, aChange } from '../../support/things.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'
import { aRecordedCall } from './recorded-calls.ts'

const CLOCK = 1_763_800_000_000

describe('the tab of events', () => {
  let world: PagesWorld
  let log: RecordedEvent[]
  beforeEach(async () => {
    log = []
    world = await startPages({ reader: memoryAuditReader(log) })
  })
  afterEach(() => world.stop())

  const records = (...events: readonly RecordedEvent[]) => {
    log.push(...events.map((event) => ({ ...event, tenantId: world.tenant.id })))
  }
  const post = async (form: Readonly<Record<string, string>> = {}, as = 'ada') =>
    world.act('/overview/events', as, form)
  const rowsIn = (html: string) => html.match(/<tr role="row" data-event=/g)?.length ?? 0

  it('is for administrators alone', async () => {
    records(aRecordedCall({ path: '/rest/api/3/secret-project' }))
    const { status, html } = await post({}, 'mallory')
    expect(status).to.equal(403)
    expect(html).not.to.include('secret-project')
  })

  it('shows nothing of another tenant', async () => {
    log.push({ ...aRecordedCall({ path: '/foreign' }), tenantId: world.otherTenant.id })
    const { html } = await post()
    expect(html).to.include('Nothing has happened yet').and.not.to.include('/foreign')
  })

  it('tells of each call who made it, how it ended and why, in words', async () => {
    const id = await world.hasToken('ann', 'nightly build')
    records(
      aRecordedCall(
        { credentialId: id, decision: 'deny', rule: 'resource:no-deletes', method: 'DELETE' },
        { code: 'call/denied' },
      ),
      aRecordedCall({}, { status: 403, hint: 'upstream/user-lacks-permission' }),
      aRecordedCall(
        { shadows: 'would-limit:bots' },
        { outcome: 'failed', status: 504, code: 'upstream/timeout' },
      ),
      aCallEvent(),
      aChange({ kind: 'token.revoked', actor: 'gatehouse', facts: { name: 'old one' } }),
      aChange({
        kind: 'calls.refused',
        actor: 'unknown',
        subject: 'credential/invalid',
        facts: { count: 1_234 },
      }),
    )
    const { html } = await post()
    for (const words of [
      'API token “nightly build”',
      'Refused 403',
      'A rule of this site denies this call.',
      'the user may not do this in the product either',
      'Failed 504',
      'The product did not answer in time.',
      'The limit “bots” in shadow would have refused it.',
      'Not known',
      'A token was revoked',
      '“old one”',
      'Gatehouse itself',
      '1,234 in one minute: The credential is not valid.',
    ]) {
      expect(html).to.include(words)
    }
  })

  it('shows what callers put into their calls as text, never as markup', async () => {
    records(aRecordedCall({ path: '/<img src=x>', subject: '"><script>', credentialKind: 'basic' }))
    const { html } = await post()
    expect(html).to.include('/&lt;img src&#x3D;x&gt;')
    expect(html).not.to.include('<img').and.not.to.include('<script>')
  })

  it('shows what fits the filter, says what that is, and takes parts of it away', async () => {
    records(
      aRecordedCall({ method: 'DELETE', decision: 'deny' }, { code: 'call/denied' }),
      aRecordedCall({ method: 'DELETE' }),
      aRecordedCall({ method: 'GET', caller: 'api-token two' }),
    )
    const { html } = await post({ method: 'DELETE', ended: 'refused' })
    expect(rowsIn(html)).to.equal(1)
    expect(html).to.include('Method: DELETE')
    expect(html).to.include('hx-vals="{&quot;ended&quot;:&quot;refused&quot;}"')
    expect(rowsIn((await post({ caller: 'api-token two' })).html)).to.equal(1)
    expect(rowsIn((await post({ unknown: 'x' })).html)).to.equal(3)
    expect((await post({ code: 'nothing' })).html).to.include('Nothing fits')
  })

  it('takes times as fields of a browser send them, of UTC, and as milliseconds', async () => {
    records(
      aRecordedCall({ at: Date.UTC(2026, 10, 22, 9, 59) }),
      aRecordedCall({ at: Date.UTC(2026, 10, 22, 10) }),
    )
    const from = '2026-11-22T10:00'
    expect(rowsIn((await post({ from })).html)).to.equal(1)
    expect((await post({ from })).html).to.include('From 22 Nov 2026, 10:00 UTC')
    expect(rowsIn((await post({ to: from })).html)).to.equal(1)
    expect(rowsIn((await post({ from: String(Date.UTC(2026, 10, 22)) })).html)).to.equal(2)
  })

  it('says at its field what it does not understand, and lists nothing then', async () => {
    records(aRecordedCall())
    const { status, html } = await post({ from: 'yesterday', ended: 'well' })
    expect(status).to.equal(422)
    expect(html).to.include('Must be a time').and.include('Must be answered, refused or failed.')
    expect(rowsIn(html)).to.equal(0)
  })

  it('shows fifty at once, and goes on with the older ones of the same filter', async () => {
    const many = Array.from({ length: 60 }, (_, at) => aRecordedCall({ at: CLOCK + at }))
    records(...many, aRecordedCall({ method: 'PUT' }))
    const first = await post({ method: 'GET' })
    expect(rowsIn(first.html)).to.equal(50)
    const [, vals = ''] = /hx-vals="([^"]*)"[^>]*>Show older events/.exec(first.html) ?? []
    const older = JSON.parse(vals.replaceAll('&quot;', '"')) as Record<string, string>
    const next = await post(older)
    expect(rowsIn(next.html)).to.equal(10)
    expect(next.html).to.include('Show the newest').and.not.to.include('Show older events')
  })

  it('has a field for every member that was recorded, and keeps what stands in them', async () => {
    records(aRecordedCall({ address: '10.9.8.7' }, { upstreamMs: 8, bytesOut: 2_048 }))
    const { html } = await post({ address: '10.9.8.7', bytesOutAtLeast: '2048' })
    for (const name of FILTER_NAMES) expect(html, name).to.include(` name="${name}"`)
    expect(rowsIn(html)).to.equal(1)
    expect(html).to.include('value="10.9.8.7"').and.include('Address: 10.9.8.7')
    expect(html).to.include('Answered 2,048 bytes or more')
    expect(html).to.include('10 ms, of which Jira 8 ms')
    expect(html).to.include('<dt>completion.bytesOut</dt><dd>2048</dd>')
    const wrong = await post({ status: 'ok' })
    expect(wrong.status).to.equal(422)
    expect(wrong.html).to.match(/<details class="events-more" open>[^]*Must be a whole number\./)
  })

  it('has as files what the list is limited to, and none of nothing', async () => {
    records(aRecordedCall({ caller: 'api-token a&b' }))
    const { html } = await post({ caller: 'api-token a&b' })
    const [, address = ''] = /data-download="([^"]*)"/.exec(html) ?? []
    expect(address.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')).to.equal(
      '/api/v1/events/export?format=csv&caller=api-token+a%26b',
    )
    expect((await post({ caller: 'nobody' })).html).not.to.include('data-download')
  })

  it('has for each call what asks why', async () => {
    const call = aRecordedCall()
    records(call)
    const { html } = await post()
    expect(html).to.include('hx-post="/jira/pages/overview/explain/ask"')
    expect(html).to.include(`hx-vals="{&quot;id&quot;:&quot;${call.id}&quot;}"`)
  })
})
