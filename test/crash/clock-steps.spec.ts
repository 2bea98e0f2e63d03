import { expect } from 'chai'
import { anInstalledWorld, type InstalledWorld } from '../support/a-world.ts'
import { movableClock, type MovableClock } from '../support/movable-clock.ts'
import { markOf, type AuditedCall, type SentCall } from './calls.ts'
import { compareCalls } from './compare-calls.ts'

const HOUR_MS = 3_600_000
const AT_ONCE = 8
/** Long enough that the clock steps while the product has the call. */
const UNDER_WAY_MS = 200
const OUTCOMES_LOOKS_MAX = 100

describe('when the clock steps', () => {
  let it_: InstalledWorld
  let clock: MovableClock
  let token: string
  const sent: SentCall[] = []

  beforeEach(async () => {
    clock = movableClock()
    it_ = await anInstalledWorld({ clock, site: { now: () => clock.now() } })
    token = await it_.createToken(it_.people.alice)
    sent.length = 0
  })
  afterEach(() => it_.stop())

  async function make(query = ''): Promise<readonly number[]> {
    const marks = Array.from({ length: AT_ONCE }, (_, index) => `crash-${sent.length + index}`)
    const statuses = marks.map(async (mark) => {
      const answer = await it_.call(`/rest/api/3/stand-in/marked/${mark}${query}`, token)
      await answer.arrayBuffer()
      const { status } = answer
      const beforeKillMs = Number.POSITIVE_INFINITY
      sent.push({ mark, expected: 'served', answer: { status, beforeKillMs } })
      return status
    })
    return await Promise.all(statuses)
  }

  const seen = () =>
    it_.world.log.entries.flatMap(({ path, status }) => {
      const mark = markOf(path)
      return mark === undefined ? [] : [{ mark, status }]
    })

  /** With the time that each took, once all outcomes are there. */
  async function audited(): Promise<readonly (AuditedCall & { durationMs: number | undefined })[]> {
    const { app } = it_.gatehouse
    const tenantId = app.directory.byClientKey('jira', it_.jira.clientKey)?.id ?? ''
    for (let looks = 0; ; looks += 1) {
      const events = await app.audit.recent(tenantId, 200)
      const calls = events.flatMap((event) => {
        const mark = event.kind === 'call' ? markOf(event.path) : undefined
        if (event.kind !== 'call' || mark === undefined) return []
        const { decision, completion } = event
        const outcome = completion?.outcome ?? event.outcome
        const { status, durationMs } = completion ?? {}
        return [{ mark, decision, outcome, status, durationMs }]
      })
      if (looks === OUTCOMES_LOOKS_MAX) return calls
      if (calls.every(({ durationMs }) => durationMs !== undefined)) return calls
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  for (const [how, stepMs] of [
    ['back', -HOUR_MS],
    ['on', HOUR_MS],
  ] as const) {
    it(`${how} by an hour, also while calls are under way, each is served and recorded once`, async () => {
      const all = Array.from({ length: AT_ONCE }, () => 200)
      expect(await make()).to.deep.equal(all)
      const underWay = make(`?pauseMs=${UNDER_WAY_MS}`)
      while (seen().length < 2 * AT_ONCE) await new Promise((resolve) => setTimeout(resolve, 5))
      clock.move(stepMs)
      expect(await underWay).to.deep.equal(all)
      expect(await make()).to.deep.equal(all)
      clock.move(-stepMs)
      expect(await make()).to.deep.equal(all)

      const events = await audited()
      expect(events).to.have.length(4 * AT_ONCE)
      expect(compareCalls({ sent, seen: seen(), audited: events })).to.deep.equal([])
      // Lists and charts count with it, and the API says that it is a count.
      for (const { mark, durationMs } of events) {
        expect(durationMs, mark).to.be.a('number').and.at.least(0)
      }
    })
  }
})
