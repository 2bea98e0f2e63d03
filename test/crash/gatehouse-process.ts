import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Gatehouse as a process of its own, which can be killed. */
export interface GatehouseProcess {
  readonly pid: number | undefined
  readonly isAlive: boolean
  /** Resolves when it answers; fails when it ends before, or needs too long. */
  opened(): Promise<void>
  /** With SIGKILL, which no process can prepare for; resolves when it is gone. */
  kill(): Promise<void>
  /** In order. @returns its exit status */
  stop(): Promise<number | null>
  /** The last of what it wrote, for whoever looks into a failure. */
  lastWords(): string
}

/** From sources, or as it was built (`npm run build`). */
export type Program = 'sources' | 'built'

const OPENS_WITHIN_MS = 60_000
const LOOK_EVERY_MS = 20
const WORDS_KEPT = 4_000

/** @param environment all of it: nothing of this process's own settings gets in */
export function spawnGatehouse(
  program: Program,
  environment: Readonly<Record<string, string>>,
  url: string,
): GatehouseProcess {
  const child = spawn(process.execPath, argumentsOf(program), {
    // Not the project's folder, where somebody may have a `.env` file.
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...environment },
  })
  const killWithUs = () => child.kill('SIGKILL')
  process.once('exit', killWithUs)
  const exited = once(child, 'exit').then(() => {
    process.off('exit', killWithUs)
  })
  let words = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => (words = (words + part.toString()).slice(-WORDS_KEPT)))
  }
  const isAlive = () => child.exitCode === null && child.signalCode === null

  return {
    pid: child.pid,
    get isAlive() {
      return isAlive()
    },
    async opened() {
      const until = performance.now() + OPENS_WITHIN_MS
      while (!(await isOpen(url))) {
        if (!isAlive()) throw new Error(`Gatehouse ended before it was open:\n${words}`)
        if (performance.now() > until) throw new Error(`Gatehouse does not open:\n${words}`)
        await pause(LOOK_EVERY_MS)
      }
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
    lastWords: () => words,
  }
}

function argumentsOf(program: Program): readonly string[] {
  const file = program === 'built' ? '../../dist/main.js' : '../../src/main.ts'
  const path = fileURLToPath(new URL(file, import.meta.url))
  if (program === 'built') return [path]
  // Not by the program `tsx`, which starts a process of its own: the kill would only be of the outer one.
  // By its address, since the process does not start in the project's folder.
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  return ['--import', loader, path]
}

async function isOpen(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health`)
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false // Nobody listens yet.
  }
}
