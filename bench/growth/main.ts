import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describeMachine, machineLines } from '../gateway/machine.ts'
import { auditGrowth } from './audit-growth.ts'
import { growthPlot } from './growth-plot.ts'
import { growthOf, type Growth } from './growth.ts'
import { readOptions, USAGE } from './options.ts'
import { policyGrowth } from './policy-growth.ts'
import { growthLines } from './report.ts'
import { tenantsGrowth } from './tenants-growth.ts'
import { tokensGrowth } from './tokens-growth.ts'

/**
 * What work costs as there is more of it: rules, tenants, tokens, events of the record. Run with
 * `npm run bench:growth`; `docs/performance.md` says how to read it.
 */
const ALL = [policyGrowth, tenantsGrowth, tokensGrowth, auditGrowth]
const PLOT = 'docs/images/growth.svg'

const say = (line: string) => process.stdout.write(`${line}\n`)
const tell = (line: string) => process.stderr.write(`${line}\n`)
const options = readOptions(process.argv.slice(2))
if (options.help) say(USAGE)
else await measure()

async function measure(): Promise<void> {
  const names = ALL.map(({ name }) => name)
  const unknown = options.only.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(',')}: not one of ${names.join()}`)
  const chosen = ALL.filter(({ name }) => options.only.length === 0 || options.only.includes(name))

  // No peers are asked for here, so none are named.
  const machine = { ...describeMachine(), versions: {} }
  for (const line of machineLines(machine)) say(line)
  const all = new Map(earlier(options.json).map((growth) => [growth.name, growth]))
  for (const series of chosen) {
    const growth = await growthOf(series, options.full, tell)
    all.set(series.name, growth)
    for (const line of ['', ...growthLines(growth)]) say(line)
    // After each, so that a run that is cut off loses nothing that it has told.
    if (options.json !== undefined) {
      write(options.json, JSON.stringify({ machine, all: [...all.values()] }, null, 2))
    }
  }
  const day = machine.startedAt.slice(0, 10)
  const subtitle = `${machine.cores} × ${machine.cpu}, Node ${machine.node}, ${day}; median, bar from p10 to p90`
  const drawn = names.flatMap((name) => all.get(name) ?? [])
  if (options.publish) write(PLOT, growthPlot(drawn, subtitle))
}

// Of our own writing, which is the whole proof of its form.
function earlier(file: string | undefined): readonly Growth[] {
  if (file === undefined || !existsSync(file)) return []
  return (JSON.parse(readFileSync(file, 'utf8')) as { all: readonly Growth[] }).all
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${text.trimEnd()}\n`)
}
