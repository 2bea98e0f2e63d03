import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { spreadOf } from './figures.ts'
import { startGatehouse } from './gatehouse.ts'
import { linePlot, type Point } from './line-plot.ts'
import { putLoad } from './load.ts'
import { describeMachine, machineLines } from './machine.ts'
import { callWithEach, makeTokens } from './many-tokens.ts'
import { pssMibOf, rssMibOf, treeOf } from './proc.ts'
import { buildRig } from './rig.ts'

/**
 * How long Gatehouse takes to start, what it holds with very many tokens in its cache, and whether it grows
 * under full load. Run with `npm run bench:memory`.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    tokens: { type: 'string', default: '100000' },
    connections: { type: 'string', default: '32' },
    out: { type: 'string', default: '.cache/bench' },
  },
})
const STARTS = 5
const SAMPLE_MS = 10_000
const machine = describeMachine()
const say = (line: string) => process.stdout.write(`${line}\n`)
for (const line of machineLines(machine)) say(line)
const rig = await buildRig()

const startsMs: number[] = []
for (let start = 0; start < STARTS; start += 1) {
  const { pid, startMs } = await startGatehouse(rig, 'http')
  startsMs.push(startMs)
  await rig.processes.stop(pid)
}
const starts = spreadOf(startsMs)
say(`start until /health answers: ${starts?.median.toFixed(0) ?? '?'} ms (median of ${STARTS})`)

const gatehouse = await startGatehouse(rig, 'http')
const memory = () => {
  const tree = treeOf(gatehouse.pid)
  return { pssMib: pssMibOf(tree), rssMib: rssMibOf(tree) }
}
const told = ({ pssMib, rssMib }: ReturnType<typeof memory>) =>
  `PSS ${pssMib.toFixed(0)} MiB, RSS ${rssMib.toFixed(0)} MiB`
const fresh = memory()
say(`after the start: ${told(fresh)}`)

const tokens = await makeTokens(rig.keys, Number(values.tokens))
say(`${tokens.length} different tokens signed`)
const unserved = await callWithEach(gatehouse, tokens)
const filled = memory()
say(`each used once, ${unserved} calls not served: ${told(filled)}`)

const points: Point[] = []
const since = performance.now()
const sampling = setInterval(() => {
  points.push({ x: (performance.now() - since) / 60_000, y: memory().pssMib })
}, SAMPLE_MS)
const load = await putLoad(gatehouse, Number(values.connections), Number(values.minutes) * 60)
clearInterval(sampling)
rig.end()

const halfway = points.slice(Math.floor(points.length / 2))
const growth = (halfway.at(-1)?.y ?? Number.NaN) - (halfway[0]?.y ?? Number.NaN)
say(
  `${values.minutes} minutes of full load, ${load.requests} calls, ${load.badStatus + load.broken} failed`,
)
say(
  `PSS at the end ${points.at(-1)?.y.toFixed(0) ?? '?'} MiB, ${growth.toFixed(1)} in the last half`,
)
mkdirSync(values.out, { recursive: true })
const all = { machine, startsMs, fresh, tokens: tokens.length, unserved, filled, load, points }
writeFileSync(join(values.out, 'memory.json'), `${JSON.stringify(all, null, 2)}\n`)
const title = `Memory (PSS, MiB) over ${values.minutes} minutes of full load`
writeFileSync(join(values.out, 'memory.svg'), linePlot(title, points))
process.exit(0)
