import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../src/data-center.ts', import.meta.url))
const TYPES = import.meta.resolve('tsx')

/** Where Gatehouse runs, for the operator's program beside it. */
export interface Desk {
  readonly environment: Readonly<Record<string, string>>
  /** Without a `.env` of anybody's. */
  readonly folder: string
}

/**
 * Runs the operator's program as it is run in production, beside Gatehouse.
 * @returns what it wrote on standard output
 * @throws Error with what it said, when its status is not 0
 */
export function operate(
  { environment, folder }: Desk,
  args: string[],
  input = '',
): Promise<string> {
  const child = spawn(process.execPath, ['--import', TYPES, PROGRAM, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
  })
  let [output, complaints] = ['', '']
  child.stdout.on('data', (part: Buffer) => (output += part.toString()))
  child.stderr.on('data', (part: Buffer) => (complaints += part.toString()))
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => {
      if (status === 0) resolve(output.trim())
      else reject(new Error(`data-center ${args.join(' ')}: ${complaints}`))
    })
  })
}
