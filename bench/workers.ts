import { availableParallelism } from 'node:os'
import { readFileSync } from 'node:fs'
import { anInstalledCluster, openAll } from '../test/cluster/an-installed-cluster.ts'
import { connectionsToAll } from '../test/cluster/connection.ts'

/**
 * What two workers cost and bring over one, with a limit that is counted in the primary at each call. The
 * load generator and the stand-in of the site run in this very process and take most of a core: on two
 * cores the calls a second say little, the processor's time of each process says more.
 */
const CALLS = 1_500
const CONNECTIONS = 16
const TICKS_PER_SECOND = 100
const LIMIT = { id: 'all', name: 'All', state: 'on', per: 'tenant', points: 1e6, seconds: 3_600 }

/** Processor time of a process so far, in microseconds; Linux alone tells it so. */
function cpuMicroseconds(pid: number): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1e6
}

async function measure(workers: number): Promise<void> {
  const it_ = await anInstalledCluster(workers)
  const slots = Array.from({ length: workers }, (_, at) => at + 1)
  const connections = await connectionsToAll(it_.cluster.url, slots, CONNECTIONS / workers)
  const [first] = connections
  if (first === undefined) throw new Error('no connection')
  await it_.change(first, (document) => ({
    ...openAll(document),
    limits: { ...document['limits'], rules: [LIMIT] },
  }))
  const { text } = await it_.token()
  let left = 0
  let n = 0
  const outcomes = new Map<string, number>()
  const run = async (calls: number) => {
    left = calls
    const loop = async (at: (typeof connections)[number]) => {
      while (left > 0) {
        left -= 1
        const outcome = await it_.call(at, text, `/rest/api/3/myself?n=${String((n += 1))}`)
        outcomes.set(outcome, 1 + (outcomes.get(outcome) ?? 0))
      }
    }
    await Promise.all(connections.map(loop))
  }
  await run(CALLS / 3)
  const pids = [it_.cluster.primary.pid ?? 0, ...it_.cluster.pids()]
  const before = pids.map(cpuMicroseconds)
  outcomes.clear()
  const began = performance.now()
  await run(CALLS)
  const seconds = (performance.now() - began) / 1000
  const [primary = 0, ...rest] = pids.map(
    (pid, at) => (cpuMicroseconds(pid) - (before[at] ?? 0)) / CALLS,
  )
  const each = rest.map((one) => one.toFixed(0)).join(' + ')
  const told = [...outcomes].map(([outcome, count]) => `${outcome}: ${String(count)}`).join(', ')
  console.log(
    `${String(workers)} worker(s): ${(CALLS / seconds).toFixed(0)} calls/s; CPU per call: primary ${primary.toFixed(0)} µs, workers ${each} µs (${told})`,
  )
  for (const connection of connections) connection.close()
  await it_.stop()
}

console.log(`${String(availableParallelism())} cores, ${String(CONNECTIONS)} connections`)
for (const workers of [1, 2, 1, 2]) await measure(workers)
