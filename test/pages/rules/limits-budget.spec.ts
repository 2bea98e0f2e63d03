import { expect } from 'chai'
import { DEFAULT_LIMITS, type BudgetRules } from '../../../src/policy/limit-rule.ts'
import { DEFAULT_POLICY } from '../../../src/policy/policy-document.ts'
import { impactOf } from '../../../src/policy/policy-impact.ts'
import { group } from '../../policy/policy-parts.ts'
import { answerIn, startGroups, type GroupsWorld } from './groups-world.ts'

const SHARED: BudgetRules = { reservePercent: 20, lowPriority: [], weights: [] }

describe('how callers share the product’s budget, on the tab of limits', () => {
  let world: GroupsWorld
  beforeEach(async () => {
    world = await startGroups()
    await world.has({
      groups: [group('robots'), group('engineers')],
      limits: { ...DEFAULT_LIMITS, budget: SHARED },
    })
  })
  afterEach(() => world.stop())

  const budget = async () => (await world.document()).limits.budget
  const readAs = async () => {
    const { html } = await world.post('limits')
    const form = html.slice(html.indexOf('id="budget-form"'))
    return /name="readAs" value="(\w+)"/.exec(form)?.[1] ?? ''
  }
  const save = async (form: Record<string, string>, as?: string) =>
    world.post(
      'limits/budget',
      { use: 'share', reservePercent: '20', readAs: await readAs(), ...form },
      as,
    )

  it('is shown with every group, and saved as it is when nothing was touched', async () => {
    const rules = {
      reservePercent: 30,
      lowPriority: ['robots'],
      weights: [{ group: 'engineers', weight: 3 }],
    }
    await world.has({ limits: { ...DEFAULT_LIMITS, budget: rules } })
    const { html } = await world.post('limits')
    expect(html).to.include('name="reservePercent" type="text" value="30"')
    expect(html).to.match(/name="givesWay.robots" checked/)
    expect(html).to.match(/name="weight.engineers"[^>]* value="3"/)
    const form = { 'givesWay.robots': 'on', 'weight.robots': '1', 'weight.engineers': '3' }
    await save({ reservePercent: '30', ...form })
    expect(await budget()).to.deep.equal(rules)
  })

  it('asks first, since somebody loses by it, and is recorded', async () => {
    const form = { reservePercent: '40', 'givesWay.robots': 'on', 'weight.engineers': '2' }
    const asked = await save(form)
    expect(asked.html).to.include('the last 40 % of the product’s quota')
    expect(asked.html).to.include('they give way to others')
    expect(asked.html).to.match(/name="givesWay.robots" checked/)
    expect(await budget()).to.deep.equal(SHARED)
    const { html } = await save({ ...form, ...answerIn(asked.html) })
    expect(html).to.include('is saved')
    expect(await budget()).to.deep.equal({
      reservePercent: 40,
      lowPriority: ['robots'],
      weights: [{ group: 'engineers', weight: 2 }],
    })
    expect(world.events.at(-1)).to.include({ kind: 'limits.changed', actor: 'ada' })
  })

  it('is left to who comes first where that is chosen', async () => {
    const asked = await save({ use: 'none' })
    expect(asked.html).to.include('nothing of the product’s quota is kept back')
    await save({ use: 'none', ...answerIn(asked.html) })
    expect(await budget()).to.equal(undefined)
  })

  it('shows each fault at its field, with what was typed kept', async () => {
    const { status, html } = await save({ reservePercent: '95', 'weight.engineers': 'many<' })
    expect(status).to.equal(422)
    expect(html).to.include('id="budget-reservePercent-fault"')
    expect(html).to.include('id="budget-weight-engineers-fault"')
    expect(html).to.include('value="many&lt;"')
    expect(await budget()).to.deep.equal(SHARED)
  })

  it('changes nothing when somebody else was faster', async () => {
    const before = await readAs()
    await world.has({ limits: { ...DEFAULT_LIMITS, budget: { ...SHARED, reservePercent: 10 } } })
    const { status, html } = await save({ readAs: before, reservePercent: '0' })
    expect(status).to.equal(422)
    expect(html).to.include('Somebody else has changed this')
    expect((await budget())?.reservePercent).to.equal(10)
  })

  it('names the budget where a group cannot go because of it', async () => {
    const rules = { ...SHARED, lowPriority: ['robots'] }
    await world.has({ limits: { ...DEFAULT_LIMITS, budget: rules } })
    const { html } = await world.post('groups/robots/remove')
    expect(html).to.include('how callers share the product’s budget')
    expect((await world.document()).groups.map(({ id }) => id)).to.include('robots')
  })

  it('is changed by administrators alone', async () => {
    expect((await save({ reservePercent: '0' }, 'bob')).status).to.equal(403)
    expect(await budget()).to.deep.equal(SHARED)
  })

  it('has an impact on the sides where it is felt, and the other way round when it is undone', () => {
    const { document } = DEFAULT_POLICY
    const having = (rules: BudgetRules | undefined) => ({
      ...document,
      groups: [group('robots')],
      limits: { ...document.limits, budget: rules },
    })
    const count = (before: BudgetRules | undefined, after: BudgetRules | undefined) => {
      const { loses, gains } = impactOf(having(before), having(after))
      return [loses.length, gains.length]
    }
    expect(count(SHARED, SHARED)).to.deep.equal([0, 0])
    expect(count(undefined, undefined)).to.deep.equal([0, 0])
    for (const [one, other] of [
      [SHARED, { ...SHARED, reservePercent: 30 }],
      [SHARED, { ...SHARED, weights: [{ group: 'robots', weight: 2 }] }],
      [SHARED, undefined],
    ] as const) {
      expect(count(one, other)).to.deep.equal([1, 1])
      expect(count(other, one)).to.deep.equal([1, 1])
    }
    const giving = { ...SHARED, lowPriority: ['robots'] }
    expect(count(SHARED, giving)).to.deep.equal([1, 0])
    expect(count(giving, SHARED)).to.deep.equal([0, 1])
  })
})
