import { spawn, type ChildProcess } from 'node:child_process'
import { openSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

interface StartOptions {
  /** The only core that it may run on. */
  readonly core: number
  /** Gets what it writes to both of its outputs. */
  readonly logFile: string
  readonly env?: Readonly<Record<string, string>>
}

/** All programs that one run starts; none outlives it, however it ends. */
export interface Processes {
  /** @returns the id of the program, which leads a process group of its own */
  start(command: readonly string[], options: StartOptions): number
  /** Asks with SIGTERM, and kills what is still there after 5 s. */
  stop(pid: number): Promise<void>
  /** At once; for an `exit` handler too. */
  killAll(): void
}

const TERM_MS = 5_000

export function createProcesses(): Processes {
  const running = new Map<number, ChildProcess>()

  const processes: Processes = {
    start([program = '', ...args], { core, logFile, env }) {
      const log = openSync(logFile, 'a')
      const pinned = ['-c', String(core), program, ...args]
      const child = spawn('taskset', pinned, {
        detached: true, // Its own group, so that its children can be ended with it.
        stdio: ['ignore', log, log],
        env: { PATH: process.env['PATH'] ?? '', ...env },
      })
      const { pid } = child
      if (pid === undefined) throw new Error(`${program} could not be started`)
      running.set(pid, child)
      child.once('exit', () => running.delete(pid))
      return pid
    },
    async stop(pid) {
      const child = running.get(pid)
      if (child === undefined) return
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      signal(pid, 'SIGTERM')
      await Promise.race([ended, delay(TERM_MS, undefined, { ref: false })])
      signal(pid, 'SIGKILL')
    },
    killAll() {
      for (const pid of running.keys()) signal(pid, 'SIGKILL')
    },
  }
  process.on('exit', () => processes.killAll())
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => process.exit(130))
  }
  return processes
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name)
  } catch {
    // The whole group has ended already, which is all that was wanted.
  }
}
