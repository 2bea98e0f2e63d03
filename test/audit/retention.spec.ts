import { expect } from 'chai'
import { createClockTrust } from '../../src/audit/clock-trust.ts'
import { createRetention } from '../../src/audit/retention.ts'
import type { RetentionRules } from '../../src/audit/retention-rules.ts'
import { BLOCK_PLACES } from '../../src/db/event-blocks.ts'
import { createRetentionTable } from '../../src/db/retention-table.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { testLog } from '../support/sinks.ts'
import { aBusyLog, aLog, BEGIN } from './a-log.ts'
import { aSignedLog, TENANT, type SignedLog } from './a-signed-log.ts'

const DAY = 24 * 3_600_000
const MINUTE = 60_000

describe('retention', () => {
  let log: SignedLog
  let rules: RetentionRules
  let now: ReturnType<typeof stoppedClock>
  before(async () => {
    log = await aSignedLog()
  })
  beforeEach(async () => {
    await log.empty()
    now = stoppedClock(BEGIN)
  })
  after(() => log.clear())

  /** @param after is called after each step */
  function job({ after = () => Promise.resolve(), eventsAtOnce = 10, trusted = true } = {}) {
    const { log: written, lines } = testLog()
    const store = createRetentionTable(log.database, log.signer, eventsAtOnce)
    const retention = createRetention({
      store,
      tenantIds: () => [TENANT, 'other'],
      rulesOf: async (tenantId) => (tenantId === TENANT ? rules : { legalHold: false }),
      isClockTrusted: async () => trusted,
      pause: after,
      clock: now,
      ids: systemIds,
      log: written,
    })
    return { ...retention, lines }
  }

  const events = () =>
    log.database.tables.audit
      .findAll({ where: { tenant_id: TENANT }, order: ['at', 'seq'] })
      .then((rows) => rows.map((row) => row.get()))
  const cuts = () =>
    log.database.tables.auditCuts
      .findAll({ order: ['seq'] })
      .then((rows) => rows.map((row) => row.get()))
  const expectProved = async () => {
    await log.sign()
    const report = await log.verify()
    expect(report.faults).to.deep.equal([])
    return report
  }

  it('removes what is older than the days, and what stays is proved', async () => {
    const all = aBusyLog(60, { everyMs: 30 * MINUTE })
    await log.write(all)
    await log.sign()
    now.move(all.length * 30 * MINUTE)
    rules = { keepDays: 1, legalHold: false }
    const before = await events()
    await job().run()
    const stay = before.filter(({ at }) => at >= now.now() - DAY).map(({ id }) => id)
    const left = await events()
    expect(left.filter(({ kind }) => kind !== 'record.cut').map(({ id }) => id)).to.deep.equal(stay)
    expect(stay.length).to.be.within(20, 48)
    const told = left.find(({ kind }) => kind === 'record.cut')
    const facts = JSON.parse(told?.facts ?? '') as Record<string, unknown>
    const removed = before.length - stay.length
    const [cut] = await cuts()
    expect(facts).to.include({ events: removed, reason: 'days', upTo: cut?.seq })
    expect(facts['keptFrom']).to.equal(new Date(left[0]?.at ?? 0).toISOString())
    expect(cut).to.include({ events: removed, reason: 'days', at: now.now() })
    const report = await expectProved()
    expect(report).to.include({ removed: cut?.seq, after: cut?.seq })
    await job().run()
    expect(await cuts()).to.have.length(1)
  })

  it('removes what is beyond the number, but nothing of the last hour', async () => {
    await log.write(aBusyLog(60))
    now.move(30 * DAY)
    await log.write(aBusyLog(10, { from: now.now() - 10 * MINUTE }))
    const before = await events()
    rules = { keepEvents: 40, legalHold: false }
    await job().run()
    const left = (await events()).filter(({ kind }) => kind !== 'record.cut')
    expect(left.map(({ id }) => id)).to.deep.equal(before.slice(-40).map(({ id }) => id))
    expect((await cuts())[0]).to.include({ events: before.length - 40, reason: 'count' })
    await expectProved()
    rules = { keepEvents: 1, legalHold: false }
    await job().run()
    const young = (await events()).filter(({ at }) => at >= now.now() - 10 * MINUTE)
    expect(young.length).to.be.greaterThan(10)
    expect(await events()).to.have.length(young.length)
    await expectProved()
  })

  it('keeps a chain that is proved where calls always overlap, cut after cut', async () => {
    const all = aBusyLog(200, { everyMs: 10 * MINUTE })
    await log.write(all)
    rules = { keepDays: 1, legalHold: false }
    for (let day = 1; day <= 5; day += 1) {
      now.move(DAY)
      // The job removes nothing while an event is newer than the clock.
      const newest = Math.max(...(await events()).map(({ at }) => at))
      now.move(Math.max(0, newest - now.now()))
      await job({ eventsAtOnce: 7 }).run()
      await expectProved()
    }
    expect((await cuts()).length).to.be.greaterThan(2)
    const gaps = (await cuts()).map(({ gaps: text }) => (JSON.parse(text) as unknown[]).length)
    expect(Math.max(...gaps), 'a cut between the two lines of a call').to.be.greaterThan(0)
  })

  it('removes everything, and the record goes on where it was', async () => {
    await log.write(aBusyLog(20))
    now.move(10 * DAY)
    rules = { keepDays: 2, legalHold: false }
    await job().run()
    expect((await events()).map(({ kind }) => kind)).to.deep.equal(['record.cut'])
    await expectProved()
    await log.write(aBusyLog(5, { from: now.now() }))
    await log.sign()
    expect((await expectProved()).lines).to.be.greaterThan(5)
  })

  it('forgets where events were that are gone, and only where none is left', async () => {
    const { database } = log
    await log.write(aBusyLog(800, { everyMs: MINUTE }))
    await database.write(async (_tables, sql) => {
      for (const block of [0, 1]) {
        await sql.run('INSERT INTO audit_marks VALUES (?, ?, ?, ?)', [
          TENANT,
          'method',
          'GET',
          block,
        ])
      }
    })
    now.move(30 * DAY)
    rules = { keepEvents: 50, legalHold: false }
    await job({ eventsAtOnce: 500 }).run()
    expect((await cuts())[0]?.seq).to.be.greaterThan(BLOCK_PLACES)
    const left = await database.reportSql.all('SELECT block FROM audit_marks WHERE field = ?', [
      'method',
    ])
    expect(left).to.deep.equal([{ block: 1 }])
  })

  it('removes nothing under a legal hold or without rules, and stops in the middle when one is set', async () => {
    await log.write(aBusyLog(60))
    now.move(30 * DAY)
    const before = (await events()).length
    for (const none of [
      { legalHold: false },
      { keepDays: 1, keepEvents: 1_000, legalHold: true },
    ]) {
      rules = none
      await job().run()
      expect(await events()).to.have.length(before)
    }
    rules = { keepDays: 1, legalHold: false }
    await job({ after: async () => void (rules = { ...rules, legalHold: true }) }).run()
    expect(await events()).to.have.length(before - 10)
    await expectProved()
  })

  it('leaves a chain that is proved when it ends between two steps, and the next run does the rest', async () => {
    await log.write(aBusyLog(60))
    now.move(30 * DAY)
    rules = { keepDays: 1, legalHold: false }
    let steps = 0
    const killed = job({
      after: async () => {
        steps += 1
        if (steps === 3) throw new Error('killed')
      },
    })
    const failure: unknown = await killed.run().catch((thrown: unknown) => thrown)
    expect(failure).to.be.instanceOf(AggregateError)
    expect((await cuts())[0]).to.include({ events: 30 })
    await expectProved()
    now.move(1)
    await job().run()
    expect((await events()).map(({ kind }) => kind)).to.deep.equal(['record.cut'])
    await expectProved()
  })

  it('removes nothing twice when two runs come at once', async () => {
    await log.write(aBusyLog(100))
    now.move(30 * DAY)
    rules = { keepEvents: 50, legalHold: false }
    const before = await events()
    await Promise.all([job().run(), job().run()])
    const left = (await events()).filter(({ kind }) => kind !== 'record.cut')
    expect(left.map(({ id }) => id)).to.deep.equal(before.slice(-50).map(({ id }) => id))
    const removed = (await cuts()).reduce((sum, cut) => sum + cut.events, 0)
    expect(removed).to.equal(before.length - 50)
    await expectProved()
  })

  it('removes events of before the chain as well, the oldest first', async () => {
    const changes = Array.from({ length: 30 }, () => 'change' as const)
    await log.write(aLog(changes, { from: BEGIN - 60_000 }))
    await log.sql('UPDATE audit_events SET seq = NULL, hash = NULL')
    await log.sql('DELETE FROM audit_chains')
    now.move(DAY)
    await log.write(aLog(changes, { from: now.now() }))
    const before = await events()
    now.move(2 * DAY)
    rules = { keepEvents: 45, legalHold: false }
    await job().run()
    const left = await events()
    expect(left.slice(0, 45).map(({ id }) => id)).to.deep.equal(
      before.slice(15).map(({ id }) => id),
    )
    expect(await expectProved()).to.include({ unchained: 15, removed: 0 })
    rules = { keepEvents: 20, legalHold: false }
    await job().run()
    expect(await expectProved()).to.include({ unchained: 0 })
    expect((await events()).slice(0, 20).map(({ id }) => id)).to.include(before.at(-1)?.id)
  })

  it('does not remove the traces of a record that lacks lines', async () => {
    await log.write(aBusyLog(20))
    now.move(30 * DAY)
    await log.sql(`DELETE FROM audit_events WHERE seq = 2`)
    const before = (await events()).length
    rules = { keepDays: 1, legalHold: false }
    const failure: unknown = await job()
      .run()
      .catch((thrown: unknown) => thrown)
    expect(failure).to.be.instanceOf(AggregateError)
    expect(await events()).to.have.length(before)
    expect((await log.verify()).faultCount).to.be.greaterThan(0)
  })

  it('removes nothing by a clock that is not believed, or that is behind the newest event', async () => {
    await log.write(aBusyLog(20))
    rules = { keepDays: 1, keepEvents: 1, legalHold: false }
    now.move(365 * DAY)
    const before = (await events()).length
    const distrusting = job({ trusted: false })
    await distrusting.run()
    expect(distrusting.lines.join('\n')).to.contain('the clock has leapt')
    now.move(-365 * DAY)
    const behind = job()
    await behind.run()
    expect(behind.lines.join('\n')).to.contain('the clock is behind')
    expect(await events()).to.have.length(before)
  })
})

describe('the clock that retention believes', () => {
  const world = (signedAt: readonly number[] = []) => {
    const clock = stoppedClock(BEGIN)
    let up = 0
    return {
      goOn(ms: number) {
        clock.move(ms)
        up += ms
      },
      leap: (ms: number) => clock.move(ms),
      isTrusted: createClockTrust({
        clock,
        uptime: () => up,
        wasSigned: async (from, to) => signedAt.some((at) => at >= from && at < to),
      }),
    }
  }

  it('has signed a head a day ago, or has gone on for a day under our eyes', async () => {
    expect(await world([BEGIN - 1.5 * DAY]).isTrusted()).to.equal(true)
    const fresh = world()
    expect(await fresh.isTrusted()).to.equal(false)
    fresh.goOn(DAY - 1)
    expect(await fresh.isTrusted()).to.equal(false)
    fresh.goOn(1)
    expect(await fresh.isTrusted()).to.equal(true)
  })

  it('is not believed for a day after it has leapt, before a start or under our eyes', async () => {
    // A year ahead at the start: all heads are of a year ago, or of the last few hours.
    const ahead = world([BEGIN - 365 * DAY, BEGIN - 3_600_000])
    expect(await ahead.isTrusted()).to.equal(false)
    const running = world([BEGIN - 1.5 * DAY, BEGIN + 363.5 * DAY])
    running.goOn(2 * DAY)
    expect(await running.isTrusted()).to.equal(true)
    running.leap(363 * DAY)
    expect(await running.isTrusted()).to.equal(false)
    running.goOn(DAY - 1)
    expect(await running.isTrusted()).to.equal(false)
    running.goOn(1)
    expect(await running.isTrusted()).to.equal(true)
  })
})
