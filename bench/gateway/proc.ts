import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

// What Linux's /proc says of processes and cores. Times are in microseconds.

const TICK_US = 1_000_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** The process and all its descendants; those that have ended meanwhile are left out. */
export function treeOf(root: number): readonly number[] {
  const childrenOf = new Map<number, number[]>()
  for (const name of namesIn('/proc')) {
    const parent = Number(statOf(Number(name))?.[1])
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)])
  }
  const tree = [root]
  for (const pid of tree) tree.push(...(childrenOf.get(pid) ?? []))
  return tree
}

/** CPU time that the processes took until now, all their threads included. */
export function cpuUsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + timesOf(pid, 11, 12), 0)
}

/** CPU time of one thread until now. */
export interface ThreadTime {
  readonly pid: number
  /** Counted from the main thread of the process, which is 0. */
  readonly thread: number
  readonly userUs: number
  readonly systemUs: number
}

/** Of each thread that the processes have. */
export function threadTimesOf(pids: readonly number[]): readonly ThreadTime[] {
  return pids.flatMap((pid) =>
    namesIn(`/proc/${pid}/task`).map((name) => {
      const task = `${pid}/task/${name}`
      return {
        ...{ pid, thread: Number(name) - pid },
        ...{ userUs: timesOf(task, 11), systemUs: timesOf(task, 12) },
      }
    }),
  )
}

/** The same of this process, with those of its children that have ended. */
export function ownCpuUs(): number {
  return timesOf(process.pid, 11, 12, 13, 14)
}

/** Memory in MiB, what is shared with others counted in part. */
export function pssMibOf(pids: readonly number[]): number {
  return memoryOf(pids, 'smaps_rollup', /^Pss: +(\d+) kB/m)
}

/** Resident memory in MiB. */
export function rssMibOf(pids: readonly number[]): number {
  return memoryOf(pids, 'status', /^VmRSS:\s+(\d+) kB/m)
}

/**
 * What all cores have worked until now, with what the host took from them. Interrupts are left out: no
 * process is charged with them, so that they could not be told from work of others.
 */
export function machineUs(): number {
  const [, user, nice, system, , , , , steal] = readFileSync('/proc/stat', 'utf8').split(/\s+/)
  return [user, nice, system, steal].reduce((sum, each) => sum + Number(each ?? 0), 0) * TICK_US
}

function memoryOf(pids: readonly number[], file: string, pattern: RegExp): number {
  const kib = pids.map((pid) => Number(pattern.exec(readProc(pid, file) ?? '')?.[1] ?? 0))
  return kib.reduce((sum, each) => sum + each, 0) / 1024
}

// Numbers: processes, or threads of one.
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name))
  } catch {
    return [] // It has ended.
  }
}

function timesOf(pid: number | string, ...fields: readonly number[]): number {
  const stat = statOf(pid)
  return fields.reduce((sum, field) => sum + Number(stat?.[field] ?? 0), 0) * TICK_US
}

// From the third field on: the second is a name that may hold anything.
function statOf(pid: number | string): readonly string[] | undefined {
  const text = readProc(pid, 'stat')
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')
}

function readProc(pid: number | string, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined // It has ended; processes come and go while they are listed.
  }
}

/** Keeps this process, with all that it starts from now on, off the core of whoever is measured. */
export function moveTo(core: number): void {
  execFileSync('taskset', ['-a', '-c', '-p', String(core), String(process.pid)], {
    stdio: 'ignore',
  })
}
