import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createLinkSigner } from './audit/link-signer.ts'
import { parseKeptHeads } from './audit/parse-kept-heads.ts'
import { reportInWords } from './audit/report-words.ts'
import type { SignedHead } from './audit/signed-links.ts'
import { verifyChain, type ChainReport } from './audit/verify-chain.ts'
import { loadEnvironment } from './config/environment.ts'
import { readSettings, SettingsFault } from './config/read-settings.ts'
import { recordedTenants, storedChain } from './db/chain-table.ts'
import { openDatabase, type Database } from './db/database.ts'
import { ownKey } from './db/sealed-keys.ts'
import { systemIds } from './lib/ids.ts'
import { createSealer, SealFault } from './lib/sealer.ts'
import { HEAD_KEY } from './record-parts.ts'

const USAGE = `Usage: audit verify [--tenant ID] [--heads FILE] [--json]

  verify   Proves the record of calls and changes: computes each line's hash anew and compares the signed
           heads. The app may go on running beside it. Ends with 0 when all is as it was written, and
           with 1 when anything was edited, removed or moved.

  --tenant ID    Only this one's record.
  --heads FILE   Heads that were kept elsewhere, as JSON from GET /api/v1/audit/heads: finds a record that
                 was rewritten by somebody who has the signing key as well.
  --json         One JSON object for each tenant in place of words.
`

interface Wish {
  readonly tenant: string | undefined
  readonly heads: string | undefined
  readonly json: boolean
}

/** Undefined for what is no use of this program. */
function readWish(args: string[]): Wish | undefined {
  try {
    const options = {
      tenant: { type: 'string' },
      heads: { type: 'string' },
      json: { type: 'boolean' },
    } as const
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options })
    if (positionals.length !== 1 || positionals[0] !== 'verify') return undefined
    return { tenant: values.tenant, heads: values.heads, json: values.json === true }
  } catch (fault) {
    // What parseArgs throws of arguments that it does not know.
    if (fault instanceof TypeError) return undefined
    throw fault
  }
}

async function main(args: string[]): Promise<number> {
  const wish = readWish(args)
  if (wish === undefined) {
    console.error(USAGE)
    return args[0] === '--help' ? 0 : 64
  }
  const settings = readSettings(loadEnvironment())
  const keptHeads = wish.heads === undefined ? [] : await readHeads(wish.heads)
  if (keptHeads === undefined) {
    console.error(`${String(wish.heads)} cannot be read, or has no heads in it.`)
    return 64
  }
  const { file } = settings.database
  // One that is made here would be proved in no time.
  if (!existsSync(file)) {
    console.error(`There is no database at ${file}: see DATABASE_URL.`)
    return 78
  }
  const database = await openDatabase(file)
  try {
    const key = await ownKey(database, createSealer(settings.sealingKeys), systemIds, HEAD_KEY)
    return await verifyAll(database, createLinkSigner(key), keptHeads, wish)
  } finally {
    await database.close()
  }
}

async function verifyAll(
  database: Database,
  signer: ReturnType<typeof createLinkSigner>,
  keptHeads: readonly SignedHead[],
  wish: Wish,
): Promise<number> {
  const known = [...(await recordedTenants(database)), ...keptHeads.map(({ tenantId }) => tenantId)]
  const tenants = wish.tenant === undefined ? [...new Set(known)] : [wish.tenant]
  if (wish.tenant !== undefined && !known.includes(wish.tenant)) {
    console.error(`Nothing was ever recorded of ${wish.tenant}.`)
    return 1
  }
  let faults = 0
  for (const tenantId of tenants) {
    const kept = keptHeads.filter((head) => head.tenantId === tenantId)
    const options = { signer, keptHeads: kept, onProgress: showProgress }
    const report = await verifyChain(storedChain(database, tenantId), options)
    faults += report.faultCount
    tell(report, wish.json)
  }
  if (!wish.json) console.log(`${String(tenants.length)} records, ${String(faults)} faults`)
  return faults === 0 ? 0 : 1
}

function tell(report: ChainReport, asJson: boolean): void {
  if (process.stderr.isTTY) process.stderr.write('\r')
  console.log(asJson ? JSON.stringify(report) : reportInWords(report))
}

function showProgress(place: number, end: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${String(place)} of ${String(end)}`)
}

async function readHeads(file: string): Promise<readonly SignedHead[] | undefined> {
  return existsSync(file) ? parseKeptHeads(await readFile(file, 'utf8')) : undefined
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (fault) {
  if (!(fault instanceof SettingsFault || fault instanceof SealFault)) throw fault
  console.error(fault.message)
  process.exitCode = 78
}
