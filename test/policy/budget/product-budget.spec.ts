import { expect } from 'chai'
import type { AuditEvent } from '../../../src/audit/audit-event.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { estimatedPoints } from '../../../src/policy/catalogue/estimated-points.ts'
import { createProductBudget } from '../../../src/policy/budget/product-budget.ts'
import type { QuotaSignals } from '../../../src/policy/budget/quota-signals.ts'
import { DEFAULT_LIMITS, type BudgetRules } from '../../../src/policy/limit-rule.ts'
import { DEFAULT_POLICY } from '../../../src/policy/policy-document.ts'
import { compilePolicy } from '../../../src/policy/snapshot.ts'
import { stoppedClock } from '../../support/movable-clock.ts'
import { testLog } from '../../support/sinks.ts'
import { aCall } from '../../support/things.ts'
import { aPrincipal, aSituation } from '../situation-things.ts'

const TENANT = 'jira-tenant'
const HOUR_MS = 3_600_000
const RULES: BudgetRules = { reservePercent: 20, lowPriority: ['robots'], weights: [] }

function rulesWith(budget: BudgetRules | undefined) {
  const { document } = DEFAULT_POLICY
  const limits = { ...DEFAULT_LIMITS, budget }
  return compilePolicy({ version: 1, document: { ...document, limits } }, 'jira')
}

function aBudget() {
  const clock = stoppedClock(HOUR_MS * 500_000 + 60_000)
  const events: AuditEvent[] = []
  const waits: number[] = []
  const world = {
    clock,
    events,
    waits,
    failAppend: false,
    onWait: (): void => {},
    said(given: Partial<QuotaSignals>, tenantId = TENANT, path = '/rest/api/3/myself') {
      const nothing = {
        limit: undefined,
        remaining: undefined,
        resetsAt: undefined,
        isNear: false,
        refusal: undefined,
      }
      budget.note(tenantId, aCall({ path }), { ...nothing, ...given })
    },
    async enter(
      given: {
        tokenId?: string
        tenantId?: string
        groups?: string[]
        method?: string
        path?: string
        /** Of a token that this person has made. */
        madeBy?: string
      } = {},
      rules: BudgetRules | undefined = RULES,
    ) {
      const { tokenId = 'one', tenantId = TENANT, groups = [] } = given
      const situation = aSituation({
        principal: aPrincipal({
          tenantId,
          credential: { kind: 'api-token', id: tokenId },
          ...(given.madeBy === undefined
            ? {}
            : {
                ownerAccountId: given.madeBy,
                token: { createdAt: 0, lastActiveAt: 0, isService: false },
              }),
        }),
        groups: new Set(groups),
        call: aCall({ method: given.method ?? 'GET', path: given.path ?? '/rest/api/3/myself' }),
        now: clock.now(),
      })
      try {
        const passage = await budget.enter(rulesWith(rules), situation)
        return { code: 'passed', passage, retryAfterSeconds: undefined }
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown
        const { code, retryAfterSeconds } = thrown
        return { code, passage: { settle: () => {} }, retryAfterSeconds }
      }
    },
  }
  const budget = createProductBudget({
    audit: {
      append: async (event) => {
        if (world.failAppend) throw new Error('disk is full')
        events.push(event)
      },
    },
    clock,
    ids: systemIds,
    log: testLog().log,
    wait: async (ms) => {
      waits.push(ms)
      world.onWait()
    },
  })
  return { ...world, world, budget }
}

const hour = (clock: { now(): number }) => clock.now() + 59 * 60_000

describe('the picture of the product’s budget', () => {
  it('is empty until the product says something, and then says what it said', () => {
    const it = aBudget()
    expect(it.budget.state(TENANT)).to.deep.equal({ quota: undefined, pauses: [], callers: [] })
    const resetsAt = hour(it.clock)
    it.said({ limit: 100, remaining: 70, resetsAt })
    expect(it.budget.state(TENANT).quota).to.deep.equal({
      limit: 100,
      remaining: 70,
      resetsAt,
      isLow: false,
    })
  })

  it('is each tenant’s own', async () => {
    const it = aBudget()
    it.said({ limit: 100, remaining: 0, resetsAt: hour(it.clock) })
    it.said({ refusal: { scope: 'quota', reason: undefined, until: undefined } })
    expect((await it.enter()).code).to.equal('budget/paused')
    expect((await it.enter({ tenantId: 'another' })).code).to.equal('passed')
    expect(it.budget.state('another').quota).to.equal(undefined)
  })

  it('heeds the least of what answers say that overtake each other', () => {
    const it = aBudget()
    const resetsAt = hour(it.clock)
    for (const remaining of [70, 68, 69]) it.said({ limit: 100, remaining, resetsAt })
    expect(it.budget.state(TENANT).quota?.remaining).to.equal(68)
  })

  it('believes the product when it has thought better of it', () => {
    const it = aBudget()
    const resetsAt = hour(it.clock)
    for (const remaining of [3, 90]) it.said({ limit: 100, remaining, resetsAt })
    expect(it.budget.state(TENANT).quota?.remaining).to.equal(90)
  })

  it('takes no refusal for a burst as one of the quota', async () => {
    const it = aBudget()
    it.said({ limit: 100, remaining: 70, resetsAt: hour(it.clock) })
    const refusal = {
      scope: 'burst',
      reason: 'jira-burst-based',
      until: it.clock.now() + 1000,
    } as const
    it.said({ limit: 10, remaining: 0, refusal })
    expect(it.budget.state(TENANT).quota?.remaining).to.equal(70)
    expect((await it.enter()).code).to.equal('budget/paused')
    expect((await it.enter({ path: '/rest/api/3/project' })).code).to.equal('passed')
  })

  it('is forgotten with its window, and so are the callers’ counts', async () => {
    const it = aBudget()
    it.said({ limit: 100, remaining: 70, resetsAt: hour(it.clock) })
    await it.enter()
    expect(it.budget.state(TENANT).callers).to.have.length(1)
    it.clock.move(HOUR_MS)
    expect(it.budget.state(TENANT)).to.deep.equal({ quota: undefined, pauses: [], callers: [] })
  })

  it('locks nobody out for more than an hour, whatever the product says', async () => {
    const it = aBudget()
    it.said({ limit: 100, remaining: 0, resetsAt: it.clock.now() + 20 * HOUR_MS })
    expect((await it.enter()).retryAfterSeconds).to.equal(3_600)
    it.clock.move(HOUR_MS)
    expect((await it.enter()).code).to.equal('passed')
  })

  it('holds a call that is under way back from the others, and gives back what was never sent', async () => {
    const it = aBudget()
    it.said({ limit: 100, remaining: estimatedPoints(aCall()), resetsAt: hour(it.clock) })
    const none: BudgetRules = { ...RULES, reservePercent: 0 }
    const first = await it.enter({}, none)
    expect(first.code).to.equal('passed')
    expect((await it.enter({}, none)).code).to.equal('budget/paused')
    first.passage.settle('unsent')
    expect((await it.enter({}, none)).code).to.equal('passed')
  })

  it('counts a call of which the answer says nothing by estimate', async () => {
    const it = aBudget()
    it.said({ limit: 100, remaining: 50, resetsAt: hour(it.clock) })
    const { passage } = await it.enter()
    passage.settle('untold')
    expect(it.budget.state(TENANT).quota?.remaining).to.be.below(50)
  })

  it('slows who gives way on the way to the reserve, and refuses it there before others', async () => {
    const it = aBudget()
    const resetsAt = hour(it.clock)
    it.said({ limit: 100, remaining: 30, resetsAt })
    const robot = await it.enter({ tokenId: 'robot', groups: ['robots'] })
    expect(robot.code).to.equal('passed')
    expect(it.waits).to.have.length(1)
    expect(it.waits[0]).to.be.within(1, 2_000)
    it.said({ limit: 100, remaining: 19, resetsAt })
    expect((await it.enter({ tokenId: 'robot', groups: ['robots'] })).code).to.equal(
      'budget/share-spent',
    )
    expect((await it.enter({ tokenId: 'other' })).code).to.equal('passed')
  })

  it('lets nobody out of the wait into a pause that has begun meanwhile', async () => {
    const it = aBudget()
    it.said({ limit: 100, remaining: 30, resetsAt: hour(it.clock) })
    it.world.onWait = () =>
      it.said({ refusal: { scope: 'quota', reason: undefined, until: undefined } })
    expect((await it.enter({ groups: ['robots'] })).code).to.equal('budget/paused')
  })

  it('asks nobody to give way where there are no rules for it', async () => {
    const it = aBudget()
    it.said({ limit: 100, remaining: 1, resetsAt: hour(it.clock) })
    const passage = await it.budget.enter(rulesWith(undefined), aSituation({ now: it.clock.now() }))
    expect(passage).to.respondTo('settle')
    expect(it.waits).to.deep.equal([])
  })

  it('holds a bounded number of pauses, and the one of everything among them', async () => {
    const it = aBudget()
    it.said({ refusal: { scope: 'quota', reason: undefined, until: hour(it.clock) } })
    for (let issue = 0; issue < 500; issue += 1) {
      const refusal = { scope: 'burst', reason: undefined, until: hour(it.clock) } as const
      it.said({ refusal }, TENANT, `/rest/api/3/made-up-${String(issue)}x`)
    }
    const { pauses } = it.budget.state(TENANT)
    expect(pauses).to.have.length.at.most(200)
    expect(pauses.map(({ scope }) => scope)).to.include('quota')
  })

  it('counts callers beyond a bound as one, so that many names are no many shares', async () => {
    const it = aBudget()
    for (let at = 0; at < 700; at += 1) await it.enter({ tokenId: `token-${String(at)}` })
    const [first] = it.budget.state(TENANT).callers
    expect(first?.caller).to.equal('others')
    expect(first?.points).to.be.above(199)
    expect(it.budget.state(TENANT).callers).to.have.length(10)
  })

  it('gives a person one share of the reserve, however many tokens the person makes', async () => {
    const it = aBudget()
    it.said({ limit: 1_000, remaining: 200, resetsAt: hour(it.clock) })
    const had = async (madeBy: string, tokens: number) => {
      let passed = 0
      for (let at = 0; at < 600; at += 1) {
        const tokenId = `${madeBy}-${String(at % tokens)}`
        if ((await it.enter({ madeBy, tokenId })).code === 'passed') passed += 1
      }
      return passed
    }
    await it.enter({ madeBy: 'ann', tokenId: 'ann-0' })
    const [greedy, honest] = [await had('mallory', 600), await had('ann', 1)]
    expect(honest).to.be.at.least(greedy - 2)
    expect(honest).to.be.above(10)
  })

  it('takes the numbers of a limit on bursts for no quota, also where nothing was refused', async () => {
    const it = aBudget()
    it.said({ limit: 1_000, remaining: 900, resetsAt: hour(it.clock) })
    it.said({ limit: 5, remaining: 0, resetsAt: it.clock.now() + 1_000 })
    expect(it.budget.state(TENANT).quota).to.include({ limit: 1_000, remaining: 900 })
    expect((await it.enter()).code).to.equal('passed')
  })

  it('is used up for no longer than the product says when it refuses', async () => {
    const it = aBudget()
    it.said({ limit: 1_000, remaining: 900, resetsAt: hour(it.clock) })
    const until = it.clock.now() + 30_000
    it.said({ refusal: { scope: 'quota', reason: 'jira-quota-tenant-based', until } })
    expect((await it.enter()).retryAfterSeconds).to.equal(30)
    it.clock.move(30_000)
    expect((await it.enter()).code).to.equal('passed')
  })

  it('is asked for again once in a minute, where nothing is left but by an answer', async () => {
    const it = aBudget()
    it.said({ limit: 1_000, remaining: 0, resetsAt: hour(it.clock) })
    expect((await it.enter()).code).to.equal('budget/paused')
    it.clock.move(60_000)
    const { code, passage } = await it.enter()
    expect(code).to.equal('passed')
    expect((await it.enter()).code).to.equal('budget/paused')
    it.said({ limit: 1_000, remaining: 900, resetsAt: hour(it.clock) })
    passage.settle('told')
    expect((await it.enter()).code).to.equal('passed')
  })

  it('is told as low once in a window, and again when that could not be written', async () => {
    const it = aBudget()
    const resetsAt = hour(it.clock)
    it.world.failAppend = true
    it.said({ limit: 100, remaining: 19, resetsAt })
    await new Promise((resolve) => setImmediate(resolve))
    expect(it.events).to.deep.equal([])
    it.world.failAppend = false
    for (const remaining of [18, 17, 16]) it.said({ limit: 100, remaining, resetsAt })
    expect(it.events).to.have.length(1)
    expect(it.events[0]).to.include({ kind: 'budget.low', actor: 'gatehouse', tenantId: TENANT })
    it.clock.move(HOUR_MS)
    it.said({ limit: 100, remaining: 50, isNear: true, resetsAt: hour(it.clock) })
    expect(it.events).to.have.length(2)
  })
})
