import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Target } from './contender.ts'

export interface OpenLoopOptions {
  readonly callsPerSecond: number
  readonly connections: number
  readonly seconds: number
}

export interface OpenLoopFigures {
  /** From the moment that a call was due to the last byte of its answer, ascending, in milliseconds. */
  readonly latenciesMs: readonly number[]
  /** Calls that were answered with another status than 200, or not in time. */
  readonly unserved: number
}

const TICK_MS = 1
const LEFT_OVER_MS = 5_000

/**
 * Calls by a time-table, whether earlier calls are answered or not: a proxy that stands still for a moment
 * is charged with every call that was due meanwhile, which a load of waiting connections would hide.
 */
export async function callByTimetable(
  target: Target,
  { callsPerSecond, connections, seconds }: OpenLoopOptions,
): Promise<OpenLoopFigures> {
  const tokens = readFileSync(target.tokensFile, 'utf8').trim().split('\n')
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
  const total = callsPerSecond * seconds
  const latenciesMs: number[] = []
  const start = performance.now()
  let [sent, ended] = [0, 0]

  while (ended < total) {
    const elapsed = performance.now() - start
    if (elapsed > seconds * 1000 + LEFT_OVER_MS) break
    const due = Math.min(total, Math.floor((elapsed / 1000) * callsPerSecond))
    for (; sent < due; sent += 1) {
      const dueAt = start + (sent / callsPerSecond) * 1000
      const token = tokens[sent % tokens.length] ?? ''
      void call(agent, target, token, sent).then((isServed) => {
        ended += 1
        if (isServed) latenciesMs.push(performance.now() - dueAt)
      })
    }
    await delay(TICK_MS)
  }
  agent.destroy()
  latenciesMs.sort((one, other) => one - other)
  return { latenciesMs, unserved: total - latenciesMs.length }
}

/** Never rejects; resolves with whether the answer was 200 and came to its end. */
export function call(
  agent: Agent,
  { origin, prefix, scheme }: Target,
  token: string,
  number: number,
): Promise<boolean> {
  const url = `${origin}${prefix}/rest/api/3/issue/ABC-${number}`
  return new Promise((resolve) => {
    const request = get(
      url,
      { agent, headers: { authorization: `${scheme} ${token}` } },
      (answer) => {
        answer.once('end', () => resolve(answer.statusCode === 200))
        answer.once('error', () => resolve(false))
        answer.resume()
      },
    )
    request.once('error', () => resolve(false))
  })
}
