import { expect } from 'chai'
import fc from 'fast-check'
import type { ChainReport } from '../../src/audit/verify-chain.ts'
import type { SignedHead } from '../../src/audit/signed-links.ts'
import { createHeadTable } from '../../src/db/head-table.ts'
import type { AuditRow } from '../../src/db/tables.ts'
import { writeChained, type Written } from '../db/a-chain.ts'
import { aBusyLog, aLog, BEGIN, someSteps } from './a-log.ts'
import { aSignedLog, aSigner, TENANT, type SignedLog } from './a-signed-log.ts'
import { there } from './there.ts'

const kindsIn = ({ faults }: ChainReport) => [...new Set(faults.map(({ kind }) => kind))]
const placesIn = ({ faults }: ChainReport) => faults.map(({ seq }) => seq)

describe('proving a record', () => {
  let log: SignedLog
  before(async () => {
    log = await aSignedLog()
  })
  beforeEach(() => log.empty())
  after(() => log.clear())

  const rows = async () => {
    const found = await log.database.tables.audit.findAll({
      where: { tenant_id: TENANT },
      order: ['seq'],
    })
    return found.map((row) => row.get())
  }
  const idAt = async (seq: number) => there((await rows()).find((row) => row.seq === seq)).id
  const rowFrom = async (seq: number) => there((await rows()).find((row) => (row.seq ?? 0) >= seq))

  it('finds nothing in an honest one, whatever was written in which order', async () => {
    await fc.assert(
      fc.asyncProperty(someSteps, fc.nat(40), async (steps, signAfter) => {
        await log.empty()
        const all = aLog(steps)
        await log.write(all.slice(0, signAfter))
        await log.sign()
        await log.write(all.slice(signAfter))
        const report = await log.verify()
        expect(report.faults).to.deep.equal([])
        expect(report).to.include({ lines: all.length, upTo: all.length, after: 0, removed: 0 })
        expect(report.unsigned).to.equal(Math.max(0, all.length - signAfter))
      }),
      { numRuns: 25 },
    )
  })

  it('goes through more rows than it holds at once, and through an empty one', async () => {
    await log.write(aBusyLog(1_300))
    await log.sign()
    const report = await log.verify()
    expect(report.faults).to.deep.equal([])
    expect(report.lines).to.be.greaterThan(2_100)
    expect((await log.verify({}, 'nobody')).faultCount).to.equal(0)
  })

  it('finds any column of any row that was edited', async () => {
    await log.write(aBusyLog(6))
    await log.sign()
    const honest = await rows()
    const columns = Object.keys(there(honest[0]))
    const edits = honest.flatMap((row) => columns.map((column) => ({ row, column })))
    for (const { row, column } of edits) {
      const old = row[column as keyof AuditRow]
      const edited = typeof old === 'number' ? String(old + 1_000) : `'${old ?? ''}x'`
      await log.sql(`UPDATE audit_events SET "${column}" = ${edited} WHERE id = '${row.id}'`)
      const report = await log.verify()
      expect(report.faultCount, `${column} of ${row.id}`).to.be.greaterThan(0)
      const back = old === null ? 'NULL' : typeof old === 'number' ? String(old) : `'${old}'`
      const where = column === 'id' ? `${row.id}x` : row.id
      await log.sql(`UPDATE audit_events SET "${column}" = ${back} WHERE id = '${where}'`)
    }
    expect((await log.verify()).faultCount).to.equal(0)
    expect(edits.length).to.be.greaterThan(300)
  }).timeout(60_000)

  it('finds what was emptied, also where the column was only for counting', async () => {
    await log.write(aBusyLog(6))
    await log.sign()
    for (const { id } of await rows()) {
      for (const column of ['path', 'facts', 'outcome', 'status', 'end_seq', 'seq', 'hash']) {
        const row = there((await rows()).find((each) => each.id === id))
        const old = row[column as keyof AuditRow]
        if (old === null) continue
        await log.sql(`UPDATE audit_events SET "${column}" = NULL WHERE id = '${id}'`)
        expect((await log.verify()).faultCount, column).to.be.greaterThan(0)
        const back = typeof old === 'number' ? String(old) : `'${old}'`
        await log.sql(`UPDATE audit_events SET "${column}" = ${back} WHERE id = '${id}'`)
      }
    }
    const [change] = (await rows()).filter(({ kind }) => kind !== 'call')
    await log.sql(`UPDATE audit_events SET "account_id" = 'ada' WHERE id = '${there(change).id}'`)
    expect(kindsIn(await log.verify())).to.deep.equal(['line-changed'])
  })

  it('names the line that was edited, and no other', async () => {
    await log.write(aBusyLog(10))
    await log.sign()
    const { id, seq } = await rowFrom(5)
    await log.sql(`UPDATE audit_events SET at = at - 1 WHERE id = '${id}'`)
    const report = await log.verify()
    expect(kindsIn(report)).to.deep.equal(['line-changed'])
    expect(report.faults[0]?.says).to.contain(`Line ${String(seq)} (event ${id})`)
  })

  for (const [where, which] of [
    ['at the beginning', 1],
    ['in the middle', 7],
  ] as const) {
    it(`finds a row that was deleted ${where}`, async () => {
      await log.write(aBusyLog(10))
      await log.sign()
      await log.sql(`DELETE FROM audit_events WHERE id = '${await idAt(which)}'`)
      const report = await log.verify()
      expect(kindsIn(report)).to.contain('lines-missing')
      expect(placesIn(report)).to.contain(which)
    })
  }

  it('finds rows that were deleted at the end, with the note of the end turned back', async () => {
    await log.write(aLog(['change', 'change', 'change', 'change']))
    await log.sign()
    await log.sql(`DELETE FROM audit_events WHERE seq > 2`)
    expect(kindsIn(await log.verify())).to.include.members(['lines-missing'])
    const { hash } = there((await rows())[1])
    await log.sql(`UPDATE audit_chains SET seq = 2, hash = '${String(hash)}'`)
    const report = await log.verify()
    expect(kindsIn(report)).to.deep.equal(['head-differs'])
    expect(report.faults[0]?.says).to.contain('the record ends at line 2 now')
  })

  it('finds a whole tenant’s rows gone, with and without the note of the end', async () => {
    await log.write(aBusyLog(10))
    await log.sign()
    await log.sql('DELETE FROM audit_events')
    expect(kindsIn(await log.verify())).to.contain('lines-missing')
    await log.sql('DELETE FROM audit_chains')
    expect(kindsIn(await log.verify())).to.deep.equal(['head-differs'])
  })

  it('finds two events that changed places, and one place that is there twice', async () => {
    await log.write(aLog(['change', 'change', 'change', 'change', 'change']))
    await log.sign()
    await log.sql('DROP INDEX audit_events_tenant_id_seq')
    const swap = 'UPDATE audit_events SET seq = CASE seq WHEN 2 THEN 4 WHEN 4 THEN 2 ELSE seq END'
    await log.sql(swap)
    const report = await log.verify()
    expect(kindsIn(report)).to.include.members(['line-changed'])
    expect(placesIn(report)).to.include.members([2, 4])
    await log.sql(swap)
    expect((await log.verify()).faultCount).to.equal(0)
    await log.sql('UPDATE audit_events SET seq = 3 WHERE seq = 4')
    expect(kindsIn(await log.verify())).to.include.members(['place-doubled', 'lines-missing'])
    await log.sql('DELETE FROM audit_events')
    await log.sql('CREATE UNIQUE INDEX audit_events_tenant_id_seq ON audit_events (tenant_id, seq)')
  })

  it('finds a record that was rewritten with all its hashes, up to the last signed head', async () => {
    const all = aBusyLog(10)
    await log.write(all.slice(0, 12))
    await log.sign()
    await log.write(all.slice(12))
    const heads = await log.database.tables.auditHeads.findAll()
    await rewrite(all)
    await log.database.write(async ({ auditHeads }) => {
      await auditHeads.bulkCreate(heads.map((row) => row.get()))
    })
    const report = await log.verify()
    expect(kindsIn(report)).to.deep.equal(['head-differs'])
    expect(report.faults[0]?.says).to.contain('the record was rewritten')
  })

  it('finds the heads of a rewritten record removed, once it has gone on for an hour', async () => {
    const all = aBusyLog(40, { everyMs: 120_000 })
    await log.write(all)
    expect(kindsIn(await log.verify())).to.deep.equal(['head-missing'])
    await log.sign()
    expect((await log.verify()).faultCount).to.equal(0)
  })

  it('finds a head that somebody else signed, and one of a record rewritten with our stolen key', async () => {
    const all = aBusyLog(10)
    await log.write(all)
    await log.sign()
    const kept = await createHeadTable(log.database).newest(TENANT, 10)
    await rewrite(all)
    await log.sign()
    expect((await log.verify()).faultCount).to.equal(0)
    const report = await log.verify({ keptHeads: kept })
    expect(kindsIn(report)).to.deep.equal(['head-differs'])
    expect(report.faults[0]?.says).to.contain('kept elsewhere')
    expect(kindsIn(await log.verify({ signer: aSigner('x') }))).to.deep.equal(['head-unsigned'])
    const beyond: SignedHead = { ...there(kept[0]), seq: 10_000 }
    expect(kindsIn(await log.verify({ keptHeads: [beyond] }))).to.contain('head-differs')
  })

  it('finds lines after the noted end, and another end noted than there is', async () => {
    await log.write(aLog(['change', 'change', 'change']))
    await log.sql('UPDATE audit_chains SET seq = 2')
    expect(kindsIn(await log.verify())).to.deep.equal(['end-differs'])
    await log.sql(`UPDATE audit_chains SET seq = 3, hash = '${'0'.repeat(64)}'`)
    expect(kindsIn(await log.verify())).to.deep.equal(['end-differs'])
    await log.sql('DELETE FROM audit_chains')
    expect(kindsIn(await log.verify())).to.deep.equal(['end-differs'])
  })

  it('finds a cut that we did not make, and events that a cut says are gone', async () => {
    await log.write(aBusyLog(10))
    await log.sign()
    const { hash } = there((await rows()).find(({ seq }) => seq === 2))
    await log.sql('DELETE FROM audit_events WHERE seq <= 2')
    const values = `'${TENANT}', 2, '${String(hash)}', 2, ${String(BEGIN)}, 'days', '[]', 'c2ln'`
    await log.sql(
      `INSERT INTO audit_cuts (tenant_id, seq, hash, events, at, reason, gaps, signature) VALUES (${values})`,
    )
    expect(kindsIn(await log.verify())).to.contain('cut-unsigned')
    await log.sql(`UPDATE audit_events SET seq = 1 WHERE id = '${(await rowFrom(5)).id}'`)
    expect(kindsIn(await log.verify())).to.contain('before-cut')
  })

  it('counts events from before the chain, and finds newer ones that were slipped in beside it', async () => {
    const [old] = aLog(['change'], { from: BEGIN - 1_000 })
    if (old === undefined || !('event' in old)) throw new Error('an event')
    await log.write([old])
    await log.sql('UPDATE audit_events SET seq = NULL, hash = NULL')
    await log.sql('DELETE FROM audit_chains')
    await log.write(aBusyLog(4))
    await log.sign()
    expect(await log.verify()).to.include({ faultCount: 0, unchained: 1 })
    await log.sql(`UPDATE audit_events SET at = ${String(BEGIN + 10)} WHERE seq IS NULL`)
    expect(kindsIn(await log.verify())).to.deep.equal(['unchained'])
  })

  it('proves the last lines alone from a signed head on, and tells how many these are', async () => {
    const all = aBusyLog(30)
    await log.write(all.slice(0, 30))
    await log.sign()
    await log.write(all.slice(30))
    await log.sql(`UPDATE audit_events SET rule = 'x' WHERE id = '${(await rowFrom(3)).id}'`)
    expect(await log.verify({ linesMax: all.length - 20 })).to.include({
      faultCount: 0,
      after: 30,
      lines: all.length - 30,
    })
    expect(await log.verify({ linesMax: 5 })).to.include({ faultCount: 0, lines: 5 })
    expect((await log.verify()).faultCount).to.equal(1)
  })

  async function rewrite(all: readonly Written[]): Promise<void> {
    await log.empty()
    const forged = all.map((each) =>
      'event' in each && each.event.kind !== 'call'
        ? { event: { ...each.event, actor: 'mallory' } }
        : each,
    )
    await log.database.write((tables) => writeChained(tables, forged))
  }
})
