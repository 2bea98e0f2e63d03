import { spawnSync } from 'node:child_process'
import { cpus, loadavg, release } from 'node:os'

/** What a figure means little without. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly kernel: string
  readonly node: string
  readonly versions: Readonly<Record<string, string>>
  readonly commit: string
  readonly startedAt: string
  /** The system's load over the minute before. */
  readonly load: number
}

const ASKED: Readonly<Record<string, readonly string[]>> = {
  nginx: ['nginx', '-v'],
  haproxy: ['haproxy', '-v'],
  apache: ['apache2', '-v'],
  wrk: ['wrk', '-v'],
}

export function describeMachine(): Machine {
  const versions = Object.entries(ASKED).map(([name, command]) => [name, firstLineOf(command)])
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    kernel: release(),
    node: process.version,
    versions: Object.fromEntries(versions) as Readonly<Record<string, string>>,
    commit: firstLineOf(['git', 'describe', '--always', '--dirty']),
    startedAt: new Date().toISOString(),
    load: loadavg()[0] ?? Number.NaN,
  }
}

export function machineLines({ cpu, cores, kernel, node, versions, ...rest }: Machine): string[] {
  return [
    `${cores} × ${cpu}, Linux ${kernel}, Node ${node}, commit ${rest.commit}`,
    `${rest.startedAt}, load ${rest.load.toFixed(1)} before`,
    ...Object.entries(versions).map(([name, version]) => `${name}: ${version}`),
  ]
}

function firstLineOf([program = '', ...args]: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (error !== undefined) return 'not installed'
  return `${stdout}${stderr}`.trim().split('\n')[0] ?? ''
}
