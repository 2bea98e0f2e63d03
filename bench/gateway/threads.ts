import { parseArgs } from 'node:util'
import { startGatehouse } from './gatehouse.ts'
import { putLoad } from './load.ts'
import { describeMachine, machineLines } from './machine.ts'
import { moveTo, threadTimesOf, treeOf, type ThreadTime } from './proc.ts'
import { buildRig } from './rig.ts'
import { textTable } from './text-table.ts'
import { UPSTREAM_CORE } from './upstream.ts'

/**
 * Which thread of which process the CPU time of a call is spent in, by what the system counts, with no
 * profiler at work. Run with `npm run bench:threads`.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    'warm-up': { type: 'string', default: '12' },
    connections: { type: 'string', default: '32' },
  },
})
// One tick of the system's clock in eight seconds is nothing that was measured.
const SHOWN_FROM_US = 0.5

const say = (line: string) => process.stdout.write(`${line}\n`)
for (const line of machineLines(describeMachine())) say(line)
moveTo(UPSTREAM_CORE)
const rig = await buildRig()
const gatehouse = await startGatehouse(rig, 'http')
const connections = Number(values.connections)
await putLoad(gatehouse, connections, Number(values['warm-up']))

const keyOf = ({ pid, thread }: ThreadTime) => `${String(pid)} ${String(thread)}`
const look = () => new Map(threadTimesOf(treeOf(gatehouse.pid)).map((each) => [keyOf(each), each]))
const before = look()
const { requests, durationUs } = await putLoad(gatehouse, connections, Number(values.seconds))
const spent = [...look()].map(([key, { pid, thread, userUs, systemUs }]) => {
  const process = pid === gatehouse.pid ? 'app' : 'table writer'
  const was = before.get(key)
  const user = (userUs - (was?.userUs ?? 0)) / requests
  const system = (systemUs - (was?.systemUs ?? 0)) / requests
  return { name: `${process}, ${thread === 0 ? 'main' : String(thread)}`, user, system }
})

say(`${((requests / durationUs) * 1e6).toFixed(0)} calls/s`)
const sum = { name: 'all', user: 0, system: 0 }
for (const { user, system } of spent) {
  sum.user += user
  sum.system += system
}
const rows = [...spent.filter(({ user, system }) => user + system >= SHOWN_FROM_US), sum]
for (const line of textTable(
  ['thread', 'user µs a call', 'system µs a call'],
  rows.map(({ name, user, system }) => [name, user.toFixed(1), system.toFixed(1)]),
))
  say(line)
rig.end()
process.exit(0)
