import { expect } from 'chai'
import { DEFAULT_LIMITS, type BudgetRules } from '../../src/policy/limit-rule.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import type { QuotaSettings } from '../site/quota/quota-settings.ts'
import { anInstalledWorld, type InstalledWorld } from '../support/a-world.ts'
import { movableClock, type MovableClock } from '../support/movable-clock.ts'

const HOUR_MS = 3_600_000
const MYSELF = '/rest/api/3/myself'
const RESERVED: BudgetRules = { reservePercent: 20, lowPriority: [], weights: [] }

describe('the product’s own budget', function () {
  this.timeout(60_000)
  let world: InstalledWorld
  let clock: MovableClock
  let noisy: string
  let late: string
  let asked = 0

  beforeEach(async () => {
    // Ten minutes into an hour, so that none ends by itself while a test runs.
    const hour = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS
    clock = movableClock(hour + 10 * 60_000)
    world = await anInstalledWorld({ clock, site: { now: () => clock.now() } })
    noisy = await world.createToken(world.people.alice, { access: 'write' })
    late = await world.createToken(world.people.bob, { access: 'write' })
    asked = 0
  })
  afterEach(() => world.stop())

  const site = () => world.world.site
  const grant = (settings: QuotaSettings) => {
    site().quota.settings = settings
    site().quota.refusals.clear()
  }
  const tenantId = () => {
    const { product, clientKey } = world.jira
    return world.gatehouse.app.directory.byClientKey(product, clientKey)?.id ?? ''
  }
  const rules = async (budget: BudgetRules | undefined) => {
    const by = { actor: world.people.admin.accountId, requestId: 'a-test' }
    await world.gatehouse.app.policies.change(tenantId(), by, ({ document }) => ({
      ...document,
      resources: [EVERYTHING],
      limits: { ...DEFAULT_LIMITS, budget },
    }))
  }
  /** `200`, or status and code of what was refused; the product's own refusals have no code. */
  const ask = async (token: string, path = MYSELF, init?: RequestInit) => {
    const sign = path.includes('?') ? '&' : '?'
    const answer = await world.call(`${path}${sign}at=${String((asked += 1))}`, token, init)
    const { code } = (await answer.json().catch(() => ({}))) as { readonly code?: string }
    return {
      said: code === undefined ? String(answer.status) : `${String(answer.status)} ${code}`,
      headers: answer.headers,
    }
  }
  const askOften = async (token: string, times: number, path?: string) => {
    const said: string[] = []
    for (let at = 0; at < times; at += 1) said.push((await ask(token, path)).said)
    return said
  }
  const count = (said: readonly string[], wanted: string) =>
    said.filter((each) => each === wanted).length
  const refusals = () => [...site().quota.refusals.values()].reduce((sum, each) => sum + each, 0)
  const kinds = async () =>
    (await world.gatehouse.app.audit.recent(tenantId(), 300)).map((event) =>
      event.kind === 'call' ? `call ${event.rule}` : event.kind,
    )

  it('is shared: a noisy caller stops before the end, and whoever comes late is served', async () => {
    await rules(RESERVED)
    grant({ pointsPerHour: 100 })
    const first = await askOften(noisy, 130)
    expect(count(first, '200')).to.be.within(70, 95)
    expect(first.at(-1)).to.equal('429 budget/share-spent')
    const second = await askOften(late, 4)
    expect(second).to.deep.equal(['200', '200', '200', '200'])
    expect(refusals(), 'refusals by the product').to.equal(0)
  })

  it('would be gone for the late one without these rules', async () => {
    await rules(undefined)
    grant({ pointsPerHour: 100 })
    const first = await askOften(noisy, 130)
    // Gatehouse's own questions about its callers are paid from the same quota.
    const served = count(first, '200')
    expect(served).to.be.within(95, 100)
    expect(first.slice(served, served + 2)).to.deep.equal(['429', '429 budget/paused'])
    expect(await askOften(late, 4)).to.deep.equal(Array(4).fill('429 budget/paused'))
    expect(refusals(), 'refusals by the product').to.equal(1)
  })

  it('is shared when all call at once, too, and costs are other than estimated', async () => {
    await rules(RESERVED)
    grant({ pointsPerHour: 300, pointsOf: () => 3 })
    const lots = async () => {
      const said: string[] = []
      for (let round = 0; round < 8; round += 1) {
        said.push(
          ...(await Promise.all(Array.from({ length: 20 }, () => ask(noisy)))).map(
            (each) => each.said,
          ),
        )
      }
      return said
    }
    const first = await lots()
    expect(count(first, '200')).to.be.above(60)
    expect(count(first, '429 budget/share-spent')).to.be.above(20)
    expect((await askOften(late, 1))[0]).to.equal('200')
    expect(refusals(), 'refusals by the product').to.equal(0)
  })

  it('begins anew with the next hour', async () => {
    await rules(RESERVED)
    grant({ pointsPerHour: 50 })
    await askOften(noisy, 60)
    const { said, headers } = await ask(noisy)
    expect(said).to.equal('429 budget/share-spent')
    const seconds = Number(headers.get('retry-after'))
    expect(seconds).to.be.within(49 * 60, 50 * 60)
    clock.move(seconds * 1000)
    expect((await ask(noisy)).said).to.equal('200')
  })

  it('passes the product’s first refusal on as it is, and then sends nothing until the time is over', async () => {
    await rules(undefined)
    grant({ pointsPerHour: 15, isSilent: true })
    let refused = await ask(noisy)
    for (let each = 0; each < 15 && refused.said === '200'; each += 1) refused = await ask(noisy)
    expect(refused.said).to.equal('429')
    expect(refused.headers.get('ratelimit-reason')).to.equal('jira-quota-tenant-based')
    expect(await askOften(late, 20)).to.deep.equal(Array(20).fill('429 budget/paused'))
    expect((await ask(late)).headers.get('retry-after')).to.match(/^\d+$/)
    expect(refusals()).to.equal(1)
    clock.move(HOUR_MS)
    expect((await ask(late)).said).to.equal('200')
    expect(await kinds()).to.include('call budget/paused')
  })

  it('pauses one operation for a burst of it, and nothing else', async () => {
    await rules(RESERVED)
    // Windows of the clock: at its beginning, so that no second ends between two calls of this test.
    grant({ burstPerSecond: { GET: 2 } })
    await askOften(noisy, 2, '/rest/api/3/project')
    const said = await askOften(noisy, 30, '/rest/api/3/project')
    const isPaused = count(said, '429 budget/paused')
    expect(isPaused).to.be.above(20)
    expect((await ask(late, MYSELF)).said).to.equal('200')
    clock.move(2_000)
    expect((await ask(late, '/rest/api/3/project')).said).to.equal('200')
  })

  it('pauses writes to one issue, and neither reads of it nor writes to others', async () => {
    await rules(RESERVED)
    grant({ writesPerIssue: [{ writes: 2, seconds: 30 }] })
    const comment = (issue: string) =>
      ask(noisy, `/rest/api/3/issue/${issue}/comment`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ body: { type: 'doc', version: 1, content: [] } }),
      })
    await comment('PROJ-1')
    await comment('PROJ-1')
    const said = [await comment('PROJ-1'), await comment('PROJ-1'), await comment('PROJ-1')]
    expect(said.map((each) => each.said)).to.deep.equal([
      '429',
      '429 budget/paused',
      '429 budget/paused',
    ])
    expect((await ask(noisy, '/rest/api/3/issue/PROJ-1')).said).to.equal('200')
    expect((await comment('PROJ-2')).said).not.to.contain('budget')
    clock.move(31_000)
    expect((await comment('PROJ-1')).said).to.equal('201')
  })

  it('is not taken from by calls with the product’s own API tokens', async () => {
    await rules(RESERVED)
    const by = { actor: world.people.admin.accountId, requestId: 'a-test' }
    await world.gatehouse.app.policies.change(tenantId(), by, ({ document }) => ({
      ...document,
      switches: { ...document.switches, basicPassThrough: true },
    }))
    grant({ pointsPerHour: 3 })
    await askOften(noisy, 10)
    const { email, password } = world.people.bob
    const authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
    for (let each = 0; each < 5; each += 1) {
      const url = `${world.gatehouse.url}/sites/${site().host}${MYSELF}`
      const answer = await fetch(url, { headers: { authorization } })
      expect(answer.status).to.equal(200)
    }
  })

  it('is told by the management API, as far as the product has said anything', async () => {
    const read = async () => {
      const authorization = `JWT ${world.jira.contextToken(world.people.admin)}`
      const url = `${world.gatehouse.url}/api/v1/budget`
      const answer = await fetch(url, { headers: { authorization } })
      return (await answer.json()) as Record<string, unknown>
    }
    expect(await read()).not.to.have.property('quota')
    grant({ pointsPerHour: 100 })
    await askOften(noisy, 3)
    const told = await read()
    expect(told).to.have.nested.property('quota.limit', 100)
    expect(told).to.have.nested.property('quota.remaining').that.is.within(90, 97)
    expect(told)
      .to.have.nested.property('quota.resetsAt')
      .that.matches(/:00:0\d\.\d{3}Z$/)
    expect(told).to.have.nested.property('callers[0].credentialKind', 'api-token')
    expect(told['pauses']).to.deep.equal([])
  })

  it('is told as low once in an hour', async () => {
    await rules(RESERVED)
    grant({ pointsPerHour: 40 })
    await askOften(noisy, 45)
    await askOften(late, 2)
    const told = (await kinds()).filter((kind) => kind === 'budget.low')
    expect(told).to.have.length(1)
    clock.move(HOUR_MS)
    await askOften(noisy, 45)
    expect((await kinds()).filter((kind) => kind === 'budget.low')).to.have.length(2)
    const event = (await world.gatehouse.app.audit.recent(tenantId(), 300)).find(
      ({ kind }) => kind === 'budget.low',
    )
    expect(event).to.deep.include({ actor: 'gatehouse', subject: tenantId() })
    expect(event).to.have.nested.property('facts.limit', 40)
  })
})
