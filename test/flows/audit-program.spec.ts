import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { createHeadTable } from '../../src/db/head-table.ts'
import { aBusyLog } from '../audit/a-log.ts'
import { aSignedLog, TENANT, type SignedLog } from '../audit/a-signed-log.ts'
import { writeChained } from '../db/a-chain.ts'

const PROGRAM = fileURLToPath(new URL('../../src/audit-log.ts', import.meta.url))
const KEY = randomBytes(32)

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

async function run(file: string, args: readonly string[], keys = KEY): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'],
    BASE_URL: 'http://127.0.0.1:3000',
    DATABASE_URL: `sqlite:${file}`,
    SECRETS_KEYS: `test:${keys.toString('base64')}`,
  }
  try {
    const ended = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', PROGRAM, ...args],
      { env },
    )
    return { code: 0, ...ended }
  } catch (thrown) {
    // What execFile rejects with has all of this.
    return thrown as Ended
  }
}

describe('npm run audit -- verify', () => {
  let log: SignedLog
  before(async () => {
    log = await aSignedLog({ id: 'test', key: KEY })
    await log.write(aBusyLog(20))
    await log.write(aBusyLog(5, { tenantId: 'other' }))
    await log.sign()
  })
  after(() => log.clear())

  it('says that a record is as it was written, while the database is in use', async () => {
    const { code, stdout } = await run(log.file, ['verify'])
    expect(stdout).to.match(/^jira-tenant: \d+ lines \(1 to \d+\), as it was written$/m)
    expect(stdout).to.contain('2 records, 0 faults')
    expect(code).to.equal(0)
  }).timeout(60_000)

  it('ends with 1 and says what was tampered with, also as JSON and of one tenant alone', async () => {
    await log.sql(`UPDATE audit_events SET rule = 'x' WHERE tenant_id = '${TENANT}' AND seq = 1`)
    const { code, stdout } = await run(log.file, ['verify'])
    expect(code).to.equal(1)
    expect(stdout).to.match(/FAULT: Line 1 \(event [\w-]+\) does not give its hash/)
    const json = await run(log.file, ['verify', '--json', '--tenant', TENANT])
    const report = JSON.parse(json.stdout) as { faults: { kind: string }[] }
    expect(report.faults.map(({ kind }) => kind)).to.deep.equal(['line-changed'])
    expect((await run(log.file, ['verify', '--tenant', 'other'])).code).to.equal(0)
  }).timeout(60_000)

  it('finds with heads that were kept elsewhere what our own stolen key would hide', async () => {
    const kept = await createHeadTable(log.database).newest('other', 1)
    const file = `${log.file}.heads.json`
    const heads = kept.map(({ tenantId, ...head }) => ({ tenant: tenantId, ...head }))
    await writeFile(file, JSON.stringify({ publicKey: log.signer.publicKey, heads }))
    await log.empty()
    await log.database.write((tables) => writeChained(tables, aBusyLog(6, { tenantId: 'other' })))
    await log.sign()
    expect((await run(log.file, ['verify'])).code).to.equal(0)
    const { code, stdout } = await run(log.file, ['verify', '--heads', file])
    expect(stdout).to.contain('kept elsewhere: what stands there now is not what was signed')
    expect(code).to.equal(1)
  }).timeout(60_000)

  it('ends with 64 for wrong use, and with 78 for wrong settings or no database', async () => {
    for (const args of [[], ['prove'], ['verify', '--what'], ['verify', '--heads', '/no/file']]) {
      expect((await run(log.file, args)).code, args.join(' ')).to.equal(64)
    }
    expect((await run(`${log.file}-not`, ['verify'])).code).to.equal(78)
    expect((await run(log.file, ['verify'], randomBytes(32))).code).to.equal(78)
  }).timeout(90_000)
})
