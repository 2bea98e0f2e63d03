import { expect } from 'chai'
import { formIn } from '../form-in.ts'
import { answerIn } from './groups-world.ts'
import { aRule, readerText, startAccess, type AccessWorld } from './access-world.ts'

const ENGINEERS = {
  id: 'eng',
  name: 'Engineers',
  sources: [{ from: 'product', groupId: 'g', name: 'engineers' }],
} as const

describe('the form of an access rule', () => {
  let world: AccessWorld
  beforeEach(async () => {
    world = await startAccess()
    await world.has({ groups: [ENGINEERS] })
  })
  afterEach(() => world.stop())

  const aNewForm = async (given: Readonly<Record<string, string>> = {}) => ({
    ...formIn((await world.post('/resources/form')).html),
    name: 'Search',
    path: '/rest/api/3/search/jql',
    ...given,
  })
  const rules = async () => (await world.document()).resources
  const save = (form: Readonly<Record<string, string>>, as = 'ada') =>
    world.post('/resources/save', form, as)

  it('makes a rule with an id of its name, at the end, recorded as one event', async () => {
    await world.has({ resources: [aRule()] })
    const { status, html } = await save(await aNewForm())
    expect(status).to.equal(200)
    expect(html).to.include('“Search” is saved. It holds from the next call on.')
    expect(await rules()).to.deep.equal([
      aRule(),
      aRule({ id: 'search', name: 'Search', path: '/rest/api/3/search/jql' }),
    ])
    expect(world.events.at(-1)).to.include({
      kind: 'resource.added',
      subject: 'search',
      actor: 'ada',
    })
    await save(await aNewForm())
    expect((await rules()).map(({ id }) => id)).to.deep.equal(['read-issues', 'search', 'search-2'])
  })

  it('tells an id that is given and taken at its field', async () => {
    await world.has({ resources: [aRule()] })
    const { status, html } = await save(await aNewForm({ id: 'read-issues' }))
    expect(status).to.equal(422)
    expect(html).to.include('id="rule-id-fault"')
    expect(await rules()).to.have.length(1)
  })

  it('puts groups, kinds of credential and tokens together, each list any of its own', async () => {
    const sent = {
      'who.by': 'ticks',
      'who.group.eng': 'on',
      'who.credential.api-token': 'on',
      'who.credential.basic': 'on',
      'who.tokens': 'abc\r\ndef',
      methods: 'listed',
      'methods.GET': 'on',
      'methods.POST': 'on',
      'query.0.name': 'expand',
      'query.0.operator': 'absent',
      'query.0.value': '',
      'query.1.name': 'fields',
      'query.1.operator': 'in',
      'query.1.value': 'summary\r\nstatus',
      networks: '10.0.0.0/8\r\n2001:db8::/32',
      cost: '3',
      actsAs: 'app',
    }
    expect((await save(await aNewForm(sent))).status).to.equal(200)
    const [rule] = await rules()
    expect(rule).to.deep.include({
      methods: ['GET', 'POST'],
      who: {
        all: [
          { group: 'eng' },
          { any: [{ credential: 'api-token' }, { credential: 'basic' }] },
          { any: [{ token: 'abc' }, { token: 'def' }] },
        ],
      },
      query: [
        { name: 'expand', is: 'absent' },
        { name: 'fields', in: ['summary', 'status'] },
      ],
      networks: ['10.0.0.0/8', '2001:db8::/32'],
      cost: 3,
      actsAs: 'app',
    })
  })

  it('tells every fault at its field, keeps what was typed, escaped, and stores nothing', async () => {
    const { status, html } = await save(
      await aNewForm({
        name: '',
        path: '/secure/<b>',
        networks: '10.0.0.5/8',
        cost: 'many',
        methods: 'listed',
        'query.0.name': '',
        'query.0.operator': 'present',
        'query.0.value': '',
      }),
    )
    expect(status).to.equal(422)
    for (const id of ['name', 'path', 'networks', 'cost', 'query-0-name']) {
      expect(html, id).to.include(`id="rule-${id}-fault"`)
    }
    expect(html).to.include('“10.0.0.5/8”').and.to.include('value="/secure/&lt;b&gt;"')
    expect(html).not.to.include('<b>')
    expect(html).to.include('Tick at least one method').and.not.to.include('a list of GET')
    // Nobody typed an id, so that none is told to be wrong.
    expect(html).not.to.include('rule-id-fault')
    expect(await rules()).to.be.empty
  })

  it('asks for a tick, and for nothing that a form cannot say, where no method is ticked', async () => {
    await world.has({ resources: [aRule({ methods: ['GET'] })] })
    const opened = formIn((await world.post('/resources/read-issues/form')).html)
    const { 'methods.GET': ticked, ...unticked } = opened
    expect(ticked).to.equal('on')
    const bypass = formIn((await world.post('/bypasses/form')).html)
    for (const answer of [
      await save(await aNewForm({ methods: 'listed' })),
      await save(unticked),
      await world.post('/bypasses/save', { ...bypass, methods: 'listed' }),
    ]) {
      expect(answer.status).to.equal(422)
      expect(answer.html).to.include('>Tick at least one method.<')
      expect(answer.html).not.to.include('a list of GET')
    }
  })

  it('never makes a rule for everybody of ticks that are missing, or of JSON that is none', async () => {
    const wrong = [
      { 'who.by': 'ticks' },
      { 'who.by': 'json', 'who.json': '' },
      { 'who.by': 'json', 'who.json': '{"group":"eng","group":"other"}' },
      { 'who.by': '' },
    ]
    for (const given of wrong) {
      const { status, html } = await save(await aNewForm(given))
      expect(status, JSON.stringify(given)).to.equal(422)
      expect(html).to.match(/id="(choice-who\.by-fault|rule-who-json-fault)"/)
    }
    expect(await rules()).to.be.empty
  })

  it('ignores what was typed for a choice that was changed', async () => {
    const stale = {
      'who.by': 'all',
      'who.group.eng': 'on',
      'who.json': 'nonsense',
      'methods.DELETE': 'on',
      effect: 'deny',
      anonymous: 'on',
    }
    const form = await aNewForm(stale)
    // A new denial takes something away, so it is asked about.
    await save({ ...form, ...answerIn((await save(form)).html) })
    expect(await rules()).to.deep.equal([
      aRule({ id: 'search', name: 'Search', path: '/rest/api/3/search/jql', effect: 'deny' }),
    ])
  })

  it('refuses a group that was removed meanwhile, at the choice of for whom', async () => {
    const form = await aNewForm({ 'who.by': 'ticks', 'who.group.eng': 'on' })
    await world.has({ groups: [] })
    const { status, html } = await save(form)
    expect(status).to.equal(422)
    expect(html).to.include('choice-who.by-fault').and.to.include('eng (not there any more)')
    expect(await rules()).to.be.empty
  })

  it('says at the tick why a rule cannot hold for callers without a credential', async () => {
    const { status, html } = await save(await aNewForm({ anonymous: 'on', actsAs: 'user' }))
    expect(status).to.equal(422)
    expect(html).to.match(/name="anonymous" checked[\s\S]*class="fault"/)
    const ticked = { anonymous: 'on', 'who.by': 'ticks', 'who.group.eng': 'on', name: 'Ticked' }
    await save(await aNewForm(ticked))
    expect((await rules())[0]).not.to.have.property('anonymous')
    await world.has({ resources: [] })
    expect((await save(await aNewForm({ anonymous: 'on' }))).status).to.equal(200)
    expect((await rules())[0]?.anonymous).to.equal(true)
  })

  it('edits a rule in its place, under the id that it has', async () => {
    await world.has({ resources: [aRule(), aRule({ id: 'last' })] })
    const form = formIn((await world.post('/resources/read-issues/form')).html)
    expect(form).not.to.have.property('id')
    await save({ ...form, id: 'another', name: 'Renamed' })
    expect(await rules()).to.deep.equal([aRule({ name: 'Renamed' }), aRule({ id: 'last' })])
    const events = world.events.length
    expect((await save(formIn((await world.post('/resources/last/form')).html))).status).to.equal(
      200,
    )
    expect(world.events.length, 'saving what is there already').to.equal(events)
  })

  it('asks before an edit takes access away, and saves it with the answer', async () => {
    await world.has({ resources: [aRule()] })
    const form = formIn((await world.post('/resources/read-issues/form')).html)
    const asked = await save({ ...form, state: 'off' })
    expect(asked.status).to.equal(200)
    expect(asked.html).to.include('Nothing is saved yet')
    expect(await rules()).to.deep.equal([aRule()])
    expect((await save({ ...formIn(asked.html), answer: 'x' })).html).to.include('Nothing is saved')
    const again = { ...formIn(asked.html), ...answerIn(asked.html) }
    expect((await save(again)).html).to.include('is saved')
    expect((await rules())[0]?.state).to.equal('off')
  })

  it('refuses to overwrite what somebody else has changed meanwhile, and keeps what was typed', async () => {
    await world.has({ resources: [aRule()] })
    const form = formIn((await world.post('/resources/read-issues/form')).html)
    await save({ ...form, name: 'Of Adam' }, 'adam')
    let mine = { ...form, name: 'Of Ada' }
    for (const attempt of ['first', 'repeated without a look']) {
      const { status, html } = await save(mine)
      expect(status, attempt).to.equal(422)
      expect(html).to.include('Somebody else has changed this rule')
      expect(html).to.include('Open it as it is now')
      mine = { ...mine, ...formIn(html) }
      expect(mine.name).to.equal('Of Ada')
    }
    expect((await rules()).map(({ name }) => name)).to.deep.equal(['Of Adam'])
    await world.has({ resources: [] })
    const gone = await save(mine)
    expect(gone.html).to.include('has removed this rule').and.not.to.include('Open it as it is now')
    expect(await rules()).to.be.empty
  })

  it('adds and removes conditions, and loses nothing that was typed', async () => {
    const form = await aNewForm({ 'who.by': 'ticks', 'who.group.eng': 'on', cost: '7' })
    const one = await world.post('/resources/edit', { ...form, do: 'add-row' })
    expect(one.html).to.match(/id="rule-query-0-name"[^>]*data-focus/)
    const typed = { ...formIn(one.html), 'query.0.name': 'jql' }
    expect(typed).to.include({ cost: '7', 'who.group.eng': 'on', name: 'Search' })
    const two = formIn((await world.post('/resources/edit', { ...typed, do: 'add-row' })).html)
    const left = await world.post('/resources/edit', { ...two, do: 'remove-row', row: '1' })
    expect(formIn(left.html)).to.include({ 'query.0.name': 'jql' })
    expect(formIn(left.html)).not.to.have.property('query.1.name')
    expect((await world.post('/resources/edit', { ...form, do: 'explode' })).status).to.equal(422)
  })

  it('says what a path fits while it is typed, and what is wrong with it', async () => {
    const told = async (path: string) =>
      readerText((await world.post('/resources/path', { path })).html)
    expect(await told('/rest/api/3/issue/{key}/**')).to.include(
      'Fits /rest/api/3/issue/…, where … is any one segment, and everything below it.',
    )
    expect(await told('/rest/api/3/myself')).to.include('nothing below it')
    expect(await told('/**')).to.include('all that Gatehouse serves')
    expect(await told('rest')).to.include('Must begin with /')
    expect(await told('/<script>')).not.to.include('<script>')
  })

  it('shows a rule that ticks cannot show as JSON, and gives it back as it was', async () => {
    const who = { all: [{ group: 'eng' }, { none: [{ network: '10.0.0.0/8' }] }] } as const
    await world.has({ resources: [aRule({ who })] })
    const form = formIn((await world.post('/resources/read-issues/form')).html)
    expect(form['who.by']).to.equal('json')
    expect(JSON.parse(form['who.json'] ?? '')).to.deep.equal(who)
    expect((await save({ ...form, name: 'Renamed' })).status).to.equal(200)
    expect((await rules())[0]).to.deep.equal(aRule({ who, name: 'Renamed' }))
  })

  it('takes the largest form that a rule may fill, and refuses one without end', async () => {
    const networks = Array.from({ length: 500 }, (_, at) => `10.${at >> 8}.${at & 255}.0/24`)
    const form = await aNewForm({ networks: networks.join('\n') })
    expect((await save(form)).status).to.equal(200)
    expect((await save({ ...form, padding: 'x'.repeat(128 * 1024) })).status).to.equal(413)
  })
})
