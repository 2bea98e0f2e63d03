import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url))

/** The demo as somebody runs it, in a process of its own. */
export function spawnDemo(...given: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...given])
  let output = ''
  const seen = (text: string) =>
    new Promise<void>((resolve) => {
      child.stdout.on('data', () => {
        if (output.includes(text)) resolve()
      })
    })
  child.stdout.on('data', (part: Buffer) => (output += part.toString()))
  child.stderr.on('data', (part: Buffer) => (output += part.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, ended, seen, output: () => output }
}
