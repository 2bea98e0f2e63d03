import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chosen } from './contenders.ts'
import { missingPrograms } from './installed.ts'
import { describeMachine, machineLines } from './machine.ts'
import { moveTo } from './proc.ts'
import { readOptions } from './options.ts'
import { plot } from './plot.ts'
import { reportLines } from './report.ts'
import { buildRig } from './rig.ts'
import { runRounds } from './rounds.ts'
import { UPSTREAM_CORE } from './upstream.ts'

/**
 * The gateway beside its peers, on one machine in one run: whoever is measured has core 0 for itself, load
 * and upstream share core 1. Run with `npm run bench`; `docs/performance.md` says how to read it.
 */
const options = readOptions(process.argv.slice(2))
const contenders = chosen(options.only)
const missing = missingPrograms('wrk', 'nginx', 'taskset', 'openssl')
if (missing !== undefined) throw new Error(`cannot measure here: ${missing}`)

const machine = describeMachine()
const say = (line: string) => process.stdout.write(`${line}\n`)
for (const line of machineLines(machine)) say(line)
moveTo(UPSTREAM_CORE)
const rig = await buildRig()
const results = await runRounds(rig, contenders, { ...options, say })
rig.end()

const lines = reportLines(results)
say('')
for (const line of lines) say(line)
mkdirSync(options.out, { recursive: true })
const { rounds, seconds, connections } = options
const subtitle = `Median and p10–p90 of ${rounds} rounds of ${seconds} s, ${connections} connections, 2 kB answers; ${machine.cpu}, ${machine.startedAt.slice(0, 10)}`
const svg = plot(results, subtitle)
const write = (file: string, text: string) => writeFileSync(file, text)
write(
  join(options.out, 'bench.json'),
  `${JSON.stringify({ machine, options, results }, null, 2)}\n`,
)
write(join(options.out, 'bench.txt'), `${[...machineLines(machine), '', ...lines].join('\n')}\n`)
write(join(options.out, 'bench.svg'), svg)
if (options.publish) write('docs/images/bench.svg', svg)
// What still waits on a kept connection must not hold the end up.
process.exit(results.some(({ slices }) => slices.some(({ faults }) => faults.length > 0)) ? 1 : 0)
