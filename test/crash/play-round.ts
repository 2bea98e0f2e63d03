import { setTimeout as pause } from 'node:timers/promises'
import { chooseCall } from './call-mix.ts'
import type { AuditedCall, SeenCall, SentCall } from './calls.ts'
import type { CrashWorld } from './crash-world.ts'
import { startLoad } from './load.ts'
import type { Random } from './random.ts'

/** What became of one round, as the three tell it. */
export interface Round {
  readonly number: number
  readonly killedAfterMs: number
  /** Killed once more while it was starting, before it was open. */
  readonly killedTwice: boolean
  readonly sent: readonly SentCall[]
  readonly seen: readonly SeenCall[]
  readonly audited: readonly AuditedCall[]
}

const CONNECTIONS = 32
const KILLED_TWICE_PERCENT = 25
const SHORTEST_MS = 50

/**
 * Load, a kill, a start on what is left, and then what everybody has to say about the calls.
 * @param maxMs how long the load lasts at most
 */
export async function playRound(
  world: CrashWorld,
  number: number,
  random: Random,
  maxMs: number,
): Promise<Round> {
  // Chosen first, so that the same seed kills at the same moment, however many calls are made until then.
  const killedAfterMs = SHORTEST_MS + random.below(Math.max(1, maxMs - SHORTEST_MS))
  const killedTwice = random.percent(KILLED_TWICE_PERCENT)
  const againAfterMs = random.below(world.opensInMs)
  const from = Date.now()
  const marks = `crash-${String(number)}`
  const load = startLoad(world.makeCall, marks, () => chooseCall(random), CONNECTIONS)
  await pause(killedAfterMs)
  if (!world.gatehouse.isAlive) {
    throw new Error(`Gatehouse ended by itself:\n${world.gatehouse.lastWords()}`)
  }
  const killedAt = performance.now()
  await world.gatehouse.kill()
  const sent = await load.ended(killedAt)
  const seen = await world.seenCalls()

  let next = world.start()
  if (killedTwice) {
    await pause(againAfterMs)
    await next.kill()
    next = world.start()
  }
  await next.opened()
  return { number, killedAfterMs, killedTwice, sent, seen, audited: await world.auditedCalls(from) }
}
