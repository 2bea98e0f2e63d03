import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Sequelize } from 'sequelize'
import type { AuditReader } from '../src/audit/audit-reader.ts'
import { createAuditReader } from '../src/db/audit-reader-table.ts'
import { createAuditTable } from '../src/db/audit-table.ts'
import { openDatabase } from '../src/db/database.ts'
import { aCallEvent } from '../test/support/things.ts'
import { fillWithCalls } from './many-calls.ts'

/**
 * What each number of the overview costs over 300 000 events of one tenant in 30 days, beside 100 000 of
 * another; what a call's record costs there; and how each number is found.
 * Run with `npm run bench:overview`, or with another number of events after `--`.
 */
const EVENTS = Number(process.argv[2] ?? 300_000)
const OTHERS = 100_000
const DAY_MS = 24 * 3_600_000
const TO = Date.UTC(2026, 10, 22)
const MONTH = { from: TO - 30 * DAY_MS, to: TO }
const DAY = { from: TO - DAY_MS, to: TO }
const ROUNDS = 5

const file = join(tmpdir(), `gatehouse-bench-${randomUUID()}.sqlite`)
const database = await openDatabase(file)
const { sequelize } = database.reports.audit
if (!(sequelize instanceof Sequelize)) throw new Error('a table without a database')

await fillWithCalls(database, 'jira-tenant', { events: EVENTS, ...MONTH })
await fillWithCalls(database, 'other', { events: OTHERS, ...MONTH })

const reader = createAuditReader(database)
const id = 'jira-tenant'
const old = Array.from({ length: 40 }, (_, at) => ({
  method: 'GET',
  operation: `/rest/api/3/thing-${String(at)}`,
}))
const ann = { accountId: 'account-7' }
const questions: Readonly<Record<string, (log: AuditReader) => Promise<unknown>>> = {
  'callsOverTime, 30 days': (log) => log.callsOverTime(id, MONTH, DAY_MS),
  'callsOverTime, 1 day': (log) => log.callsOverTime(id, DAY, 3_600_000),
  'callsOverTime, 30 days of one account': (log) => log.callsOverTime(id, MONTH, DAY_MS, ann),
  'latency, 30 days': (log) => log.latency(id, MONTH),
  'topCallers, 30 days': (log) => log.topCallers(id, MONTH, 10),
  'refusals, 30 days': (log) => log.refusals(id, MONTH),
  'hints, 30 days': (log) => log.hints(id, MONTH),
  'shadowFindings, 30 days': (log) => log.shadowFindings(id, MONTH),
  'deprecatedUse, 30 days': (log) => log.deprecatedUse(id, MONTH, old),
  'shownAsApp, 30 days': (log) => log.shownAsApp(id, MONTH),
  'appCallers, 30 days': (log) => log.appCallers(id, MONTH, 10),
  'lastUses, 30 days': (log) => log.lastUses(id, MONTH, 5_000),
  'search, shown as the app’s': (log) =>
    log.search(id, { shownAs: 'app', span: MONTH }, { limit: 50 }),
  'search, one caller, from the middle': (log) => {
    const before = { at: (MONTH.from + TO) / 2, id: 'x' }
    return log.search(id, { caller: 'api-token 7', span: MONTH }, { limit: 50, before })
  },
  'search, one request': (log) =>
    log.search(id, { requestId: `request-${id}-777`, span: MONTH }, { limit: 50 }),
  'search, an address that nobody has': (log) =>
    log.search(id, { address: '10.9.9.9', span: MONTH }, { limit: 50 }),
  'search, newest 50': (log) => log.search(id, {}, { limit: 50 }),
  'search, changes': (log) => log.search(id, { what: 'changes', span: MONTH }, { limit: 50 }),
  'search, a rare kind': (log) => log.search(id, { kind: 'token.revoked' }, { limit: 50 }),
  'search, one caller': (log) => log.search(id, { caller: 'api-token 7' }, { limit: 50 }),
  'search, a rare code': (log) => log.search(id, { code: 'rate/rare' }, { limit: 50 }),
  'search, a rare shadow': (log) =>
    log.search(id, { shadow: 'would-deny:rare', span: MONTH }, { limit: 50 }),
  'search, a path that nobody calls': (log) =>
    log.search(id, { operation: '/nothing', span: MONTH }, { limit: 50 }),
  'find, by request': (log) => log.find(id, 'request-of-nobody'),
}

const asked: string[] = []
// Sequelize always has some options.
const options = Reflect.get(sequelize, 'options') as { logging: unknown }
const others = Reflect.get(database.tables.audit.sequelize ?? {}, 'options') as { logging: unknown }
console.log(
  `${cpus()[0]?.model ?? ''}, ${String(cpus().length)} cores, load ${loadavg()[0]?.toFixed(1) ?? ''}`,
)
for (const [name, ask] of Object.entries(questions)) {
  asked.length = 0
  options.logging = others.logging = (statement: string) => asked.push(statement)
  await ask(reader)
  options.logging = others.logging = false
  const plan = await planOf(asked[0] ?? '')
  const took: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = performance.now()
    await ask(reader)
    took.push(performance.now() - before)
  }
  took.sort((a, b) => a - b)
  console.log(`${name.padEnd(40)} ${(took[2] ?? 0).toFixed(0).padStart(6)} ms   ${plan}`)
}

const audit = createAuditTable(database)
const calls = Array.from({ length: 300 }, (_, at) =>
  aCallEvent({ at: TO + at, caller: 'api-token 7' }),
)
const before = performance.now()
for (const call of calls) {
  await audit.append(call)
  await audit.complete(call, {
    ...{ outcome: 'answered', status: 200, code: undefined, upstreamStatus: 200 },
    ...{ traceId: undefined, durationMs: 12 },
  })
}
const perCall = (performance.now() - before) / calls.length
console.log(`record of one call: ${perCall.toFixed(2)} ms`)
await database.close()
await rm(file)

async function planOf(statement: string): Promise<string> {
  const text = statement.replace(/^Executing[^:]*: /, '')
  const [rows] = await sequelizeOf().query(`EXPLAIN QUERY PLAN ${text}`)
  return (rows as { detail: string }[]).map(({ detail }) => detail).join('; ')
}

function sequelizeOf(): Sequelize {
  if (!(sequelize instanceof Sequelize)) throw new Error('a table without a database')
  return sequelize
}
