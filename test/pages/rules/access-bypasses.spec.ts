import { expect } from 'chai'
import { formIn } from '../form-in.ts'
import { aBypass, readerText, startAccess, type AccessWorld } from './access-world.ts'
import { answerIn } from './groups-world.ts'

const DAY_MS = 86_400_000

describe('the bypasses', () => {
  let world: AccessWorld
  let asked: readonly unknown[][]
  beforeEach(async () => {
    asked = []
    world = await startAccess({
      audit: {
        shadowHits: async () => new Map<string, number>(),
        bypassHits: async (...of) => {
          asked = [...asked, of]
          return new Map([['old-build', 41]])
        },
      },
    })
  })
  afterEach(() => world.stop())

  const page = async (as = 'ada') => readerText((await world.page('/rules', as)).html)
  const bypasses = async () => (await world.document()).bypasses
  const live = () => aBypass(world.clock.now() + 5 * DAY_MS)
  const aNewForm = async (given: Readonly<Record<string, string>> = {}) => ({
    ...formIn((await world.post('/bypasses/form')).html),
    name: 'Old build',
    path: '/rest/api/2/issue/{key}',
    networks: '10.20.0.0/16',
    reason: 'Cannot be rebuilt\r\nbefore May',
    ...given,
  })
  /** What the button of the question sends that stands in the list. */
  const toldOf = async (action: string): Promise<Record<string, string>> => {
    const { html } = await world.page('/rules', 'ada')
    const sent = new RegExp(`old-build/${action}" hx-vals='(\\{[^']*"answer"[^']*)'`).exec(
      html,
    )?.[1]
    const { enabled, answer } = JSON.parse(sent ?? '{}') as { enabled?: string; answer: string }
    return { answer, ...(enabled === undefined ? {} : { enabled }) }
  }
  const save = (form: Readonly<Record<string, string>>, as = 'ada') =>
    world.post('/bypasses/save', form, as)

  it('say what a bypass is, and that there is none', async () => {
    expect(await page())
      .to.include('Gatehouse does not know who it is')
      .and.to.include('There is none')
  })

  it('show what each lets through, until when, who answers for it and how often it was taken', async () => {
    await world.has({ bypasses: [live()] })
    const text = await page()
    expect(text).to.include('Old build In force').and.to.include('(in 5 days)')
    expect(text).to.include('GET, PUT /rest/api/2/issue/{key}').and.to.include('10.20.0.0/16')
    expect(text).to.include('Taken 41 times in the last 30 days')
    expect(text).to.include('Cannot be rebuilt before May')
    expect(asked.at(-1)).to.deep.equal([world.tenant.id, world.clock.now() - 30 * DAY_MS])
    expect(await page('ada@2')).to.include('There is none')
    world.clock.move(5 * DAY_MS)
    expect(await page())
      .to.include('Old build Ended')
      .and.not.to.include('End now')
  })

  it('are made for whoever makes them, with an end, recorded as one event', async () => {
    const form = await aNewForm()
    expect(form).to.include({ ownerAccountId: 'ada' })
    const { status, html } = await save(form)
    expect(status).to.equal(200)
    expect(html).to.include('“Old build” is saved')
    expect(await bypasses()).to.deep.equal([
      aBypass(world.clock.now() + 7 * DAY_MS, { methods: 'reads' }),
    ])
    expect(world.events.at(-1)).to.include({ kind: 'bypass.added', subject: 'old-build' })
  })

  it('end after the days that were chosen, or at the end of a day', async () => {
    const now = world.clock.now()
    for (const days of [1, 30, 90, 365]) await save(await aNewForm({ ends: String(days) }))
    const ends = (await bypasses()).map(({ expiresAt }) => (Date.parse(expiresAt) - now) / DAY_MS)
    expect(ends).to.deep.equal([1, 30, 90, 365])
    const day = new Date(now + 3 * DAY_MS).toISOString().slice(0, 10)
    await save(await aNewForm({ ends: 'date', endDate: day }))
    expect((await bypasses()).at(-1)?.expiresAt).to.equal(`${day}T23:59:59Z`)
  })

  it('are refused with an end that is none, has passed, or is too far away', async () => {
    const year = new Date(world.clock.now()).getUTCFullYear()
    const wrong = ['', 'soon', `${year + 1}-02-30`, `${year - 1}-01-01`, `${year + 3}-01-01`]
    for (const endDate of wrong) {
      const { status, html } = await save(await aNewForm({ ends: 'date', endDate }))
      expect(status, endDate).to.equal(422)
      expect(html).to.include('id="bypass-endDate-fault"')
    }
    expect((await save(await aNewForm({ ends: 'kept' }))).status).to.equal(422)
    expect(await bypasses()).to.be.empty
  })

  it('tell every fault at its field, and keep what was typed, escaped', async () => {
    const { status, html } = await save(
      await aNewForm({
        name: '',
        path: '/wrong/<b>',
        networks: '0.0.0.0/0',
        reason: '',
        ownerAccountId: 'https://acme.atlassian.net/people/<i>',
      }),
    )
    expect(status).to.equal(422)
    for (const id of ['name', 'path', 'networks', 'reason', 'ownerAccountId']) {
      expect(html, id).to.include(`id="bypass-${id}-fault"`)
    }
    expect(html)
      .to.include('/wrong/&lt;b&gt;')
      .and.not.to.match(/<b>|<i>/)
    expect(await bypasses()).to.be.empty
  })

  it('take the address of a profile for the account that answers', async () => {
    const address = 'https://acme.atlassian.net/jira/people/712020:0a1b2c3d'
    await save(await aNewForm({ ownerAccountId: address }))
    expect((await bypasses())[0]?.ownerAccountId).to.equal('712020:0a1b2c3d')
  })

  it('keep their end and all else when they are edited, unless it is changed', async () => {
    await world.has({ bypasses: [live()] })
    const form = formIn((await world.post('/bypasses/old-build/form')).html)
    expect(form).to.include({ ends: 'kept', methods: 'listed', 'methods.PUT': 'on' })
    const before = world.events.length
    await save(form)
    expect(world.events.length).to.equal(before)
    await save({ ...form, reason: 'Another' })
    expect(await bypasses()).to.deep.equal([{ ...live(), reason: 'Another' }])
  })

  it('refuse to be overwritten after somebody else has changed them', async () => {
    await world.has({ bypasses: [live()] })
    const form = formIn((await world.post('/bypasses/old-build/form')).html)
    await save({ ...form, reason: 'Of Adam' }, 'adam')
    const { status, html } = await save({ ...form, reason: 'Of Ada' })
    expect(status).to.equal(422)
    expect(html).to.include('Somebody else has changed this bypass').and.to.include('Of Ada')
    expect((await bypasses())[0]?.reason).to.equal('Of Adam')
  })

  it('can be ended at once and put in force again, with one event each', async () => {
    await world.has({ bypasses: [live()] })
    const ended = await world.post('/bypasses/old-build/enabled', await toldOf('enabled'))
    expect(readerText(ended.html)).to.include('is ended').and.to.include('Old build Switched off')
    expect((await bypasses())[0]?.enabled).to.equal(false)
    await world.post('/bypasses/old-build/enabled', { enabled: 'on' })
    expect(await bypasses()).to.deep.equal([live()])
    expect(world.events.slice(-2).map(({ kind }) => kind)).to.deep.equal([
      'bypass.changed',
      'bypass.changed',
    ])
    expect((await world.post('/bypasses/old-build/enabled', { enabled: 'x' })).status).to.equal(422)
  })

  it('ask anew before they end where they were changed since the question was read', async () => {
    for (const action of ['enabled', 'remove']) {
      await world.has({ bypasses: [live()] })
      const told = await toldOf(action)
      const wider = { ...live(), networks: ['10.0.0.0/8'] }
      await world.has({ bypasses: [wider] })
      const again = await world.post(`/bypasses/old-build/${action}`, told)
      expect(again.html)
        .to.include('Nothing is saved yet')
        .and.to.include('Callers from 10.0.0.0/8')
      expect(await bypasses()).to.deep.equal([wider])
      await world.post(`/bypasses/old-build/${action}`, { ...told, ...answerIn(again.html) })
      expect(await bypasses()).not.to.deep.equal([wider])
    }
  })

  it('are not put in force again after their end', async () => {
    await world.has({ bypasses: [{ ...live(), enabled: false }] })
    world.clock.move(6 * DAY_MS)
    const { html } = await world.post('/bypasses/old-build/enabled', { enabled: 'on' })
    expect(html).to.include('has reached its end')
    expect((await bypasses())[0]?.enabled).to.equal(false)
  })

  it('are removed with one event, and never those of another site', async () => {
    await world.has({ bypasses: [live()] })
    for (const action of ['form', 'enabled', 'remove']) {
      const foreign = await world.post(`/bypasses/old-build/${action}`, { enabled: 'off' }, 'ada@2')
      expect(foreign.status, action).to.equal(404)
    }
    expect(await bypasses()).to.have.length(1)
    const removed = await world.post('/bypasses/old-build/remove', await toldOf('remove'))
    expect(removed.html).to.include('is removed')
    expect(await bypasses()).to.be.empty
    expect(world.events.at(-1)).to.include({ kind: 'bypass.removed', subject: 'old-build' })
  })
})
