import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { credentialHeaders, type Target } from './contender.ts'

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

const TICKER = new URL('./ticker.js', import.meta.url)
// Longer than the thread takes to start on a busy core: with less, the first calls were late by that, and they
// are more than one in a hundred.
const LEAD_MS = 1_500
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
  const [startMs, everyMs] = [nowMs() + LEAD_MS, 1000 / callsPerSecond]
  const latenciesMs: number[] = []
  const ticker = new Worker(TICKER, { workerData: { startMs, everyMs, count: total } })
  const allEnded = new Promise<void>((resolve) => {
    let ended = 0
    ticker.on('message', (number: number) => {
      const token = tokens[number % tokens.length] ?? ''
      void call(agent, target, token, number).then((isServed) => {
        if (isServed) latenciesMs.push(nowMs() - (startMs + number * everyMs))
        ended += 1
        if (ended === total) resolve()
      })
    })
  })
  await Promise.race([allEnded, delay(LEAD_MS + seconds * 1000 + LEFT_OVER_MS)])
  await ticker.terminate()
  agent.destroy()
  const served = latenciesMs.toSorted((one, other) => one - other)
  return { latenciesMs: served, unserved: total - served.length }
}

// The clock of all threads.
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Never rejects; resolves with whether the answer was 200 and came to its end. */
export function call(
  agent: Agent,
  target: Target,
  token: string,
  number: number,
): Promise<boolean> {
  const { origin, prefix } = target
  const { hostname, port } = new URL(origin)
  const path = `${prefix}/rest/api/3/issue/ABC-${number}`
  const headers = credentialHeaders(target, token)
  return new Promise((resolve) => {
    const request = get({ hostname, port, path, agent, headers }, (answer) => {
      answer.once('end', () => resolve(answer.statusCode === 200))
      answer.once('error', () => resolve(false))
      answer.resume()
    })
    request.once('error', () => resolve(false))
  })
}
