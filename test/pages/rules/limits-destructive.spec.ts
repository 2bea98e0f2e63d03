import { expect } from 'chai'
import { DEFAULT_LIMITS } from '../../../src/policy/limit-rule.ts'
import { impactOf } from '../../../src/policy/policy-impact.ts'
import { DEFAULT_POLICY } from '../../../src/policy/policy-document.ts'
import { answerIn, startGroups, type GroupsWorld } from './groups-world.ts'

describe('how much a caller may delete, on the tab of limits', () => {
  let world: GroupsWorld
  beforeEach(async () => {
    world = await startGroups()
    await world.has({ limits: { ...DEFAULT_LIMITS, destructive: { perHour: 100, state: 'on' } } })
  })
  afterEach(() => world.stop())

  const limit = async () => (await world.document()).limits.destructive
  const save = (form: Record<string, string>, as?: string) =>
    world.post('limits/destructive', form, as)

  it('is shown as it is', async () => {
    const { html } = await world.post('limits')
    expect(html).to.include('a caller that makes more than 100 in an hour is locked')
    await world.has({ limits: { ...DEFAULT_LIMITS, destructive: undefined } })
    expect((await world.post('limits')).html).to.include('a caller may delete as much as')
  })

  it('is widened at once, and recorded', async () => {
    const { html } = await save({ perHour: '500', state: 'on' })
    expect(html).to.include('Saved.')
    expect(await limit()).to.deep.equal({ perHour: 500, state: 'on' })
    expect(world.events.at(-1)).to.include({ kind: 'limits.changed', actor: 'ada' })
  })

  it('is narrowed only after it was said who loses what', async () => {
    const asked = await save({ perHour: '5', state: 'on' })
    expect(asked.html).to.include('more than 5 deletions or bulk edits in an hour is locked')
    expect(asked.html).to.include('value="5"')
    expect(await limit()).to.deep.equal({ perHour: 100, state: 'on' })
    await save({ perHour: '5', state: 'on', ...answerIn(asked.html) })
    expect(await limit()).to.deep.equal({ perHour: 5, state: 'on' })
  })

  it('in shadow says what it would have refused', async () => {
    await save({ perHour: '100', state: 'shadow' })
    world.shadowed({ 'would-lock:destructive': 7 })
    expect((await world.post('limits')).html).to.include('Would have refused 7 calls')
  })

  it('that is no number or state is refused, with what was typed kept', async () => {
    for (const form of [
      { perHour: '0', state: 'on' },
      { perHour: 'many', state: 'on' },
      { perHour: '1e3', state: 'on' },
      { perHour: '5', state: 'perhaps' },
    ]) {
      const { status, html } = await save(form)
      expect(status, form.perHour).to.equal(422)
      expect(html).to.include(`value="${form.perHour}"`)
    }
    expect(await limit()).to.deep.equal({ perHour: 100, state: 'on' })
  })

  it('is changed by administrators alone', async () => {
    expect((await save({ perHour: '500', state: 'on' }, 'bob')).status).to.equal(403)
    expect(await limit()).to.deep.equal({ perHour: 100, state: 'on' })
  })

  it('has an impact on the side where it is felt', () => {
    const { document } = DEFAULT_POLICY
    const having = (perHour: number, state: 'on' | 'shadow' | 'off') => ({
      ...document,
      limits: { ...document.limits, destructive: { perHour, state } },
    })
    const without = { ...document, limits: { ...document.limits, destructive: undefined } }
    const sides = (before: typeof document, after: typeof document) => {
      const { loses, gains } = impactOf(before, after)
      return `${String(loses.length)} ${String(gains.length)}`
    }
    expect(sides(having(5, 'on'), having(4, 'on'))).to.equal('1 0')
    expect(sides(having(5, 'on'), having(6, 'on'))).to.equal('0 1')
    expect(sides(having(5, 'shadow'), having(5, 'on'))).to.equal('1 0')
    expect(sides(having(5, 'on'), without)).to.equal('0 1')
    expect(sides(having(5, 'off'), having(9, 'shadow'))).to.equal('0 0')
  })
})
