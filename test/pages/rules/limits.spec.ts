import { expect } from 'chai'
import fc from 'fast-check'
import { LIMIT_SCOPES, type LimitRule } from '../../../src/policy/limit-rule.ts'
import { parseLimit } from '../../../src/policy/parse-limits.ts'
import { DEFAULT_POLICY } from '../../../src/policy/policy-document.ts'
import { limitFormOf } from '../../../src/pages/rules/limits/limit-form.ts'
import { amountWords } from '../../../src/pages/rules/limits/limit-words.ts'
import { saveLimit, withLimits } from '../../../src/pages/rules/limits/save-limit.ts'
import { readAsOf } from '../../../src/pages/rules/read-as.ts'
import { formIn } from '../form-in.ts'
import { aGroup, answerIn, startGroups, type GroupsWorld } from './groups-world.ts'

function aLimit(given: Partial<LimitRule> = {}): LimitRule {
  return {
    id: 'bots',
    name: 'Bots',
    state: 'on',
    per: 'credential',
    points: 100,
    seconds: 60,
    ...given,
  }
}

describe('the tab of limits', () => {
  let world: GroupsWorld
  beforeEach(async () => {
    world = await startGroups()
  })
  afterEach(() => world.stop())

  const limits = async () => (await world.document()).limits
  const has = (...rules: readonly LimitRule[]) =>
    world.has({ groups: [aGroup()], limits: { rules, readsWhenBroken: 'refused' } })

  it('says on an empty site that nothing is limited, and offers limits to begin with', async () => {
    const { html } = await world.post('limits')
    expect(html).to.include('No limit yet')
    expect(html).to.include('600 points a minute for each credential')
    expect(html).to.include('3,000 points a minute for all calls of the site together')
  })

  it('adds a limit to begin with by one click, and offers it no more', async () => {
    const { html } = await world.post('limits/starter', { starter: 'each-credential' })
    expect(html).to.include('“Each credential” is added')
    expect(html).to.include('value="whole-site"').and.not.to.include('value="each-credential"')
    expect((await limits()).rules).to.have.length(1)
    expect(world.events.at(-1)).to.deep.include({ kind: 'limit.added', actor: 'ada' })
    const again = await world.post('limits/starter', { starter: 'each-credential' })
    expect(again.html).to.include('is there already')
    expect((await limits()).rules).to.have.length(1)
    expect((await world.post('limits/starter', { starter: 'none' })).status).to.equal(404)
  })

  it('lists each limit in words: how much, for whom, and what it would have refused in shadow', async () => {
    await has(
      aLimit({ burst: { points: 20, seconds: 10 }, who: { group: 'engineers' } }),
      aLimit({ id: 'shade', name: 'Shade', state: 'shadow' }),
    )
    world.shadowed({ 'would-limit:shade': 3, 'would-deny:shade': 99 })
    const { html } = await world.post('limits')
    expect(html).to.include(
      '100 points a minute for each credential, and a burst of 20 more in 10 seconds',
    )
    expect(html).to.include('Members of Engineers')
    expect(html).to.include('Would have refused 3 calls in the last 30 days.')
  })

  it('saves a new limit with all that it can say', async () => {
    await has()
    const { status, html } = await world.post('limits/save', {
      ...formIn((await world.post('limits/form')).html),
      name: 'Slow ones',
      state: 'shadow',
      per: 'address',
      points: '5',
      window: '2',
      unit: '3600',
      'burst.points': '1',
      'burst.window': '10',
      'who.by': 'ticks',
      'who.group.engineers': 'on',
      'who.credential.basic': 'on',
    })
    expect(html).to.include('“Slow ones” is saved')
    expect(status).to.equal(200)
    expect((await limits()).rules).to.deep.equal([
      {
        id: 'slow-ones',
        name: 'Slow ones',
        state: 'shadow',
        per: 'address',
        who: { all: [{ group: 'engineers' }, { credential: 'basic' }] },
        points: 5,
        seconds: 7200,
        burst: { points: 1, seconds: 10 },
      },
    ])
  })

  it('asks before a limit that is on is added, and keeps what was typed until the answer', async () => {
    await has()
    const typed = {
      ...formIn((await world.post('limits/form')).html),
      name: 'Almost nothing',
      per: 'tenant',
      points: '1',
      window: '24',
      unit: '3600',
    }
    const asked = await world.post('limits/save', typed)
    expect(asked.status).to.equal(200)
    expect(asked.html).to.include('Nothing is saved yet')
    expect(asked.html).to.include('Everybody, 1 points in 86400 s for all together')
    expect(formIn(asked.html)).to.deep.include(typed)
    expect((await limits()).rules).to.be.empty
    const confirmed = { ...formIn(asked.html), ...answerIn(asked.html) }
    const other = await world.post('limits/save', { ...confirmed, per: 'account' })
    expect(other.html, 'another limit than the answer is about').to.include('Nothing is saved yet')
    expect((await limits()).rules).to.be.empty
    const { html } = await world.post('limits/save', confirmed)
    expect(html).to.include('“Almost nothing” is saved')
    expect((await limits()).rules.map(({ points, seconds }) => [points, seconds])).to.deep.equal([
      [1, 86_400],
    ])
  })

  it('asks before a limit becomes stricter, and not where it becomes looser or is not on', async () => {
    await has(aLimit())
    const opened = formIn((await world.post('limits/bots/form')).html)
    const asked = await world.post('limits/save', { ...opened, points: '7' })
    expect(asked.html).to.include('Nothing is saved yet').and.to.include('Edit “Bots”')
    expect(formIn(asked.html)).to.include({ points: '7', editedId: 'bots' })
    expect((await limits()).rules).to.deep.equal([aLimit()])
    await world.post('limits/save', { ...formIn(asked.html), ...answerIn(asked.html) })
    expect((await limits()).rules).to.deep.equal([aLimit({ points: 7 })])
    const stricter = formIn((await world.post('limits/bots/form')).html)
    await world.post('limits/save', { ...stricter, points: '8' })
    expect((await limits()).rules).to.deep.equal([aLimit({ points: 8 })])
    const looser = formIn((await world.post('limits/bots/form')).html)
    await world.post('limits/save', { ...looser, points: '1', state: 'shadow' })
    expect((await limits()).rules).to.deep.equal([aLimit({ points: 1, state: 'shadow' })])
  })

  it('offers what is counted together in few words, and says below what they mean', async () => {
    const { html } = await world.post('limits/form')
    const select = /<select id="limit-per"([^>]*)>([\s\S]*?)<\/select>/.exec(html)
    const labels = [...(select?.[2] ?? '').matchAll(/<option[^>]*>([^<]*)</g)].map(
      ([, each]) => each,
    )
    expect(labels).to.have.length(LIMIT_SCOPES.length)
    for (const label of labels) expect(label).to.have.length.within(1, 20)
    expect(select?.[1]).to.include('aria-describedby="limit-per-hint"')
    expect(html).to.match(/id="limit-per-hint"[^>]*>[^<]*one network of 64 bits/)
  })

  it('shows each fault at its field and gives back what was typed, escaped', async () => {
    const typed = {
      name: '<b>',
      id: 'No id',
      state: 'on',
      per: 'credential',
      points: 'many',
      window: '1.5',
      unit: '60',
      'burst.points': '0',
      'burst.window': '',
      'burst.unit': '1',
      'who.by': 'all',
    }
    const { status, html } = await world.post('limits/save', typed)
    expect(status).to.equal(422)
    for (const name of ['id', 'points', 'window', 'burst-points', 'burst-window']) {
      expect(html).to.include(`id="limit-${name}-fault"`)
    }
    expect(html).not.to.include('<b>')
    expect(formIn(html)).to.deep.include(typed)
    expect((await limits()).rules).to.be.empty
  })

  it('never makes a limit for everybody of a “for whom” that it cannot read', async () => {
    const form = { ...formIn((await world.post('limits/form')).html), name: 'X', points: '1' }
    const given = [
      { 'who.by': 'ticks' },
      { 'who.by': 'json', 'who.json': 'no JSON' },
      { 'who.by': 'json', 'who.json': '{"group":"a","group":"b"}' },
      { 'who.by': 'json', 'who.json': '{"nobody":"a"}' },
    ]
    for (const who of given) {
      const { status, html } = await world.post('limits/save', { ...form, ...who })
      expect(status, JSON.stringify(who)).to.equal(422)
      expect(html).to.match(/class="fault"/)
    }
    const unknown = { ...form, 'who.by': 'ticks', 'who.group.gone': 'on' }
    const { html } = await world.post('limits/save', unknown)
    expect(html).to.include('There is no group with the id gone')
    expect((await limits()).rules).to.be.empty
  })

  it('shows what ticks cannot say as JSON, and saves it untouched', async () => {
    const who = { none: [{ network: '10.0.0.0/8' }, { token: 'abc' }] }
    await has(aLimit({ who }))
    const opened = await world.post('limits/bots/form')
    expect(formIn(opened.html)['who.by']).to.equal('json')
    await world.post('limits/save', { ...formIn(opened.html), points: '700' })
    expect((await limits()).rules).to.deep.equal([aLimit({ who, points: 700 })])
  })

  it('keeps what was typed and changes nothing when somebody else was faster', async () => {
    await has(aLimit())
    const form = formIn((await world.post('limits/bots/form')).html)
    await has(aLimit({ points: 1 }))
    const { status, html } = await world.post('limits/save', { ...form, points: '9' })
    expect(status).to.equal(422)
    expect(html).to.include('Somebody else has changed this').and.to.include('value="9"')
    expect((await limits()).rules).to.deep.equal([aLimit({ points: 1 })])
  })

  it('removes a limit, with an audit event', async () => {
    await has(aLimit())
    expect((await world.post('limits/bots/remove')).html).to.include('“Bots” is removed')
    expect((await limits()).rules).to.be.empty
    expect(world.events.at(-1)).to.deep.include({ kind: 'limit.removed', subject: 'bots' })
  })

  it('changes what becomes of reads while calls cannot be counted', async () => {
    expect((await world.post('limits')).html).to.include('Reads are refused')
    const { html } = await world.post('limits/broken', { reads: 'served' })
    expect(html).to.include('reads are served from now on')
    expect((await limits()).readsWhenBroken).to.equal('served')
    expect(world.events.at(-1)).to.deep.include({ kind: 'limits.changed' })
    expect((await world.post('limits/broken', { reads: 'maybe' })).status).to.equal(422)
  })

  it('asks before reads are refused while calls cannot be counted', async () => {
    await world.has({ limits: { rules: [], readsWhenBroken: 'served' } })
    const form = formIn((await world.post('limits')).html)
    const asked = await world.post('limits/broken', form)
    expect(asked.html)
      .to.include('Nothing is saved yet')
      .and.to.include('reads are refused as well')
    expect((await limits()).readsWhenBroken).to.equal('served')
    const confirmed = { ...formIn(asked.html), ...answerIn(asked.html) }
    const { html } = await world.post('limits/broken', confirmed)
    expect(html).to.include('reads are refused from now on')
    expect((await limits()).readsWhenBroken).to.equal('refused')
  })

  it('does not know limits of another tenant, and does nothing for who is no administrator', async () => {
    await has(aLimit())
    for (const action of ['form', 'remove']) {
      const { status } = await world.post(`limits/bots/${action}`, {}, 'ada@2')
      expect(status, action).to.equal(404)
    }
    const actions = ['', '/form', '/save', '/starter', '/broken', '/bots/form', '/bots/remove']
    for (const action of actions) {
      expect((await world.post(`limits${action}`, {}, 'bob')).status, action).to.equal(403)
    }
    expect(await limits()).to.deep.equal({ rules: [aLimit()], readsWhenBroken: 'refused' })
  })

  it('gives back every limit as it was when its form is saved untouched', () => {
    const window = fc.record({
      points: fc.integer({ min: 1, max: 1_000_000 }),
      seconds: fc.integer({ min: 1, max: 86_400 }),
    })
    const leaf = fc.oneof(
      fc.record({ group: fc.constantFrom('a', 'b') }),
      fc.record({ provider: fc.constantFrom('p', 'q') }),
      fc.record({ credential: fc.constantFrom('basic' as const, 'anonymous' as const) }),
      fc.record({ token: fc.constantFrom('t1', 't2') }),
    )
    const list = fc.array(leaf, { minLength: 1, maxLength: 3 })
    const who = fc.oneof(
      leaf,
      fc.record({ any: list }),
      fc.record({ none: list }),
      fc.record({ all: fc.array(fc.oneof(leaf, fc.record({ any: list })), { minLength: 1 }) }),
    )
    const some = fc
      .record({
        state: fc.constantFrom('on' as const, 'shadow' as const, 'off' as const),
        per: fc.constantFrom(...LIMIT_SCOPES),
        usual: window,
        burst: fc.option(window, { nil: undefined }),
        who: fc.option(who, { nil: undefined }),
      })
      .map(({ usual, ...rest }) => aLimit({ ...usual, ...rest }))
    fc.assert(
      fc.property(some, (given) => {
        const parsed = parseLimit(JSON.parse(JSON.stringify(given)))
        // Some of them say a thing twice, which no policy may.
        fc.pre(parsed.kind === 'accepted')
        const limit = parsed.value
        const document = withLimits(DEFAULT_POLICY.document, [limit])
        const edited = { id: limit.id, readAs: readAsOf(limit) }
        const saving = saveLimit(document, { form: limitFormOf(limit), edited })
        expect(saving.kind).to.equal('saved')
        if (saving.kind === 'saved') expect(saving.document).to.deep.equal(document)
      }),
    )
  })

  it('tells windows in the words that people use for them', () => {
    const told = (seconds: number, points = 1) => amountWords(aLimit({ points, seconds }))
    expect(told(1)).to.equal('1 point a second for each credential')
    expect(told(3600, 2)).to.equal('2 points an hour for each credential')
    expect(told(86_400, 1000)).to.equal('1,000 points in 24 hours for each credential')
    expect(told(90, 2)).to.equal('2 points in 90 seconds for each credential')
  })
})
