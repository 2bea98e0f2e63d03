import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { byGroup, selfTimes, type CpuProfile } from './cpu-profile.ts'
import { inSourcesOf } from './in-sources.ts'
import { BUILT, startGatehouse } from './gatehouse.ts'
import { describeMachine, machineLines } from './machine.ts'
import { moveTo } from './proc.ts'
import { buildRig } from './rig.ts'
import { measureSlice } from './slice.ts'
import { textTable } from './text-table.ts'
import { UPSTREAM_CORE } from './upstream.ts'

/** Where the CPU time of a call goes; a table for each thread. Run with `npm run bench:profile`. */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '32' },
    upstream: { type: 'string', default: 'http' },
    top: { type: 'string', default: '30' },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)
for (const line of machineLines(describeMachine())) say(line)
moveTo(UPSTREAM_CORE)
const rig = await buildRig()
const folder = join(rig.folder, 'profiles')
mkdirSync(folder)
const scheme = values.upstream === 'https' ? 'https' : 'http'
const gatehouse = await startGatehouse(rig, scheme, ['--cpu-prof', `--cpu-prof-dir=${folder}`])
const sinceUs = Number(process.hrtime.bigint() / 1000n)
const slice = await measureSlice(rig, gatehouse, {
  connections: Number(values.connections),
  seconds: Number(values.seconds),
  warmUpSeconds: 1,
})
// It writes the profile when it ends in order.
await rig.processes.stop(gatehouse.pid)

say(
  `${slice.perSecond.toFixed(0)} calls/s and ${slice.cpuUs?.toFixed(1) ?? '?'} µs with the profiler on`,
)
const inSources = inSourcesOf(BUILT)
for (const file of readdirSync(folder)) {
  // Written by V8 itself, in the form that its protocol describes.
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile
  const times = selfTimes(profile, sinceUs, inSources)
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`
  say('')
  for (const line of textTable(
    [file, 'of busy time'],
    byGroup(times).map(([group, part]) => [group, percent(part)]),
  ))
    say(line)
  say('')
  const top = times.slice(0, Number(values.top))
  const rows = top.map(({ name, group, part }) => [`${group} · ${name}`, percent(part)])
  for (const line of textTable(['own time', ''], rows)) say(line)
}
rig.end()
process.exit(0)
