import { expect } from 'chai'
import type { RecordedEvent } from '../../../src/audit/audit-event.ts'
import type { AuditReader } from '../../../src/audit/audit-reader.ts'
import type { PolicyDocument } from '../../../src/policy/policy-document.ts'
import { memoryAuditReader } from '../../audit/memory-audit-reader.ts'
import { limit, resourceRule } from '../../policy/policy-parts.ts'
import { aCallEvent } from '../../support/things.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'
import { readerText } from '../rules/access-world.ts'

const DAY_MS = 86_400_000
const NO_DELETES = resourceRule('no-deletes', {
  name: 'No deletes',
  effect: 'deny',
  methods: ['DELETE'],
  path: '/**',
  state: 'shadow',
})

describe('the tab of rules in shadow', () => {
  let world: PagesWorld
  let calls: RecordedEvent[]
  beforeEach(async () => {
    calls = []
    // The log has what was called and what was changed.
    const reader = (): AuditReader => memoryAuditReader([...calls, ...world.events])
    const forwarding = new Proxy({} as AuditReader, {
      get: (_, name) => Reflect.get(reader(), name) as unknown,
    })
    world = await startPages({ admins: ['ada'], reader: forwarding })
  })
  afterEach(() => world.stop())

  const has = async (given: Partial<PolicyDocument>) => {
    const by = { actor: 'ada', requestId: 'made-by-the-test' }
    await world.policies.change(world.tenant.id, by, ({ document }) => ({ ...document, ...given }))
  }
  const document = async () => (await world.policies.read(world.tenant.id)).document
  const post = (path = '', form: Record<string, string> = {}, as = 'ada') =>
    world.act(`/overview/shadow${path}`, as, form)
  const seen = (shadow: string, daysAgo: number, given: object = {}) => {
    calls.push(
      aCallEvent({
        tenantId: world.tenant.id,
        at: world.clock.now() - daysAgo * DAY_MS,
        shadows: shadow,
        method: 'DELETE',
        path: '/rest/api/3/issue/P-1',
        operation: '/rest/api/3/issue/{issueIdOrKey}',
        credentialKind: 'provider-token',
        subject: 'ci',
        caller: 'provider-token acme ci',
        ...given,
      }),
    )
  }
  const limitsWith = async (given: Partial<PolicyDocument['limits']>) => ({
    limits: { ...(await document()).limits, ...given },
  })

  it('says so where nothing is in shadow', async () => {
    expect((await post()).html).to.include('Nothing is in shadow')
  })

  it('tells for each rule how many calls it would have met, whose, and on which day', async () => {
    await has({ resources: [NO_DELETES] })
    seen('would-deny:no-deletes', 0)
    seen('would-deny:no-deletes', 1)
    seen('would-deny:no-deletes', 1, { caller: 'provider-token acme cd', subject: 'cd' })
    seen('would-deny:another', 0)
    const { html } = await post()
    const text = readerText(html)
    expect(text).to.include('3 calls in shadow: show the events')
    expect(text).to.include('would have been refused by it, which all other rules allow.')
    expect(text).to.match(/for ci .*DELETE \/rest\/api\/3\/issue\/\{issueIdOrKey\} 2 /)
    expect(html.match(/class="shadow-bar"/g), 'a bar for each day').to.have.length(7)
  })

  it('leads from each number to its events, by caller, operation and day', async () => {
    await has({ resources: [NO_DELETES] })
    seen('would-deny:no-deletes', 1)
    const { html } = await post()
    const sent = [...html.matchAll(/hx-vals="([^"]+)"/g)].map(
      ([, vals = '']) => JSON.parse(vals.replaceAll('&quot;', '"')) as Record<string, string>,
    )
    expect(sent.every(({ shadow }) => shadow === 'would-deny:no-deletes')).to.equal(true)
    const row = sent.find(({ caller }) => caller !== undefined)
    expect(row).to.include({ caller: 'provider-token acme ci', method: 'DELETE' })
    const days = sent.filter(({ from, to }) => Number(to) - Number(from) === DAY_MS)
    expect(days).to.have.length(1)
    const events = await world.act('/overview/events', 'ada', row ?? {})
    expect(readerText(events.html)).to.include('/rest/api/3/issue/P-1')
  })

  it('looks back seven days, and thirty on request', async () => {
    await has({ resources: [NO_DELETES] })
    seen('would-deny:no-deletes', 20)
    expect((await post()).html).to.include('It would have refused no call')
    const { html } = await post('/days', { days: '30' })
    expect(html).to.include('would have been refused by it')
    expect(html.match(/class="shadow-bar"/g)).to.have.length(30)
  })

  it('tells since when a rule is watched that met nothing yet', async () => {
    await has({
      resources: [NO_DELETES],
      ...(await limitsWith({ rules: [limit('all', { state: 'shadow' })] })),
    })
    await has(await limitsWith({ destructive: { perHour: 5, state: 'shadow' } }))
    world.clock.move(2 * DAY_MS)
    const text = readerText((await post()).html)
    expect(text.match(/Watched since .*? \(2 days ago\)/g)).to.have.length(3)
    expect(text).to.include('It would have locked nobody.')
  })

  it('asks before a rule is enforced, and says who loses which calls', async () => {
    await has({ resources: [NO_DELETES] })
    seen('would-deny:no-deletes', 3)
    const asked = await post('/resource/no-deletes/enforce')
    const text = readerText(asked.html)
    expect(text).to.include('This change takes something away')
    expect(text).to.include(
      'for ci: 1 call of DELETE /rest/api/3/issue/{issueIdOrKey} in the last 30 days.',
    )
    expect((await document()).resources[0]?.state).to.equal('shadow')

    // What was found meanwhile is no reason to ask once more.
    seen('would-deny:no-deletes', 0)
    const answer = /&quot;answer&quot;:&quot;([0-9a-f]{32})&quot;/.exec(asked.html)?.[1] ?? ''
    const { html } = await post('/resource/no-deletes/enforce', { answer })
    expect(html).to.include('“No deletes” is on.').and.to.include('Nothing is in shadow')
    expect((await document()).resources[0]?.state).to.equal('on')
    expect(world.events.at(-1)).to.deep.include({ kind: 'resource.changed', actor: 'ada' })
  })

  it('asks of a rule that opens something and of the guard just so', async () => {
    const opening = resourceRule('search', { name: 'Search', state: 'shadow' })
    await has({
      resources: [opening],
      ...(await limitsWith({ destructive: { perHour: 5, state: 'shadow' } })),
    })
    const opens = await post('/resource/search/enforce')
    expect(opens.html).to.include('This change takes nothing away')
    expect(opens.html).to.include('it would have allowed no call')
    const locks = await post('/guard/destructive/enforce')
    expect(locks.html).to.include('is locked until somebody unlocks it')
    expect((await document()).limits.destructive?.state).to.equal('shadow')
  })

  it('switches a rule off by one click, since nobody loses anything', async () => {
    await has(await limitsWith({ rules: [limit('all', { name: 'All', state: 'shadow' })] }))
    const { html } = await post('/limit/all/off')
    expect(html).to.include('“All” is off.')
    expect((await document()).limits.rules[0]?.state).to.equal('off')
  })

  it('enforces nothing that is not in shadow any more, and is for administrators', async () => {
    await has({ resources: [{ ...NO_DELETES, state: 'off' }] })
    expect((await post('/resource/no-deletes/enforce')).status).to.equal(404)
    expect((await post('/resource/none/off')).status).to.equal(404)
    expect((await post('', {}, 'bob')).status).to.equal(403)
    expect((await post('/resource/no-deletes/off', {}, 'bob')).status).to.equal(403)
    expect((await document()).resources[0]?.state).to.equal('off')
  })
})
