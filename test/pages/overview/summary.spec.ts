import { expect } from 'chai'
import type { RecordedEvent } from '../../../src/audit/audit-event.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import type { PagesOptions } from '../pages-deps.ts'
import { memoryAuditReader } from '../../audit/memory-audit-reader.ts'
import { limit } from '../../policy/policy-parts.ts'
import { aChange } from '../../support/things.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'
import { aRecordedCall } from './recorded-calls.ts'

const HOUR_MS = 3_600_000

describe('the tab of the summary', () => {
  let world: PagesWorld | undefined
  let log: RecordedEvent[]
  afterEach(() => world?.stop())

  const start = async (options: PagesOptions = {}) => {
    log = []
    const own = await startPages({ reader: memoryAuditReader(log), ...options })
    world = own
    return {
      now: own.clock.now(),
      otherTenant: own.otherTenant,
      logLines: own.logLines,
      hasToken: (owner: string, name: string) => own.hasToken(owner, name),
      records: (...events: readonly RecordedEvent[]) => {
        log.push(...events.map((event) => ({ ...event, tenantId: own.tenant.id })))
      },
      page: async () => (await own.page('/overview', 'ada')).html,
      act: (path: string, as: string, form: Readonly<Record<string, string>>) =>
        own.act(path, as, form),
      post: async (period = '') => (await own.act('/overview/summary', 'ada', { period })).html,
    }
  }
  /** Text of a button, with the filter that it opens the events by. */
  const links = (html: string) =>
    new Map(
      [
        ...html.matchAll(/overview\/events" hx-vals="([^"]*)"[^>]*>([^<]*)<span[^>]*> ([^<]*)</g),
      ].map(([, vals = '', text = '', about = '']) => [
        `${text} ${about}`,
        JSON.parse(vals.replaceAll('&quot;', '"')) as Record<string, string>,
      ]),
    )

  it('says before the first call what to do, and what hinders every call', async () => {
    const html = await (await start()).page()
    expect(html).to.include('No program has called yet')
    expect(html).to.include('https://gatehouse.example.com/sites/acme.atlassian.net')
    expect(html).to.include('Nothing can be called yet')
  })

  it('is for administrators alone', async () => {
    const { act, records } = await start()
    records(aRecordedCall())
    expect((await act('/overview/summary', 'mallory', {})).status).to.equal(403)
  })

  it('counts calls by how they ended, and each number opens just those events', async () => {
    const { now, records, post, act, otherTenant } = await start()
    records(
      aRecordedCall({ at: now }),
      aRecordedCall({ at: now - HOUR_MS }),
      aRecordedCall({ at: now - 2 * HOUR_MS }, { outcome: 'failed', status: 504 }),
      aRecordedCall({ at: now, decision: 'deny', caller: 'api-token b' }, { code: 'call/denied' }),
      aRecordedCall({ at: now - 3 * HOUR_MS, decision: 'deny' }, { code: 'limit/exceeded' }),
      aRecordedCall({ at: now - 25 * HOUR_MS }),
    )
    log.push({ ...aRecordedCall({ at: now }), tenantId: otherTenant.id })
    const found = links(await post('24h'))
    expect([...found.keys()]).to.include.members(['5 calls', '2 calls answered', '2 calls refused'])
    expect([...found.keys()]).to.include.members([
      '1 call failed',
      '1 call A rule of this site denies this call.',
    ])
    expect(links(await post('7d')).has('6 calls')).to.equal(true)
    for (const [text, filter] of found) {
      const [count = ''] = /^\d+(?= calls?\b)/.exec(text) ?? []
      if (count === '') continue
      const { html } = await act('/overview/events', 'ada', filter)
      expect(html.match(/data-event=/g)?.length, text).to.equal(Number(count))
    }
  })

  it('draws the numbers with a name and a sentence, and has them as a table', async () => {
    const { now, records, post } = await start()
    records(aRecordedCall({ at: now }), aRecordedCall({ at: now, decision: 'deny' }))
    const html = await post('24h')
    expect(html).to.match(
      /role="img" aria-labelledby="calls-chart-title" aria-describedby="calls-chart-says"/,
    )
    expect(html).to.include('1 answered, 1 refused, 0 failed. Most at')
    expect(html.match(/<g><title>/g)).to.have.length(24)
    expect(html).to.include('The same as a table').and.not.to.include('style=')
  })

  it('names rules in shadow as administrators named them', async () => {
    const { now, post, records } = await start({
      audit: {
        bypassHits: async () => new Map(),
        shadowHits: async () => new Map([['would-limit:bots', 3]]),
      },
    })
    await world?.policies.change(
      world.tenant.id,
      { actor: 'ada', requestId: 'r' },
      ({ document }) => ({
        ...document,
        limits: { ...document.limits, rules: [limit('bots', { name: 'All the robots' })] },
      }),
    )
    records(aRecordedCall({ at: now }))
    expect(await post()).to.include('The limit “All the robots” in shadow would have refused it.')
  })

  it('tells how long answers took, who calls most, and what else to know', async () => {
    const { now, records, post, act, hasToken } = await start({
      audit: {
        bypassHits: async () => new Map([['old-script', 7]]),
        shadowHits: async () => new Map([['would-deny:no-deletes', 3]]),
      },
      providerHealth: { of: () => [{ provider: 'acme', isUp: false, since: 0, failures: 9 }] },
    })
    const id = await hasToken('ann', 'nightly build')
    records(
      ...[10, 20, 1_500].map((durationMs) =>
        aRecordedCall({ at: now, credentialId: id }, { durationMs }),
      ),
      aRecordedCall({ at: now }, { status: 403, hint: 'upstream/scope-missing' }),
      aChange({ at: now, kind: 'calls.refused', facts: { count: 40 } }),
      aChange({ at: now, kind: 'calls.refused', facts: { count: 2 } }),
    )
    const html = await post('30d')
    for (const words of [
      'API token “nightly build”',
      '“old-script”',
      'Does not answer',
      '1.5 s',
      '42 calls',
    ]) {
      expect(html).to.include(words)
    }
    expect(html).to.include('The rule “no-deletes” in shadow would have refused it.')
    expect(html).to.include('The app does not have the scope that this operation needs')
    const found = links(html)
    const slow = found.get('1.5 s or longer: these calls')
    expect(slow).to.include({ ended: 'answered', atLeastMs: '1500' })
    const { html: slowest } = await act('/overview/events', 'ada', slow ?? {})
    expect(slowest.match(/data-event=/g)).to.have.length(1)
    expect(slowest).to.include('Took 1.5 s or longer')
    expect(found.get('7 calls “old-script”')).to.include({
      credentialKind: 'bypass',
      credentialId: 'old-script',
    })
    expect(found.get('3 calls of API token “nightly build”')).to.include({
      caller: `api-token ${id}`,
    })
  })

  it('names who really made the calls that the product shows as the app’s, with their events', async () => {
    const { now, records, post, act, hasToken } = await start()
    const id = await hasToken('ann', 'nightly build')
    const asApp = { at: now, actsAs: 'app', method: 'POST' } as const
    records(aRecordedCall({ at: now }))
    expect(await post()).not.to.include('Calls the product shows as the app’s')
    records(
      aRecordedCall({ ...asApp, credentialId: id }),
      aRecordedCall({ ...asApp, credentialId: id, method: 'DELETE' }),
      aRecordedCall({ ...asApp, caller: undefined }),
      aRecordedCall({ ...asApp, method: 'GET' }),
      aRecordedCall({ ...asApp, decision: 'deny' }, { code: 'call/denied' }),
    )
    const html = await post()
    expect(html).to.include('Calls the product shows as the app’s')
    const found = links(html)
    for (const [text, calls] of [
      ['3 calls that the product shows as the app’s', 3] as const,
      ['2 calls of API token “nightly build” that the product shows as the app’s', 2] as const,
    ]) {
      const { html: events } = await act('/overview/events', 'ada', found.get(text) ?? { kind: '' })
      expect(events.match(/data-event=/g), text).to.have.length(calls)
      expect(events).to.include('The product shows the app as the author')
    }
  })

  it('draws when each caller last used each operation, and opens just those calls', async () => {
    const { now, records, post, act } = await start()
    const read = { method: 'GET', operation: '/rest/api/3/issue/{issueIdOrKey}', at: now }
    records(
      aRecordedCall(read),
      aRecordedCall({ ...read, at: now - 2 * HOUR_MS }),
      aRecordedCall({ ...read, caller: 'api-token b', at: now - 3 * HOUR_MS }),
      aRecordedCall({ ...read, method: 'PUT', at: now - 5 * 24 * HOUR_MS }),
      aRecordedCall({ ...read, method: 'PUT', at: now - 20 * 24 * HOUR_MS, caller: 'api-token b' }),
      aRecordedCall({ ...read, decision: 'deny' }, { code: 'call/denied' }),
    )
    const html = await post('30d')
    const map = /<table class="uses"[^]*?<\/table>/.exec(html)?.[0] ?? ''
    expect(map.match(/class="use use-\w+/g)).to.deep.equal(
      ['hour', 'day', 'week', 'older'].map((level) => `class="use use-${level}`),
    )
    const [text = ''] = [...links(map).keys()]
    expect(text).to.match(/^2 calls of GET .* the last just now$/)
    const { html: events } = await act('/overview/events', 'ada', links(map).get(text) ?? {})
    expect(events.match(/data-event=/g)).to.have.length(2)
    const day = await post('24h')
    expect(/<table class="uses"[^]*?<\/table>/.exec(day)?.[0])
      .to.include('GET')
      .and.not.include('PUT')
  })

  it('says how much of the time was the product’s', async () => {
    const { now, records, post } = await start()
    records(aRecordedCall({ at: now }, { durationMs: 200, upstreamMs: 174 }))
    expect(await post()).to.include('87 % passed before Jira began to answer')
  })

  it('names tokens that end within 14 days, also by the longest life of the rules', async () => {
    const { now, records, post, hasToken } = await start()
    await hasToken('ann', 'of thirty days')
    records(aRecordedCall({ at: now }))
    expect(await post()).not.to.include('of thirty days')
    world?.clock.move(20 * 24 * HOUR_MS)
    expect(await post('30d'))
      .to.include('of thirty days')
      .and.include('in 10 days')
    const by = { actor: 'ada', requestId: 'r' }
    await world?.policies.change(world.tenant.id, by, ({ document }) => ({
      ...document,
      switches: { ...document.switches, tokenDaysMax: 25 },
    }))
    expect(await post('30d'))
      .to.include('of thirty days')
      .and.include('in 5 days')
    world?.clock.move(6 * 24 * HOUR_MS)
    expect(await post('30d')).not.to.include('of thirty days')
  })

  it('says which number could not be read, and shows the others', async () => {
    const reader = memoryAuditReader()
    const { post, records, logLines } = await start({
      reader: {
        ...reader,
        search: async () => [aRecordedCall()],
        latency: () => Promise.reject(new Error('the disk is gone')),
        topCallers: () => Promise.reject(new Refusal('gatehouse/busy')),
      },
    })
    records(aRecordedCall())
    const html = await post()
    expect(html).to.include('Missing here: how long answers took, who calls most.')
    expect(html).to.include('Calls in the last 24 hours').and.not.to.include('Who calls most')
    expect(html).not.to.include('the disk is gone')
    expect(logLines.join('\n')).to.include('the disk is gone')
  })
})
