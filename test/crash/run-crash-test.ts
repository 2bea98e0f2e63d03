import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SeenCall, SentCall } from './calls.ts'
import { checkChains, type CheckedChains } from './check-chain.ts'
import { compareCalls, type CallFault } from './compare-calls.ts'
import { startCrashWorld, type CrashWorld } from './crash-world.ts'
import type { Program } from './gatehouse-process.ts'
import { playRound, type Round } from './play-round.ts'
import { seededRandom } from './random.ts'
import { readFile } from './read-file.ts'
import { roundLine, summaryOf, TITLE } from './report.ts'

export interface CrashTestOptions {
  readonly rounds: number
  readonly seed: number
  readonly maxMs: number
  readonly program: Program
}

export interface CrashTestResult {
  readonly faults: readonly CallFault[]
  readonly rounds: readonly Round[]
  readonly chains: CheckedChains
}

const FAULTS_TOLD = 20
const SEEDS_APART = 7_919

/**
 * All rounds on one database file, each checked by itself and together with all before it. The file stays
 * for a look when something is wrong.
 */
export async function runCrashTest(
  options: CrashTestOptions,
  say: (line: string) => void,
): Promise<CrashTestResult> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-crash-'))
  const world = await startCrashWorld(options.program, join(folder, 'gatehouse.sqlite'))
  try {
    const result = await play(world, options, say)
    say(summaryOf(result.rounds, result.faults, result.chains))
    if (result.faults.length === 0) await rm(folder, { recursive: true, force: true })
    else say(`The database is left in ${folder}.`)
    return result
  } finally {
    await world.stop()
  }
}

async function play(
  world: CrashWorld,
  { rounds: count, seed, maxMs }: CrashTestOptions,
  say: (line: string) => void,
): Promise<CrashTestResult> {
  const rounds: Round[] = []
  const faults = new Map<string, CallFault>()
  const take = (found: readonly CallFault[]) => {
    const fresh = found.filter((fault) => !faults.has(textOf(fault)))
    for (const fault of fresh) faults.set(textOf(fault), fault)
    for (const fault of fresh.slice(0, FAULTS_TOLD)) say(`  ${textOf(fault)}`)
    if (fresh.length > FAULTS_TOLD) say(`  … and ${fresh.length - FAULTS_TOLD} more`)
  }
  say(TITLE)
  for (let number = 1; number <= count; number += 1) {
    // One for each round, so that its choices do not depend on how many calls were made before.
    const random = seededRandom(seed + number * SEEDS_APART)
    const round = await playRound(world, number, random, maxMs)
    rounds.push(round)
    const ofRound = compareCalls(round)
    say(roundLine(round, ofRound))
    take(ofRound)
    // What an earlier round left must not change by a later one.
    take(compareCalls({ ...together(rounds), audited: await readFile(world.databaseFile) }))
  }
  // All rounds at once, from the first page of the management API to the last.
  take(compareCalls({ ...together(rounds), audited: await world.auditedCalls(0) }))
  const chains = await checkChains(world.databaseFile, world.sealingKey)
  take(chains.faults.map((says): CallFault => ({ kind: 'unproved', mark: 'chain', says })))
  return { faults: [...faults.values()], rounds, chains }
}

function together(rounds: readonly Round[]): {
  readonly sent: readonly SentCall[]
  readonly seen: readonly SeenCall[]
} {
  return {
    sent: rounds.flatMap(({ sent }) => sent),
    seen: rounds.flatMap(({ seen }) => seen),
  }
}

function textOf({ kind, mark, says }: CallFault): string {
  return `${kind}: ${mark}: ${says}`
}
