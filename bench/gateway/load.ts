import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Target } from './contender.ts'

/** What the load generator saw in one slice. Times are in microseconds. */
export interface LoadFigures {
  readonly requests: number
  readonly durationUs: number
  /** Answers of status 400 and above. */
  readonly badStatus: number
  /** Calls that ended without an answer. */
  readonly broken: number
  readonly p50Us: number
  readonly p99Us: number
}

const LOAD_CORE = '1'
const SCRIPT = join(import.meta.dirname, 'load.lua')
const run = promisify(execFile)

/** Keeps all connections busy: each makes its next call when it has the answer to the last. */
export async function putLoad(
  { origin, prefix, tokensFile, scheme }: Target,
  connections: number,
  seconds: number,
): Promise<LoadFigures> {
  const wrk = ['wrk', '-t', '1', '-c', String(connections), '-d', `${seconds}s`, '-s', SCRIPT]
  // An empty argument would be swallowed on the way into the script.
  const args = [...wrk, origin, '--', tokensFile, prefix === '' ? '/' : prefix, scheme]
  const { stdout } = await run('taskset', ['-c', LOAD_CORE, ...args])
  const line = /^@@(.*)$/m.exec(stdout)?.[1]
  if (line === undefined) throw new Error(`wrk said nothing that was expected:\n${stdout}`)
  // The script of ours writes exactly these members.
  return JSON.parse(line) as LoadFigures
}
