import { expect } from 'chai'
import type { RetentionRules } from '../../../src/audit/retention-rules.ts'
import { formIn } from '../form-in.ts'
import { startPages, type PagesWorld } from '../pages-world.ts'

const DAY_MS = 86_400_000
const BEGIN = Date.UTC(2026, 0, 5, 10)

describe('the tab of the record', () => {
  let world: PagesWorld
  let asked: RetentionRules[]
  beforeEach(async () => {
    asked = []
    world = await startPages({
      record: {
        state: async () => ({
          events: 12_345,
          since: BEGIN,
          unchained: 7,
          lines: 20_000,
          lastCut: undefined,
          lastHead: {
            tenantId: world.tenant.id,
            seq: 19_990,
            hash: 'ab'.repeat(32),
            at: BEGIN + DAY_MS,
            signature: 'signed',
          },
        }),
        wouldRemove: async (_, rules) => {
          asked.push(rules)
          return { events: 4_000, from: BEGIN, to: BEGIN + DAY_MS }
        },
      },
    })
  })
  afterEach(() => world.stop())

  const open = () => world.act('/rules/record', 'ada', {})
  const save = async (given: Record<string, string>) => {
    const { readAs = '' } = formIn((await open()).html)
    const form = { readAs, keepDays: '', keepEvents: '', ...given }
    const first = await world.act('/rules/record/save', 'ada', form)
    const answer = /hx-vals="\{&quot;answer&quot;:&quot;(\w+)&quot;\}"/.exec(first.html)?.[1]
    const confirmed = () =>
      world.act('/rules/record/save', 'ada', { ...form, answer: answer ?? '' })
    return { first, confirmed }
  }
  const retention = async () => (await world.policies.read(world.tenant.id)).document.retention

  it('tells how much there is, since when, and where it was signed', async () => {
    const { html } = await open()
    expect(html).to.include('12,345').and.to.include('5 Jan 2026, 10:00 UTC')
    expect(html).to.include('line 19,990, on 6 Jan 2026').and.to.include('Nothing so far')
    expect(html).to.include('Now all events are kept.')
  })

  it('asks before anything is removed, and says how much that is', async () => {
    const { first, confirmed } = await save({ keepDays: '30' })
    expect(first.html).to.include('Events that are older than 30 days are removed')
    expect(first.html).to.include('4,000 events go within the hour')
    expect(first.html).not.to.include('Try it on the last 500 calls')
    expect(asked).to.deep.equal([{ keepDays: 30, legalHold: false }])
    expect(await retention()).to.deep.equal({ legalHold: false })
    expect((await confirmed()).html).to.include('Now events are kept for 30 days.')
    expect(await retention()).to.deep.equal({ keepDays: 30, legalHold: false })
    const changed = world.events.find(({ kind }) => kind === 'retention.changed')
    expect(changed).to.have.nested.property('facts.keepDays', 30)
  })

  it('sets a hold at once, and lifts it only after a question', async () => {
    const held = await save({ legalHold: 'on' })
    expect(held.first.html).to.include('A legal hold is set: nothing is removed.')
    const { first, confirmed } = await save({})
    expect(first.html).to.include('The legal hold on the record is lifted.')
    expect((await retention()).legalHold).to.equal(true)
    await confirmed()
    expect((await retention()).legalHold).to.equal(false)
  })

  it('refuses what cannot be meant, at its field, and keeps what was typed', async () => {
    const { first } = await save({ keepDays: '0', keepEvents: '12' })
    expect(first.html).to.include('id="record-keepDays-fault"')
    expect(first.html).to.include('id="record-keepEvents-fault"')
    expect(formIn(first.html)).to.include({ keepDays: '0', keepEvents: '12' })
    expect(await retention()).to.deep.equal({ legalHold: false })
  })
})
