import { expect } from 'chai'
import fc from 'fast-check'
import type { RecordedEvent } from '../../src/audit/audit-event.ts'
import type { AuditReader, EventFilter, Span } from '../../src/audit/audit-reader.ts'
import { aCallEvent, aChange } from '../support/things.ts'
import { anEvent, aFilter, aSpan, TENANTS } from './event-arbitraries.ts'
import { memoryAuditReader } from './memory-audit-reader.ts'

/** A log with nothing but these events in it. */
export type OpenLog = (events: readonly RecordedEvent[]) => Promise<AuditReader>

const HOUR_MS = 3_600_000
const NOON = 1_700_049_600_000
const DAY: Span = { from: NOON - 12 * HOUR_MS, to: NOON + 12 * HOUR_MS }
const ALL: Span = { from: 0, to: Number.MAX_SAFE_INTEGER }

/** What every log has to tell, whatever keeps it; each calls this with a way to fill one of its own. */
export function readsTheLog(open: OpenLog, runs = 60): void {
  const aDone = (
    given: Parameters<typeof aCallEvent>[0] = {},
    ended: Partial<NonNullable<Extract<RecordedEvent, { kind: 'call' }>['completion']>> = {},
  ): RecordedEvent => {
    const completion = {
      outcome: 'answered' as const,
      status: 200,
      code: undefined,
      upstreamStatus: 200,
      traceId: undefined,
      durationMs: 10,
      hint: undefined,
      deprecation: undefined,
      ...ended,
    }
    const call = aCallEvent({ at: NOON, caller: 'api-token token', ...given })
    return { ...call, outcome: completion.outcome, completion }
  }

  it('finds an event by its own id and by that of its request, and never another tenant’s', async () => {
    const own = aDone()
    const foreign = aDone({ tenantId: 'other' })
    const log = await open([own, foreign])
    expect(await log.find('jira-tenant', own.id)).to.deep.include({ id: own.id })
    expect(await log.find('jira-tenant', own.requestId)).to.deep.include({ id: own.id })
    expect(await log.find('jira-tenant', foreign.id)).to.equal(undefined)
    expect(await log.find('jira-tenant', foreign.requestId)).to.equal(undefined)
    expect(await log.find('jira-tenant', 'a\0b')).to.equal(undefined)
    expect(await log.find('jira-tenant', '')).to.equal(undefined)
  })

  it('finds the call by the id of its request, not a change that was made with it', async () => {
    for (const [callId, changeId] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const call = aDone({ id: `${callId}-call`, requestId: 'one-request' })
      const change = aChange({ id: `${changeId}-change`, requestId: 'one-request', at: call.at })
      const log = await open([change, call])
      expect(await log.find('jira-tenant', 'one-request')).to.deep.include({ id: call.id })
      expect(await log.find('jira-tenant', change.id)).to.deep.include({ id: change.id })
    }
  })

  it('finds calls that took long, from the very millisecond on', async () => {
    const log = await open([9, 10, 11].map((durationMs) => aDone({}, { durationMs })))
    const found = await log.search('jira-tenant', { atLeastMs: 10 }, { limit: 9 })
    expect(
      found.map((each) => ('completion' in each ? each.completion.durationMs : 0)),
    ).to.have.members([10, 11])
  })

  it('goes on with a list where it ended, also among events of one moment', async () => {
    const events = Array.from({ length: 7 }, (_, at) => aDone({ at: NOON + Math.floor(at / 3) }))
    const log = await open([...events, aDone({ tenantId: 'other' })])
    const whole = await log.search('jira-tenant', {}, { limit: 50 })
    expect(whole).to.have.length(7)
    const first = await log.search('jira-tenant', {}, { limit: 2 })
    const next = await log.search('jira-tenant', {}, { limit: 50, before: first[1] })
    expect([...first, ...next]).to.deep.equal(whole)
  })

  it('takes a name of a rule in shadow for that rule alone, and for no part of another', async () => {
    const log = await open([
      aDone({ shadows: 'would-deny:no-deletes' }),
      aDone({ shadows: 'would-deny:no-deletes-here would-limit:x' }),
      aDone({ shadows: 'would-limit:x would-deny:no-deletes' }),
      aDone({ shadows: 'would-deny:No-Deletes' }),
    ])
    const found = async (shadow: string) =>
      (await log.search('jira-tenant', { shadow }, { limit: 9 })).length
    expect(await found('would-deny:no-deletes')).to.equal(2)
    expect(await found('would-limit:x')).to.equal(2)
    expect(await found('would-deny:no%')).to.equal(0)
    expect(await found('would-deny:no-delete')).to.equal(0)
    expect(await found('')).to.equal(0)
  })

  it('counts each call once: as answered, refused, or failed, which is also what nobody knows', async () => {
    const log = await open([
      aDone(),
      aDone({ at: NOON + 1 }, { status: 500, upstreamStatus: 500 }),
      aDone({ decision: 'deny' }, { outcome: 'refused', status: 403, code: 'credential/invalid' }),
      aDone({ decision: 'deny' }, { outcome: 'aborted', status: 0 }),
      aDone({}, { outcome: 'failed', status: 504, code: 'upstream/timeout' }),
      aDone({}, { outcome: 'aborted', status: 200 }),
      aCallEvent({ at: NOON }),
      aDone({ at: DAY.to }),
      aDone({ tenantId: 'other' }),
      aChange({ at: NOON }),
    ])
    expect(await log.callsOverTime('jira-tenant', DAY, HOUR_MS)).to.deep.equal([
      { at: NOON, answered: 2, refused: 2, failed: 3 },
    ])
    for (const [ended, calls] of [['answered', 2] as const, ['refused', 2], ['failed', 3]]) {
      const filter = { ended, span: DAY } as EventFilter
      expect(await log.search('jira-tenant', filter, { limit: 9 })).to.have.length(Number(calls))
    }
    expect(await log.refusals('jira-tenant', DAY)).to.deep.equal([
      { name: 'credential/invalid', calls: 1 },
    ])
  })

  it('gives percentiles that are durations of real calls, and none without a call', async () => {
    const slow = Array.from({ length: 200 }, (_, at) => aDone({}, { durationMs: at + 1 }))
    const log = await open([...slow, aDone({ decision: 'deny' }, { durationMs: 9_999 })])
    expect(await log.latency('jira-tenant', DAY)).to.deep.equal({
      calls: 200,
      ...{ p50: 100, p95: 190, p99: 198 },
      productShare: undefined,
    })
    expect(await log.latency('other', DAY)).to.equal(undefined)
  })

  it('tells how much of the time the product took, of the calls whose record has it', async () => {
    const log = await open([
      aDone({}, { durationMs: 100, upstreamMs: 90 }),
      aDone({}, { durationMs: 300, upstreamMs: 210 }),
      aDone({}, { durationMs: 9_000 }),
      aDone({ decision: 'deny' }, { durationMs: 9_000, upstreamMs: 1 }),
    ])
    expect(await log.latency('jira-tenant', DAY)).to.deep.include({ calls: 3, productShare: 0.75 })
  })

  it('knows the calls that the product shows as the app’s, and who made them', async () => {
    const asApp = { actsAs: 'app', method: 'POST' } as const
    const [bot, other] = ['provider-token acme bot', 'api-token other']
    const log = await open([
      aDone({ ...asApp, caller: bot }),
      aDone({ ...asApp, caller: bot, method: 'DELETE' }, { outcome: 'failed', status: 504 }),
      aDone({ ...asApp, caller: other, method: 'PUT', at: NOON + 1 }),
      aCallEvent({ ...asApp, at: NOON, caller: undefined }),
      ...['GET', 'HEAD', 'OPTIONS'].map((method) => aDone({ ...asApp, caller: bot, method })),
      aDone({ ...asApp, caller: bot, decision: 'deny' }, { outcome: 'refused', status: 403 }),
      aDone({ ...asApp, caller: bot, actsAs: 'user' }),
      aDone({ ...asApp, caller: bot, at: DAY.to }),
      aDone({ ...asApp, caller: bot, tenantId: 'other' }),
      aChange({ at: NOON }),
    ])
    expect(await log.shownAsApp('jira-tenant', DAY)).to.equal(4)
    const page = await log.search('jira-tenant', { shownAs: 'app', span: DAY }, { limit: 9 })
    expect(page).to.have.length(4)
    const callers = await log.appCallers('jira-tenant', DAY, 9)
    expect(callers.map(({ caller, calls }) => [caller, calls])).to.deep.equal([
      [bot, 2],
      [other, 1],
    ])
    expect(await log.appCallers('jira-tenant', DAY, 1)).to.have.length(1)
    expect(await log.shownAsApp('nobody', DAY)).to.equal(0)
  })

  it('knows when each caller last had an answer of each operation, newest first', async () => {
    const read = { method: 'GET', operation: '/rest/api/3/issue/{issueIdOrKey}' }
    const log = await open([
      aDone(read),
      aDone({ ...read, at: NOON + 5 }),
      aDone({ ...read, at: NOON + 9, caller: 'api-token other' }),
      aDone({ ...read, method: 'PUT', at: NOON - 1 }),
      aDone({ ...read, at: NOON + 7, decision: 'deny' }, { outcome: 'refused', status: 403 }),
      aDone({ ...read, at: NOON + 8 }, { outcome: 'failed', status: 504 }),
      aDone({ ...read, at: NOON + 8, caller: undefined }),
      aDone({ at: NOON + 8, operation: undefined }),
      aDone({ ...read, tenantId: 'other' }),
    ])
    const uses = await log.lastUses('jira-tenant', DAY, 9)
    expect(
      uses.map(({ caller, method, calls, lastAt }) => [caller, method, calls, lastAt]),
    ).to.deep.equal([
      ['api-token other', 'GET', 1, NOON + 9],
      ['api-token token', 'GET', 2, NOON + 5],
      ['api-token token', 'PUT', 1, NOON - 1],
    ])
    expect(await log.lastUses('jira-tenant', DAY, 2)).to.have.length(2)
  })

  it('counts and finds calls of no known operation by the class of their path, older ones by the path', async () => {
    const of = (path: string, pathClass?: string) =>
      aDone({ path, pathClass, shadows: 'would-deny:a' })
    const log = await open([of('/x/1', '/x/{}'), of('/x/2', '/x/{}'), of('/x/3')])
    const findings = await log.shadowFindings('jira-tenant', ALL)
    expect(findings.map(({ operation, calls }) => [operation, calls])).to.have.deep.members([
      ['/x/{}', 2],
      ['/x/3', 1],
    ])
    for (const { operation, calls } of findings) {
      expect(await log.search('jira-tenant', { operation }, { limit: 9 })).to.have.length(calls)
    }
  })

  it('finds what a limit counted by the whole of its name, and by nothing else', async () => {
    const log = await open([
      aDone({ limits: 'per-token=98/100' }),
      aDone({ limits: 'all=1/5 per-token=98/100' }),
      aDone({ limits: 'by-per-token=1/2' }),
      aDone(),
    ])
    const found = async (countedBy: string) =>
      (await log.search('jira-tenant', { countedBy }, { limit: 9 })).length
    expect(await found('per-token')).to.equal(2)
    expect(await found('all')).to.equal(1)
    for (const none of ['token', 'per-token=98/100', 'per', '%', '']) {
      expect(await found(none), none).to.equal(0)
    }
  })

  it('names of one caller only what all of its calls have in common', async () => {
    const caller = 'basic 10.0.0.1'
    const log = await open([
      aDone({ caller, credentialKind: 'basic', subject: 'ann', accountId: undefined }),
      aDone({ caller, credentialKind: 'basic', subject: 'bob', accountId: undefined }),
      aDone({ caller: undefined }),
    ])
    const [only, ...others] = await log.topCallers('jira-tenant', DAY, 5)
    expect(others).to.have.length(0)
    expect(only).to.deep.include({ caller, calls: 2, credentialKind: 'basic', subject: undefined })
  })

  it('tells findings of a day apart by rule, caller and operation, and adds up those of one', async () => {
    const deletes = { method: 'DELETE', operation: '/rest/api/3/issue/{issueIdOrKey}' }
    const log = await open([
      aDone({ ...deletes, shadows: 'would-deny:a' }),
      aDone({ ...deletes, shadows: 'would-deny:a would-limit:b', at: NOON + 5 }),
      aDone({ ...deletes, shadows: 'would-deny:a', at: NOON + 24 * HOUR_MS }),
      aDone({ ...deletes, shadows: 'would-deny:a', caller: 'api-token other' }),
    ])
    const found = await log.shadowFindings('jira-tenant', ALL)
    expect(found.map(({ day, shadow, caller, calls }) => [day, shadow, caller, calls]))
      .to.have.deep.members([
        ['2023-11-16', 'would-deny:a', 'api-token token', 1],
        ['2023-11-15', 'would-deny:a', 'api-token token', 2],
        ['2023-11-15', 'would-deny:a', 'api-token other', 1],
        ['2023-11-15', 'would-limit:b', 'api-token token', 1],
      ])
      .and.to.have.property('0')
      .that.includes('2023-11-16')
  })

  it('knows what goes away by the product’s word and by ours, of calls that were let through', async () => {
    const old = { method: 'GET', operation: '/rest/api/3/search' }
    const log = await open([
      aDone(old),
      aDone(old, { deprecation: 'Sun, 30 Nov 2025' }),
      aDone({ ...old, decision: 'deny' }),
      aDone({ ...old, method: 'POST' }),
      aDone({ path: '/rest/x', method: 'PUT' }, { deprecation: '@1' }),
    ])
    const found = await log.deprecatedUse('jira-tenant', DAY, [old])
    expect(
      found.map(({ method, operation, deprecation, calls }) => [
        method,
        operation,
        deprecation,
        calls,
      ]),
    ).to.have.deep.members([
      ['GET', old.operation, 'Sun, 30 Nov 2025', 2],
      ['PUT', '/rest/x', '@1', 1],
    ])
  })

  it('tells of any log and any question what looking at every event tells', async () => {
    const logs = fc.array(anEvent, { maxLength: 40 })
    const question = fc.record({
      tenantId: fc.constantFrom(...TENANTS),
      span: aSpan,
      filter: aFilter,
      limit: fc.integer({ min: 1, max: 6 }),
    })
    await fc.assert(
      fc.asyncProperty(
        logs,
        fc.array(question, { minLength: 1, maxLength: 4 }),
        async (events, asked) => {
          const log = await open(events)
          const naive = memoryAuditReader(events)
          for (const each of asked) {
            expect(await answersOf(log, each)).to.deep.equal(await answersOf(naive, each))
          }
        },
      ),
      { numRuns: runs },
    )
  })
}

interface Question {
  readonly tenantId: string
  readonly span: Span
  readonly filter: EventFilter
  readonly limit: number
}

async function answersOf(log: AuditReader, { tenantId, span, filter, limit }: Question) {
  const page = await log.search(tenantId, filter, { limit })
  const last = page.at(-1)
  return {
    page: page.map(plain),
    next: last && (await log.search(tenantId, filter, { limit, before: last })).map(plain),
    found: last && plain(await log.find(tenantId, last.requestId)),
    overTime: await log.callsOverTime(tenantId, span, HOUR_MS),
    ofOne: await log.callsOverTime(tenantId, span, 60_000, { accountId: 'ann' }),
    latency: await log.latency(tenantId, span),
    top: await log.topCallers(tenantId, span, limit),
    refusals: await log.refusals(tenantId, span),
    hints: await log.hints(tenantId, span),
    appCallers: await log.appCallers(tenantId, span, limit),
    shownAsApp: await log.shownAsApp(tenantId, span),
    lastUses: await log.lastUses(tenantId, span, limit),
    shadows: sorted(await log.shadowFindings(tenantId, span)),
    deprecated: sorted(
      await log.deprecatedUse(tenantId, span, [
        { method: 'GET', operation: '/a/{b}' },
        { method: 'DELETE', operation: '/a/{b}' },
      ]),
    ),
  }
}

// What is absent may be left out or undefined.
function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown)
}

function sorted(list: readonly object[]): unknown[] {
  return list
    .map((each) => JSON.stringify(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))))
    .sort()
}
