import { expect } from 'chai'
import { readdir, rm } from 'node:fs/promises'
import type { CallCompletion } from '../../src/audit/audit-event.ts'
import { chainBeginning, nextLink } from '../../src/audit/chain.ts'
import { completionLine, eventLine, wholeLine } from '../../src/audit/event-line.ts'
import { openAuditLog, ownCallTable, type AuditLog } from '../../src/db/audit-log.ts'
import type { CallTable } from '../../src/db/call-lines.ts'
import type { Database } from '../../src/db/database.ts'
import { createTableWriter } from '../../src/db/table-writer/writer-process.ts'
import { aCallEvent, aChange } from '../support/things.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'

const TENANT = 'jira-tenant'
const COMPLETION: CallCompletion = {
  ...{ outcome: 'answered', status: 200, code: undefined, upstreamStatus: 200, traceId: 'trace' },
  ...{ durationMs: 12, hint: undefined, deprecation: undefined, upstreamMs: 9 },
  ...{ bytesIn: 0, bytesOut: 2_000 },
}

const WAYS: readonly [string, (database: Database, file: string) => CallTable][] = [
  ['that the app puts into the table itself', (database) => ownCallTable(database)],
  ['that a process of its own puts into the table', createTableWriter],
]
for (const [way, callTableOf] of WAYS)
  describe(`the record of calls ${way}`, () => {
    let temporary: TemporaryDatabase
    let folder: string
    let log: AuditLog

    const open = () => {
      const { database, file } = temporary
      return openAuditLog(database, folder, { callTable: callTableOf(database, file) })
    }

    beforeEach(async () => {
      temporary = await temporaryDatabase()
      folder = `${temporary.file}.calls`
      log = await open()
    })
    afterEach(async () => {
      await log.close()
      await temporary.clear()
    })

    const rows = async () =>
      (await temporary.database.tables.audit.findAll()).map((row) => row.get())

    it('has a call on disk before it says so, and in the table when somebody reads', async () => {
      const call = aCallEvent()
      await log.store.append(call)
      expect(await rows()).to.deep.equal([])
      expect(await log.store.recent(TENANT, 10)).to.deep.equal([call])
      expect(await log.reader.find(TENANT, call.id)).to.deep.equal(call)
    })

    it('writes a call that has ended as one row and one link of the chain', async () => {
      const call = aCallEvent()
      await log.store.append(call)
      await log.store.complete(call, COMPLETION)
      await log.round()
      const line = wholeLine(eventLine(call), completionLine(call.id, COMPLETION))
      const { seq, hash } = nextLink(chainBeginning(TENANT), line)
      const [row] = await rows()
      expect(row).to.include({ seq, hash, end_seq: null, outcome: 'answered', upstream_ms: 9 })
      expect(await log.store.recent(TENANT, 1)).to.deep.equal([
        { ...call, outcome: 'answered', completion: COMPLETION },
      ])
      expect(log.behind()).to.equal(0)
    })

    it('writes the end of a call that somebody saw open as a link of its own', async () => {
      const call = aCallEvent()
      await log.store.append(call)
      await log.store.recent(TENANT, 1)
      await log.store.complete(call, COMPLETION)
      await log.round()
      const first = nextLink(chainBeginning(TENANT), eventLine(call))
      const end = nextLink(first, completionLine(call.id, COMPLETION))
      const [row] = await rows()
      expect(row).to.include({ ...first, end_seq: end.seq, end_hash: end.hash, status: 200 })
      const [chain] = await temporary.database.tables.auditChains.findAll()
      expect(chain?.get()).to.deep.equal({ tenant_id: TENANT, ...end })
    })

    it('waits a while with a call that is open, and not with one that has ended', async () => {
      const [open, ended] = [aCallEvent(), aCallEvent()]
      await Promise.all([log.store.append(open), log.store.append(ended)])
      await log.store.complete(ended, COMPLETION)
      await log.round()
      expect((await rows()).map(({ id }) => id)).to.deep.equal([ended.id])
      expect(log.behind()).to.equal(1)
    })

    it('says that it does not keep up when thousands wait for the table, until they are in it', async () => {
      const calls = Array.from({ length: 10_000 }, () => aCallEvent())
      await Promise.all(calls.map((call) => log.store.append(call)))
      expect(log.isKeepingUp()).to.equal(false)
      for (const call of calls) await log.store.complete(call, COMPLETION)
      await log.round()
      expect(log.isKeepingUp()).to.equal(true)
    })

    it('makes one chain of calls and changes, and one for each tenant', async () => {
      const [one, two, other] = [aCallEvent(), aCallEvent(), aCallEvent({ tenantId: 'other' })]
      const change = aChange()
      await log.store.append(one)
      await log.store.recent(TENANT, 1)
      await log.store.append(change)
      await Promise.all([log.store.append(two), log.store.append(other)])
      await log.store.recent(TENANT, 1)
      const places = (await rows()).map(({ id, seq }) => [id, seq])
      expect(places).to.deep.equal([
        [one.id, 1],
        [change.id, 2],
        [two.id, 3],
        [other.id, 1],
      ])
    })

    it('does not complete a call twice, nor one that is not there', async () => {
      const call = aCallEvent()
      await log.store.append(call)
      await log.store.complete(call, COMPLETION)
      for (const each of [call, aCallEvent()]) {
        expect(() => log.store.complete(each, COMPLETION)).to.throw('is not there to be completed')
      }
    })

    it('keeps every one of many calls that come and end at once, in one chain without a gap', async () => {
      const calls = Array.from({ length: 3_000 }, () => aCallEvent())
      await Promise.all(
        calls.map(async (call, at) => {
          await log.store.append(call)
          if (at % 7 === 0) await log.store.recent(TENANT, 1)
          await log.store.complete(call, COMPLETION)
        }),
      )
      await log.round()
      const all = await rows()
      expect(new Set(all.map(({ id }) => id)).size).to.equal(calls.length)
      expect(all.every(({ status }) => status === 200)).to.equal(true)
      const places = all.flatMap(({ seq, end_seq: end }) => (end === null ? [seq] : [seq, end]))
      expect(places.toSorted((a, b) => Number(a) - Number(b))).to.deep.equal(
        Array.from({ length: places.length }, (_, at) => at + 1),
      )
      expect(log.behind()).to.equal(0)
    })

    describe('of a process that was killed', () => {
      // A file of our own number that this log does not write is of an earlier process.
      const started = async () => {
        const next = await open()
        await next.close()
      }

      it('is taken over at the next start: what has ended with its end, the rest as unknown', async () => {
        const [ended, open] = [aCallEvent(), aCallEvent()]
        await Promise.all([log.store.append(ended), log.store.append(open)])
        await log.store.complete(ended, COMPLETION)
        await log.store.append(aCallEvent({ tenantId: 'other' })) // The end goes along with this one.
        await started()
        const outcomes = (await rows()).map(({ id, seq, outcome }) => [id, seq, outcome])
        expect(outcomes.slice(0, 2)).to.deep.equal([
          [ended.id, 1, 'answered'],
          [open.id, 2, 'unknown'],
        ])
        expect(outcomes).to.have.length(3)
      })

      it('is taken over once, however often somebody starts', async () => {
        await log.store.append(aCallEvent())
        await started()
        const once = await rows()
        await started()
        expect(await rows()).to.deep.equal(once)
      })

      it('gets the end of a call that was in the table before', async () => {
        const call = aCallEvent()
        await log.store.append(call)
        await log.store.recent(TENANT, 1)
        await log.store.complete(call, COMPLETION)
        await log.store.append(aCallEvent())
        await started()
        const [row] = await rows()
        expect(row).to.include({ id: call.id, status: 200, end_seq: 3 })
      })

      it('and taken for dead by mistake, goes on without a second row or an end lost', async () => {
        const [one, two] = [aCallEvent(), aCallEvent()]
        await log.store.append(one)
        await started()
        await log.store.append(two)
        for (const each of [one, two]) await log.store.complete(each, COMPLETION)
        await log.round()
        const all = (await rows()).map(({ id, status }) => [id, status])
        expect(all).to.deep.equal([
          [one.id, 200],
          [two.id, 200],
        ])
      })
    })

    it('leaves no file behind when it is closed in order', async () => {
      const call = aCallEvent()
      await log.store.append(call)
      await log.close()
      expect(await readdir(folder)).to.deep.equal([])
      expect((await rows()).map(({ outcome }) => outcome)).to.deep.equal(['unknown'])
      await rm(folder, { recursive: true })
      log = await open()
    })
  })
