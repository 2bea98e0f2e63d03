import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import type { CallCompletion } from '../../../src/audit/audit-event.ts'
import { completionLine, eventLine } from '../../../src/audit/event-line.ts'
import type { CallLines, CallTable } from '../../../src/db/call-lines.ts'
import { createTableWriter, WriterLost } from '../../../src/db/table-writer/writer-process.ts'
import { NoTurn } from '../../../src/db/turnstile.ts'
import { lockDatabase } from '../../crash/lock-database.ts'
import { childrenOf } from '../../support/child-processes.ts'
import { rejectionOf } from '../../support/rejection.ts'
import { aCallEvent } from '../../support/things.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../../support/temporary-database.ts'

const COMPLETION: CallCompletion = {
  ...{ outcome: 'answered', status: 200, code: undefined, upstreamStatus: 200, traceId: undefined },
  ...{ durationMs: 12, hint: undefined, deprecation: undefined, upstreamMs: 9 },
  ...{ bytesIn: undefined, bytesOut: 2_000 },
}

function someCalls(count: number): CallLines[] {
  return Array.from({ length: count }, () => {
    const call = aCallEvent()
    const endLine = completionLine(call.id, COMPLETION)
    return { line: eventLine(call), isStored: false, endLine }
  })
}

describe('the process that fills the table', function () {
  this.timeout(30_000)
  let temporary: TemporaryDatabase
  let table: CallTable
  let others: readonly number[]

  beforeEach(async () => {
    others = await childrenOf(process.pid)
    temporary = await temporaryDatabase()
    table = createTableWriter(temporary.database, temporary.file)
  })
  afterEach(async () => {
    await table.close()
    await temporary.clear()
  })

  const count = () => temporary.database.tables.audit.count()
  const writers = async () => (await childrenOf(process.pid)).filter((pid) => !others.includes(pid))

  it('is started when there is something to store, and ends with the table', async () => {
    expect(await writers()).to.have.length(0)
    await table.store(someCalls(3))
    expect(await writers()).to.have.length(1)
    await table.close()
    expect(await writers()).to.have.length(0)
    expect(await count()).to.equal(3)
  })

  it('that was killed is followed by another, which stores what is given again once', async () => {
    await table.store(someCalls(1))
    const [writer = 0] = await writers()
    const calls = someCalls(1_000)
    const storing = table.store(calls)
    process.kill(writer, 'SIGKILL')
    expect(await rejectionOf(storing)).to.be.instanceOf(WriterLost)
    await table.store(calls)
    expect(await writers()).to.not.include(writer)
    expect(await count()).to.equal(1_001)
  })

  it('passes over what an earlier one had committed and could not say', async () => {
    const [first, ...more] = someCalls(5)
    if (first === undefined) throw new Error('no call')
    await table.store([{ ...first, endLine: undefined }])
    await table.store([first, ...more])
    const rows = await temporary.database.tables.audit.findAll()
    expect(rows.map((row) => row.get().status)).to.deep.equal([200, 200, 200, 200, 200])
  })

  it('says that it was not its turn while another process writes, and stores it after that', async () => {
    const calls = someCalls(2)
    const unlock = await lockDatabase(temporary.file, 'immediate')
    expect(await rejectionOf(table.store(calls))).to.be.instanceOf(NoTurn)
    await unlock()
    await table.store(calls)
    expect(await count()).to.equal(2)
  })

  it('stores nothing of what it cannot read, and goes on with the next', async () => {
    const [good, bad] = someCalls(2)
    if (good === undefined || bad === undefined) throw new Error('no calls')
    const failure = await rejectionOf(table.store([good, { ...bad, line: bad.endLine ?? '' }]))
    expect(failure).to.be.instanceOf(Error)
    expect(await count()).to.equal(0)
    await table.store([good])
    expect(await count()).to.equal(1)
    expect(await writers()).to.have.length(1)
  })

  it('does not end by the signal that a terminal sends to all', async () => {
    await table.store(someCalls(1))
    const [writer = 0] = await writers()
    process.kill(writer, 'SIGINT')
    process.kill(writer, 'SIGTERM')
    await table.store(someCalls(1))
    expect(await writers()).to.deep.equal([writer])
  })

  it('has what it committed on disk before it says so', async () => {
    await table.store(someCalls(1))
    const program = new URL('../../../src/db/table-writer/own-connection.ts', import.meta.url)
    // Asked in a process of its own: this one has the file open by the other copy of SQLite.
    const asking = `import { openOwnConnection } from '${program.href}'
      await openOwnConnection('${temporary.file}').transaction(async (sql) => {
        console.log(JSON.stringify(await sql.all('PRAGMA synchronous', [])))
      })`
    const flags = ['--import', 'tsx', '--input-type=module', '--eval', asking]
    const { stdout } = await promisify(execFile)(process.execPath, flags)
    expect(JSON.parse(stdout)).to.deep.equal([{ synchronous: 2 }])
  })

  it('does nothing when somebody else starts it', async () => {
    const program = new URL('../../../src/db/table-writer/child.ts', import.meta.url).pathname
    const flags = ['--import', 'tsx', program, temporary.file]
    const failure = await rejectionOf(promisify(execFile)(process.execPath, flags))
    expect(String(failure)).to.include('started by Gatehouse itself')
  })
})
