import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { exportOperation } from '../src/api/event-export.ts'
import { createAuditReader } from '../src/db/audit-reader-table.ts'
import { openDatabase } from '../src/db/database.ts'
import { systemClock } from '../src/lib/clock.ts'
import { manyEvents } from '../test/audit/many-events.ts'
import { aTenant } from '../test/support/things.ts'

/**
 * What an export of a million events costs: its time, what is held in memory on the way, and for how long calls
 * would wait for it. Run with `npm run bench:export`, or with a number of events after `--`.
 */
const EVENTS = Number(process.argv[2] ?? 1_000_000)
const TO = Date.UTC(2026, 10, 22)
const FROM = TO - 30 * 24 * 3_600_000
const MEBIBYTE = 1024 * 1024

const file = join(tmpdir(), `gatehouse-bench-${randomUUID()}.sqlite`)
const database = await openDatabase(file)
const tenant = aTenant()
await manyEvents(
  database,
  tenant.id,
  { events: EVENTS, from: FROM, to: TO },
  {
    caller: `'api-token ' || (n * 7919 % 97)`,
    path: `'/rest/api/3/issue/OPS-' || n`,
    operation: `'/rest/api/3/issue/{issueIdOrKey}'`,
    acts_as: `CASE WHEN n % 100 = 0 THEN 'app' ELSE 'user' END`,
    method: `CASE WHEN n % 3 = 0 THEN 'POST' ELSE 'GET' END`,
    outcome: `'answered'`,
    status: '200',
    duration_ms: '20 + n % 900',
    upstream_ms: '10 + n % 900',
    bytes_out: 'n % 5000',
    limits: `'per-token=98/100'`,
    seen: `'{"access":"write","groups":["staff"],"queryNames":["fields"]}'`,
  },
)
const reader = createAuditReader(database)
const { handle } = exportOperation({ reader, clock: systemClock })
const common = { requestId: 'r', inPath: {}, ifMatch: undefined, input: {} }
const person = { tenant, accountId: 'ada' }

console.log(
  `${cpus()[0]?.model ?? ''}, ${String(cpus().length)} cores, load ${loadavg()[0]?.toFixed(1) ?? ''}, ${String(EVENTS)} events`,
)
await measure('csv', { format: 'csv' })
await measure('ndjson', { format: 'ndjson' })
await measure('csv, one caller of 97', { format: 'csv', caller: 'api-token 7' })
await measure('csv, one caller, 15 days', {
  ...{ format: 'csv', caller: 'api-token 7' },
  ...{ from: String(FROM), to: String((FROM + TO) / 2) },
})
await measure('csv, shown as the app’s', { format: 'csv', shownAs: 'app' })
await database.close()
await rm(file)

async function measure(name: string, inQuery: Readonly<Record<string, string>>): Promise<void> {
  const { stream } = await handle({ ...common, person, inQuery })
  if (stream === undefined) throw new Error('an export is a stream')
  let [bytes, lines, most] = [0, 0, 0]
  const start = process.memoryUsage().rss
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1
      most = Math.max(most, process.memoryUsage().rss)
      done()
    },
  })
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const before = performance.now()
  await pipeline(stream.chunks, sink)
  const seconds = (performance.now() - before) / 1_000
  delay.disable()
  const told = [
    `${String(lines)} lines`,
    `${(bytes / MEBIBYTE).toFixed(0)} MiB`,
    `${seconds.toFixed(1)} s`,
    `${((lines / seconds) | 0).toString()} lines/s`,
    `memory from ${(start / MEBIBYTE).toFixed(0)} to ${(most / MEBIBYTE).toFixed(0)} MiB`,
    `event loop late p50 ${(delay.percentile(50) / 1e6).toFixed(1)} ms, p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms`,
  ]
  console.log(`${name.padEnd(26)} ${told.join(', ')}`)
}
