import { parseArgs } from 'node:util'
import { chosen } from './contenders.ts'
import { spreadOf } from './figures.ts'
import { describeMachine, machineLines } from './machine.ts'
import { callByTimetable } from './open-loop.ts'
import { moveTo } from './proc.ts'
import { probe } from './probe.ts'
import { buildRig } from './rig.ts'
import { shuffled } from './shuffled.ts'
import { textTable } from './text-table.ts'
import { UPSTREAM_CORE } from './upstream.ts'
import type { Running } from './contender.ts'

/**
 * What a proxy adds to a call when it is not at its limit: a fixed number of calls a second, by a
 * time-table, each measured from the moment that it was due. Run with `npm run bench:latency`.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    rate: { type: 'string', default: '2000' },
    connections: { type: 'string', default: '32' },
    only: { type: 'string', default: 'direct,nginx,haproxy-log,gatehouse' },
  },
})
const WARM_UP_SECONDS = 2
const load = {
  callsPerSecond: Number(values.rate),
  connections: Number(values.connections),
  seconds: Number(values.seconds),
}
const say = (line: string) => process.stdout.write(`${line}\n`)
for (const line of machineLines(describeMachine())) say(line)
moveTo(UPSTREAM_CORE)
const rig = await buildRig()
const started: { readonly name: string; readonly running: Running }[] = []
for (const contender of chosen(values.only.split(','))) {
  const missing = contender.missing()
  if (missing !== undefined) {
    say(`MISSING: ${contender.name}: ${missing}`)
    continue
  }
  const running = await contender.start(rig)
  await probe(contender, running)
  started.push({ name: contender.name, running })
}

interface Round {
  readonly p50: number
  readonly p99: number
  readonly unserved: number
}
const rounds = new Map<string, Round[]>(started.map(({ name }) => [name, []]))
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const { name, running } of shuffled(started)) {
    await callByTimetable(running, { ...load, seconds: WARM_UP_SECONDS })
    const { latenciesMs, unserved } = await callByTimetable(running, load)
    const at = (part: number) => latenciesMs[Math.floor(latenciesMs.length * part)] ?? Number.NaN
    rounds.get(name)?.push({ p50: at(0.5), p99: at(0.99), unserved })
  }
}
rig.end()

const median = (name: string, figure: (round: Round) => number) =>
  spreadOf((rounds.get(name) ?? []).map(figure))?.median ?? Number.NaN
const rows = started.map(({ name }) => {
  const [p50, p99] = [median(name, (each) => each.p50), median(name, (each) => each.p99)]
  const added = [
    p50 - median('direct', (each) => each.p50),
    p99 - median('direct', (each) => each.p99),
  ]
  const unserved = (rounds.get(name) ?? []).reduce((sum, each) => sum + each.unserved, 0)
  return [name, ...[p50, p99, ...added].map((ms) => ms.toFixed(3)), String(unserved)]
})
say('')
say(
  `${values.rate} calls/s, ${values.connections} connections, medians of ${values.rounds} rounds, ms`,
)
for (const line of textTable(['', 'p50', 'p99', 'added p50', 'added p99', 'unserved'], rows))
  say(line)
process.exit(0)
