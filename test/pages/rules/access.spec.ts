import { expect } from 'chai'
import { starterSets } from '../../../src/policy/starter-sets.ts'
import { formIn } from '../form-in.ts'
import { aBypass, aRule, readerText, startAccess, type AccessWorld } from './access-world.ts'
import { answerIn } from './groups-world.ts'

const DENIAL = aRule({
  id: 'no-deletes',
  name: 'No deletes',
  effect: 'deny',
  methods: ['DELETE'],
  path: '/**',
})

describe('the list of access rules', () => {
  let world: AccessWorld
  let shadowHits: ReadonlyMap<string, number>
  let asked: readonly unknown[][]
  beforeEach(async () => {
    shadowHits = new Map()
    asked = []
    world = await startAccess({
      audit: {
        bypassHits: async () => new Map<string, number>(),
        shadowHits: async (...of) => {
          asked = [...asked, of]
          return shadowHits
        },
      },
    })
  })
  afterEach(() => world.stop())

  const page = async (as = 'ada') => (await world.page('/rules', as)).html

  it('says while there is none that nothing can be called, and offers the starter sets', async () => {
    const html = await page()
    expect(html).to.include('Nothing can be called yet')
    for (const { name } of starterSets('jira')) expect(readerText(html)).to.include(name)
  })

  it('tells of each rule what it does, to which calls, for whom, in the order of the policy', async () => {
    const groups = [
      {
        id: 'eng',
        name: 'Engineers <all>',
        sources: [{ from: 'product', groupId: 'g', name: 'g' }],
      },
    ] as const
    const who = { all: [{ group: 'eng' }, { credential: 'api-token' }] } as const
    const rule = aRule({
      who,
      actsAs: 'user',
      networks: ['10.0.0.0/8'],
      cost: 5,
      query: [{ name: 'jql', is: 'present' }],
    })
    await world.has({ groups, resources: [DENIAL, rule] })
    const html = await page()
    expect(html.indexOf('No deletes')).to.be.below(html.indexOf('Read issues'))
    const text = readerText(html)
    expect(text)
      .to.match(/Deny No deletes/)
      .and.to.match(/DELETE \/\*\*/)
    expect(text).to.include('Reads /rest/api/3/issue/{key}/**')
    expect(text).to.include(
      'Members of Engineers &lt;all&gt;, with an API token, acting as a user, from 10.0.0.0/8',
    )
    expect(text).to.include('jql is present').and.to.include('5 points')
    expect(readerText(await page('ada@2'))).not.to.include('No deletes')
  })

  it('says of a rule for callers without a credential whether the switch lets it hold', async () => {
    await world.has({ resources: [aRule({ anonymous: true })] })
    expect(await page()).to.include('once the switch for such calls is on')
    const { switches } = await world.document()
    await world.has({ switches: { ...switches, anonymousCalls: true } })
    expect(await page())
      .to.include('Also without a credential')
      .and.not.to.include('once the switch')
  })

  it('warns when no rule that is on lets anything through', async () => {
    await world.has({ resources: [DENIAL, aRule({ state: 'shadow' })] })
    expect(await page()).to.include('No rule that allows is switched on')
    await world.has({ resources: [DENIAL, aRule()] })
    expect(await page()).not.to.include('No rule that allows is switched on')
  })

  it('reports what rules in shadow would have done in 30 days, of this site', async () => {
    shadowHits = new Map([
      ['would-deny:no-deletes', 12],
      ['would-allow:read-issues', 1],
    ])
    await world.has({ resources: [{ ...DENIAL, state: 'shadow' }, aRule({ state: 'shadow' })] })
    const text = readerText(await page())
    expect(text).to.include('Would have denied 12 calls in the last 30 days')
    expect(text).to.include('“Gatehouse overview”, under “Shadow”, tells whose.')
    expect(text).to.include('Would have allowed 1 call in the last 30 days')
    expect(asked.at(-1)).to.deep.equal([world.tenant.id, world.clock.now() - 30 * 86_400_000])
    await world.has({ resources: [DENIAL] })
    expect(readerText(await page())).not.to.include('Would have')
  })

  it('moves a rule up and down, keeps the keyboard on the button, and records one event each', async () => {
    await world.has({ resources: [DENIAL, aRule(), aRule({ id: 'third', name: 'Third' })] })
    const ids = async () => (await world.document()).resources.map(({ id }) => id)
    const { html } = await world.post('/resources/third/move', { to: 'up' })
    expect(await ids()).to.deep.equal(['no-deletes', 'third', 'read-issues'])
    expect(html).to.match(/data-focus><span aria-hidden="true">↑<\/span><span[^>]*>Move Third up/)
    const top = await world.post('/resources/third/move', { to: 'up' })
    expect(top.html).to.match(/data-focus><span aria-hidden="true">↓<\/span><span[^>]*>Move Third/)
    await world.post('/resources/third/move', { to: 'up' })
    expect(await ids()).to.deep.equal(['third', 'no-deletes', 'read-issues'])
    await world.post('/resources/third/move', { to: 'down' })
    expect(await ids()).to.deep.equal(['no-deletes', 'third', 'read-issues'])
    expect((await world.post('/resources/third/move', { to: 'out' })).status).to.equal(422)
    const kinds = world.events.slice(1).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'resources.reordered')).to.have.length(3)
  })

  it('switches a rule to shadow, off and on, and says what that means', async () => {
    await world.has({ resources: [DENIAL] })
    const state = async () => (await world.document()).resources[0]?.state
    const asked = readerText((await world.post('/resources/no-deletes/ask-state')).html)
    expect(asked).to.include('Calls that fit it are refused').and.to.include('Switch to Shadow')
    expect(asked).to.match(/As if it were not there\. Not denied any more.*Switch to Off/)
    const shadow = await world.post('/resources/no-deletes/state', { state: 'shadow' })
    expect(readerText(shadow.html)).to.include('Nothing is stopped')
    expect(await state()).to.equal('shadow')
    await world.post('/resources/no-deletes/state', { state: 'off' })
    expect(await state()).to.equal('off')
    const on = await world.post('/resources/no-deletes/state', { state: 'on' })
    expect(on.html)
      .to.include('Nothing is saved yet')
      .and.to.include('&quot;state&quot;:&quot;on&quot;')
    expect(await state(), 'nobody was told').to.equal('off')
    const confirmed = { state: 'on', ...answerIn(on.html) }
    await world.post('/resources/no-deletes/state', confirmed)
    expect(await state()).to.equal('on')
    expect((await world.post('/resources/no-deletes/state', { state: 'x' })).status).to.equal(422)
    expect(world.events.slice(-3).map(({ kind }) => kind)).to.deep.equal(
      Array.from({ length: 3 }, () => 'resource.changed'),
    )
  })

  it('says before a rule is removed who loses access, and removes it with one event', async () => {
    await world.has({ resources: [aRule()] })
    const asked = await world.post('/resources/read-issues/ask-removal')
    expect(readerText(asked.html)).to.match(/Not allowed any more.*Read issues.*Remove rule/)
    expect((await world.document()).resources).to.have.length(1)
    const { html } = await world.post('/resources/read-issues/remove', toldIn(asked.html))
    expect(html).to.include('“Read issues” is removed').and.to.include('Nothing can be called yet')
    expect(world.events.at(-1)).to.include({ kind: 'resource.removed', subject: 'read-issues' })
  })

  it('asks anew where a rule was changed since its question was read', async () => {
    for (const [question, action, sent] of [
      ['ask-removal', 'remove', {}],
      ['ask-state', 'state', { state: 'off' }],
    ] as const) {
      const rule = aRule({ path: `/rest/api/3/${action}/**` })
      await world.has({ resources: [aRule()] })
      const read = await world.post(`/resources/read-issues/${question}`)
      await world.has({ resources: [rule] })
      const form = { ...sent, ...toldIn(read.html, 'off') }
      const asked = await world.post(`/resources/read-issues/${action}`, form)
      expect(asked.html)
        .to.include('Nothing is saved yet')
        .and.to.include(`/rest/api/3/${action}/**`)
      const [, own = ''] = /hx-post="([^"]*)"[^>]*>Leave it as it was/.exec(asked.html) ?? []
      expect(asked.html).to.match(
        new RegExp(
          `hx-post="${own}/resources/read-issues/${action}" hx-vals="[^"]*" hx-include="this"`,
        ),
      )
      expect((await world.document()).resources).to.deep.equal([rule])
      const confirmed = { ...sent, ...answerIn(asked.html) }
      await world.post(`/resources/read-issues/${action}`, confirmed)
      expect((await world.document()).resources).not.to.deep.equal([rule])
    }
  })

  it('adds a starter set with one click, and what is there already stays as it is', async () => {
    const [set] = starterSets('jira')
    const [first] = set?.rules ?? []
    if (set === undefined || first === undefined) throw new Error('there is no starter set')
    const mine = { ...first, name: 'Mine' }
    await world.has({ resources: [mine] })
    const { status, html } = await world.post(`/starters/${set.id}/add`)
    expect(status).to.equal(200)
    expect((await world.document()).resources).to.deep.equal([mine, ...set.rules.slice(1)])
    expect(html).to.include('though the set has it otherwise: “Mine”')
    const again = await world.post(`/starters/${set.id}/add`)
    expect(again.html).to.include('was there already')
    expect((await world.document()).resources).to.have.length(set.rules.length)
    expect((await world.post('/starters/unknown/add')).status).to.equal(404)
  })

  it('offers each product its own sets', async () => {
    const confluence = await startAccess({ tenant: { product: 'confluence' } })
    const { html } = await confluence.page('/rules', 'ada')
    for (const { name } of starterSets('confluence')) expect(readerText(html)).to.include(name)
    await confluence.stop()
  })

  it('is for administrators only, every single action, asked anew each time', async () => {
    const bypasses = [aBypass(world.clock.now() + 86_400_000)]
    await world.has({ resources: [aRule()], bypasses })
    const before = await world.document()
    world.dismiss()
    for (const action of ACTIONS) {
      const sent = {
        state: 'off',
        to: 'down',
        enabled: 'off',
        do: 'add-row',
        name: 'x',
        path: '/**',
      }
      const { status, html } = await world.post(action, sent)
      expect(status, action).to.equal(403)
      expect(html).not.to.include('Read issues')
    }
    expect(await world.document()).to.deep.equal(before)
  })

  it('does not find what is not there, or is another site’s', async () => {
    await world.has({ resources: [aRule()] })
    for (const action of ['form', 'ask-state', 'ask-removal', 'state', 'move', 'remove']) {
      const form = { state: 'off', to: 'up' }
      expect((await world.post(`/resources/unknown/${action}`, form)).status).to.equal(404)
      const foreign = await world.post(`/resources/read-issues/${action}`, form, 'ada@2')
      expect(foreign.status, action).to.equal(404)
    }
    expect((await world.document()).resources).to.deep.equal([aRule()])
  })

  it('changes nothing while the product cannot say who is an admin', async () => {
    const down = await startAccess({ productDown: () => true })
    await down.has({ resources: [aRule()] })
    expect((await down.post('/resources/read-issues/remove')).status).to.be.above(499)
    expect((await down.document()).resources).to.have.length(1)
    await down.stop()
  })
})

const ACTIONS = [
  '',
  '/resources/form',
  '/resources/edit',
  '/resources/path',
  '/resources/save',
  '/resources/read-issues/form',
  '/resources/read-issues/ask-state',
  '/resources/read-issues/ask-removal',
  '/resources/read-issues/state',
  '/resources/read-issues/move',
  '/resources/read-issues/remove',
  '/starters/everything/add',
  '/bypasses/form',
  '/bypasses/save',
  '/bypasses/old-build/form',
  '/bypasses/old-build/enabled',
  '/bypasses/old-build/remove',
]

/** The answer that goes with what a question told: of a removal, or of a switch to a state. */
function toldIn(html: string, state?: string): Record<string, string> {
  const [, ofRemoval] = /hx-vals='\{"answer":"([0-9a-f]+)"\}'/.exec(html) ?? []
  const forms = html.split('</form>').find((form) => form.includes(`name="state" value="${state}"`))
  const answer = ofRemoval ?? formIn(forms ?? '')['answer']
  if (answer === undefined) throw new Error('no answer goes with this question')
  return { answer }
}
