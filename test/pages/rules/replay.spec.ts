import { expect } from 'chai'
import type { Replayer } from '../../../src/policy/replay/replayer.ts'
import { EVERYTHING, starterSets } from '../../../src/policy/starter-sets.ts'
import { aCallEvent } from '../../support/things.ts'
import { aReplayer } from '../../policy/replay/a-replayer.ts'
import { formIn } from '../form-in.ts'
import { aRule, readerText, startAccess, type AccessWorld } from './access-world.ts'

/** What the page of rules sends in place of an answer. */
const TRY = { answer: 'try' }

describe('a change of the rules, before it is saved', () => {
  let world: AccessWorld
  let replayer: Replayer
  beforeEach(async () => {
    // Made after the world, whose tenant the calls are of.
    world = await startAccess({ replayer: { try: (...given) => replayer.try(...given) } })
    const { tenant, policies } = world
    const events = [1, 2, 3].map((minute) =>
      aCallEvent({
        tenantId: tenant.id,
        at: world.clock.now() - minute * 60_000,
        credentialKind: 'context-token',
        credentialId: 'bob',
        caller: 'context-token bob',
        accountId: 'bob',
        method: 'GET',
        path: minute === 3 ? '/rest/api/3/myself' : '/rest/api/3/issue/P-1',
        decision: 'allow',
        rule: 'resource:everything',
        policyVersion: 1,
        seen: { access: 'write', groups: [], queryNames: [] },
      }),
    )
    replayer = aReplayer(events, policies)
    await world.has({ resources: [EVERYTHING] })
  })
  afterEach(() => world.stop())

  const removing = `/resources/${EVERYTHING.id}/remove`

  it('is offered to be tried where somebody loses something, and the offer saves nothing', async () => {
    const { html } = await world.post(removing)
    expect(html).to.include('This change takes something away')
    expect(html).to.include('Try it on the last 500 calls')
    expect(html).to.include('{&quot;answer&quot;:&quot;try&quot;}')
    expect((await world.document()).resources).to.have.length(1)
  })

  it('tells, once it is tried, who loses which calls, and can be saved from there', async () => {
    const { html } = await world.post(removing, TRY)
    const text = readerText(html)
    expect(text).to.include('Of the last 3 calls, 3 would be refused.')
    expect(text).to.include('A page of the product bob loses 3 calls')
    expect(text).to.include('Refused 3 calls, the latest GET /rest/api/3/issue/P-1')
    expect(text).to.include('refused by “Nothing is available unless a rule allows it”')
    expect(text).to.include(`Today allowed by “${EVERYTHING.name}”.`)
    expect((await world.document()).resources, 'nothing is saved').to.have.length(1)
    const answer = /{&quot;answer&quot;:&quot;([0-9a-f]{32})&quot;}/.exec(html)?.[1] ?? ''
    await world.post(removing, { answer })
    expect((await world.document()).resources).to.have.length(0)
  })

  it('that takes nothing away is saved without a question, and tried on request', async () => {
    await world.has({ resources: [aRule()] })
    const { html } = await world.post('/resources/form')
    expect(html).to.include('Try it on the last 500 calls')
    const form = {
      ...formIn(html),
      name: 'All',
      id: 'all',
      effect: 'allow',
      methods: 'all',
      path: '/**',
      state: 'on',
    }
    const tried = await world.post('/resources/save', { ...form, ...TRY })
    const text = readerText(tried.html)
    expect(text).to.include('This change takes nothing away')
    expect(text).to.include('Of the last 3 calls, 1 would be allowed.')
    expect(await world.document()).to.have.nested.property('resources.length', 1)
    await world.post('/resources/save', form)
    expect(await world.document()).to.have.nested.property('resources.length', 2)
  })

  it('of one click is tried as well: a set, a state, a removal', async () => {
    const [set] = starterSets('jira').filter(({ id }) => id !== 'everything')
    const page = await world.act('/rules/access', 'ada', {})
    expect(page.html).to.include('Try it on the last 500 calls')
    const added = await world.post(`/starters/${set?.id ?? ''}/add`, TRY)
    expect(readerText(added.html)).to.include('None of the last 3 calls would end otherwise.')
    expect(added.html).to.include(`/rules/access/starters/${set?.id ?? ''}/add"`)
    const states = await world.post(`/resources/${EVERYTHING.id}/ask-state`)
    expect(states.html).to.include('{"answer":"try","state":"off"}')
    const off = await world.post(`/resources/${EVERYTHING.id}/state`, { ...TRY, state: 'off' })
    expect(readerText(off.html)).to.include('Of the last 3 calls, 3 would be refused.')
    const removal = await world.post(`/resources/${EVERYTHING.id}/ask-removal`)
    expect(removal.html).to.include('{"answer":"try"}')
    expect((await world.document()).resources).to.deep.equal([EVERYTHING])
  })

  it('says so where no call would end otherwise, and where nobody has called', async () => {
    const { tenant } = world
    const form = { ...formIn((await world.post('/resources/form')).html), name: 'X', id: 'x' }
    const unlike = {
      ...form,
      effect: 'deny',
      methods: 'all',
      path: '/rest/api/3/none',
      state: 'on',
      ...TRY,
    }
    const { html } = await world.post('/resources/save', unlike)
    expect(html).to.include('None of the last 3 calls would end otherwise.')
    replayer = aReplayer([], world.policies)
    expect((await replayer.try(tenant, await world.document())).calls).to.equal(0)
    expect((await world.post(removing, TRY)).html).to.include('Nobody has called yet')
  })

  it('is not tried where it is refused anyway: what is wrong with it comes first', async () => {
    const form = { ...formIn((await world.post('/resources/form')).html), name: '', ...TRY }
    const { status, html } = await world.post('/resources/save', form)
    expect(status).to.equal(422)
    expect(html).not.to.include('replay-heading')
  })

  it('of limits alone is not offered to be tried: nothing of the past can tell', async () => {
    const rule = {
      id: 'all',
      name: 'All',
      state: 'on',
      per: 'tenant',
      points: 9,
      seconds: 60,
    } as const
    await world.has({ limits: { rules: [rule], readsWhenBroken: 'served' } })
    const { html } = await world.act('/rules/limits/broken', 'ada', { reads: 'refused' })
    expect(html).to.include('This change takes something away').and.not.to.include('last 500 calls')
  })

  it('of a switch is tried beside switching it, and switched from there', async () => {
    const page = await world.act('/rules/switches', 'ada', {})
    expect(page.html).to.include(
      '{&quot;id&quot;:&quot;contextTokens&quot;,&quot;to&quot;:&quot;off&quot;}',
    )
    const wish = { id: 'contextTokens', to: 'off' }
    const { html } = await world.act('/rules/switches/try', 'ada', wish)
    expect(html).to.include('Of the last 3 calls, 3 would be refused.')
    expect((await world.document()).switches.contextTokens).to.equal(true)
    await world.act('/rules/switches/set', 'ada', wish)
    expect((await world.document()).switches.contextTokens).to.equal(false)
  })

  describe('as a whole document', () => {
    it('is tried from its import, which stays to be confirmed', async () => {
      const text = JSON.stringify({ ...(await world.document()), resources: [] })
      const act = (form: Record<string, string>) =>
        world.act('/rules/versions/import/check', 'ada', { text, ...form })
      const checked = await act({})
      expect(checked.html).to.include('Try it on the last 500 calls')
      const { html } = await act(TRY)
      expect(html).to.include('Of the last 3 calls, 3 would be refused.')
      expect(html)
        .to.include('Import these rules')
        .and.not.to.include('Try it on the last 500 calls')
      expect((await world.document()).resources).to.have.length(1)
    })

    it('is tried before an old version is restored', async () => {
      const asked = await world.act('/rules/versions/0/restore', 'ada', {})
      expect(asked.html).to.include('Try it on the last 500 calls')
      const { html } = await world.act('/rules/versions/0/restore', 'ada', TRY)
      expect(html).to.include('Of the last 3 calls, 3 would be refused.')
      expect((await world.document()).resources).to.have.length(1)
    })
  })
})
