import type { Contender, Running } from './contender.ts'
import { probe } from './probe.ts'
import type { Result, RoundSlice } from './results.ts'
import type { Rig } from './rig.ts'
import { shuffled } from './shuffled.ts'
import { measureSlice, type Slice, type SliceOptions } from './slice.ts'

export interface RunOptions extends SliceOptions {
  readonly rounds: number
  /** How often a slice is measured until others leave the machine alone. */
  readonly tries: number
  say(line: string): void
}

/** More than this, in parts of a core, and the slice is measured again. */
const FOREIGN_MAX = 0.25

interface Entry {
  readonly contender: Contender
  readonly started: Running | string
  readonly slices: RoundSlice[]
}

/** Starts all that can be started, and measures them in turn, in another order each round. */
export async function runRounds(
  rig: Rig,
  contenders: readonly Contender[],
  options: RunOptions,
): Promise<readonly Result[]> {
  const entries: Entry[] = []
  for (const contender of contenders) {
    const started = await startOrReason(rig, contender)
    if (typeof started === 'string') options.say(`${contender.name}: ${started}`)
    entries.push({ contender, started, slices: [] })
  }
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const { contender, started, slices } of shuffled(entries)) {
      if (typeof started === 'string') continue
      const slice = await cleanest(rig, started, options)
      slices.push({ ...slice, round, isDirty: slice.foreign > FOREIGN_MAX })
      options.say(lineOf(round, contender.name, slice))
    }
  }
  for (const { started } of entries) {
    if (typeof started !== 'string' && started.pid !== undefined) {
      await rig.processes.stop(started.pid)
    }
  }
  return entries.map(({ contender: { name, upstream, deeds }, started, slices }) => {
    return {
      name,
      upstream,
      deeds,
      slices,
      missing: typeof started === 'string' ? started : undefined,
    }
  })
}

async function startOrReason(rig: Rig, contender: Contender): Promise<Running | string> {
  const missing = contender.missing()
  if (missing !== undefined) return missing
  try {
    const running = await contender.start(rig)
    await probe(contender, running)
    return running
  } catch (fault) {
    // The others are worth their figures all the same; the table says why this one has none.
    return `did not start: ${fault instanceof Error ? fault.message : String(fault)}`
  }
}

async function cleanest(rig: Rig, running: Running, options: RunOptions): Promise<Slice> {
  let best: Slice | undefined
  for (let attempt = 1; attempt <= options.tries; attempt += 1) {
    const slice = await measureSlice(rig, running, options)
    if (best === undefined || slice.foreign < best.foreign) best = slice
    // A slice that is void is told; to try until one is not would hide it.
    if (slice.faults.length > 0) return slice
    if (best.foreign <= FOREIGN_MAX) break
  }
  if (best === undefined) throw new Error('a slice without a try')
  return best
}

function lineOf(round: number, name: string, slice: Slice): string {
  const cpu = slice.cpuUs === undefined ? '' : `, ${slice.cpuUs.toFixed(1)} µs`
  const foreign = `${(slice.foreign * 100).toFixed(0)} % foreign`
  const faults = slice.faults.map((fault) => `  VOID: ${fault}`).join('')
  return `round ${round}  ${name.padEnd(16)} ${slice.perSecond.toFixed(0)}/s${cpu}, ${foreign}${faults}`
}
