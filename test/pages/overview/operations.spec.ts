import { expect } from 'chai'
import type { RecordedEvent } from '../../../src/audit/audit-event.ts'
import { goesAwayWords } from '../../../src/pages/overview/operations/sunset-words.ts'
import { tenantIdOf } from '../../../src/tenants/tenant.ts'
import { memoryAuditReader } from '../../audit/memory-audit-reader.ts'
import { aCallEvent } from '../../support/things.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'
import { readerText } from '../rules/access-world.ts'

const TAB = '/overview/operations'

describe('the tab of operations', () => {
  const events: RecordedEvent[] = []
  let world: PagesWorld
  beforeEach(async () => {
    events.length = 0
    world = await startPages({ reader: memoryAuditReader(events) })
  })
  afterEach(() => world.stop())

  const shown = async () => readerText((await world.act(TAB, 'ada', {})).html)
  const found = async (form: Record<string, string>) =>
    (await world.act(`${TAB}/search`, 'ada', form)).html
  const rowsOf = (html: string) =>
    [...html.matchAll(/data-operation="([^"]+)"/g)].map(([, operation]) => operation)

  const aSearch = (given: Parameters<typeof aCallEvent>[0] = {}, deprecation?: string) => {
    const call = aCallEvent({
      tenantId: world.tenant.id,
      at: world.clock.now() - 3_600_000,
      path: '/rest/api/2/search',
      operation: '/rest/api/2/search',
      caller: 'api-token t-1',
      credentialId: 't-1',
      ...given,
    })
    events.push({
      ...call,
      completion: {
        outcome: 'answered',
        status: 200,
        code: undefined,
        upstreamStatus: 200,
        traceId: undefined,
        durationMs: 5,
        ...(deprecation === undefined ? {} : { deprecation }),
      },
    })
  }

  it('says kindly that nobody uses what goes away, where nobody does', async () => {
    aSearch({ operation: '/rest/api/3/search/jql' })
    aSearch({ at: world.clock.now() - 31 * 24 * 3_600_000 })
    aSearch({ tenantId: world.otherTenant.id })
    aSearch({ decision: 'deny' })
    expect(await shown()).to.include('Nobody uses anything that goes away')
  })

  it('tells who still uses what goes away, by the catalogue in every version and by the answers', async () => {
    const tokenId = await world.hasToken('ada', 'nightly report')
    const caller = `api-token ${tokenId}`
    aSearch({ caller, credentialId: tokenId })
    aSearch({ caller, credentialId: tokenId })
    aSearch({ method: 'HEAD', operation: '/rest/api/latest/search' })
    aSearch(
      {
        method: 'PUT',
        operation: '/rest/api/3/issue/{issueIdOrKey}',
        credentialKind: 'provider-token',
        subject: 'ann@acme.example',
        caller: 'provider-token acme ann@acme.example',
      },
      'deprecation=@1767225600; sunset=Sun, 28 Feb 2027 00:00:00 GMT',
    )
    const text = await shown()
    expect(text).to.include('In the last 30 days 3 callers used what is to be taken away.')
    expect(text).to.match(
      /API token “nightly report”.{0,80}Search for issues using JQL.{0,80}2 calls/,
    )
    expect(text).to.match(/HEAD\s+\/rest\/api\/latest\/search/)
    expect(text).to.match(/Token of “acme” for ann@acme.example.*Edit issue.*Until 28 Feb 2027/)
    expect(text).not.to.include('Nobody uses')
  })

  it('leads from each row to the events behind it', async () => {
    aSearch()
    const { html } = await world.act(TAB, 'ada', {})
    const [, address, values = ''] =
      /hx-post="([^"]+\/overview\/events)" hx-vals="([^"]+)"/.exec(html) ?? []
    expect(address).to.equal('/jira/pages/overview/events')
    expect(JSON.parse(values.replaceAll('&quot;', '"'))).to.deep.equal({
      what: 'calls',
      caller: 'api-token t-1',
      method: 'GET',
      operation: '/rest/api/2/search',
      from: String(world.clock.now() - 30 * 24 * 3_600_000),
      to: String(world.clock.now() + 1),
    })
  })

  it('shows nothing that a caller made up as anything but text', async () => {
    aSearch(
      { credentialKind: 'provider-token', subject: '<b>"x', caller: 'p <script>' },
      'sunset=<i>',
    )
    const { html } = await world.act(TAB, 'ada', {})
    expect(html).to.include('&lt;b&gt;&quot;x')
    expect(html).not.to.match(/<b>|<script>|<i>/)
  })

  it('finds operations as somebody types, and tells how many', async () => {
    const html = await found({ text: 'create issue' })
    expect(rowsOf(html)[0]).to.equal('POST /rest/api/3/issue')
    expect(html).to.match(/<hx-partial hx-target="#operations-count">22 operations\.<\/hx-partial>/)
    const none = await found({ text: 'zzqq' })
    expect(rowsOf(none)).to.deep.equal([])
    expect(readerText(none)).to.include('No operation fits. Try fewer words')
  })

  it('filters by API and kind, and shows more of a long list when asked', async () => {
    expect(rowsOf(await found({ api: 'jira-software', only: 'deprecated' }))).to.deep.equal([])
    const deprecated = rowsOf(await found({ only: 'deprecated' }))
    expect(deprecated).to.have.length(23).and.to.include('GET /rest/api/3/search')
    const first = await found({})
    expect(rowsOf(first)).to.have.length(25)
    expect(readerText(first)).to.include('The first 25 of 655 operations.')
    expect(rowsOf(await found({ more: '25' }))).to.have.length(50)
    expect(rowsOf(await found({ more: '700' }))).to.have.length(655)
    expect(await found({ more: '700' })).not.to.include('Show more')
    expect(rowsOf(await found({ api: 'nonsense', only: 'x', more: '-5' }))).to.have.length(25)
  })

  it('says which scope an operation needs, and where the app does not ask for it', async () => {
    const about = async (text: string) => readerText(await found({ text }))
    expect(await about('POST /rest/api/3/field')).to.match(
      /ADMIN The app does not ask for this scope/,
    )
    expect(await about('GET /rest/api/3/users')).to.include('serves this to no Connect app')
    const edit = await about('PUT /rest/api/3/issue/P-1')
    expect(edit).to.include('WRITE').and.not.to.include('does not ask')
    expect(await about('GET /rest/agile/1.0/board/5')).to.include('At least READ')
  })

  it('is of the product that the page is of', async () => {
    await world.stop()
    const tenant = { product: 'confluence' as const, baseUrl: 'https://acme.atlassian.net/wiki' }
    world = await startPages({
      tenant: { ...tenant, id: tenantIdOf('confluence', 'c') },
      reader: memoryAuditReader(events),
    })
    aSearch({ operation: '/rest/api/content/{id}', caller: 'api-token t-2' })
    expect(await shown())
      .to.include('What Confluence takes away')
      .and.to.include('Get content by ID')
    expect(rowsOf(await found({ text: 'create page' }))[0]).to.equal('POST /api/v2/pages')
  })

  it('is for administrators alone', async () => {
    for (const path of [TAB, `${TAB}/search`]) {
      expect((await world.act(path, 'bob', {})).status, path).to.equal(403)
    }
  })
})

describe('until when an operation is there', () => {
  it('is read of the headers that the product sent, and of nothing that is no date', () => {
    expect(goesAwayWords(undefined)).to.include('without a date')
    expect(goesAwayWords('deprecation=@1767225600')).to.equal('Deprecated since 1 Jan 2026')
    expect(goesAwayWords('sunset=Sun, 28 Feb 2027 00:00:00 GMT')).to.equal('Until 28 Feb 2027')
    expect(goesAwayWords('deprecation=true')).to.equal('Said by its answers')
    expect(goesAwayWords('deprecation=@99999999999; sunset=<never>')).to.match(
      /^Deprecated since|^Said/,
    )
  })
})
