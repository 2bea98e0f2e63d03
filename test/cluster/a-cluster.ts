import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SiteWorld } from '../site/start-site.ts'
import { freePort } from '../support/free-port.ts'
import { TEST_KEY } from '../support/gatehouse.ts'
import { dumpDatabase, noteLogLine } from '../support/sinks.ts'

const PROGRAM = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')

/** What the program says; `worker` is 0 of the primary. */
interface LogLine {
  readonly worker?: number
  readonly slot?: number
  readonly pid?: number
  readonly msg?: string
}

/** The real program, a primary and its workers, started as an operator does. */
export interface Cluster {
  readonly url: string
  readonly primary: ChildProcess
  readonly lines: readonly LogLine[]
  readonly databaseFile: string
  /** Process id of the worker that has this place now. */
  pidOf(slot: number): number | undefined
  /** Every worker that ever was. */
  pids(): readonly number[]
  /** Asks it to end, and resolves with its exit code. */
  stop(): Promise<number | null>
  /** Resolves with its exit code. */
  readonly exited: Promise<number | null>
  clear(): Promise<void>
}

const IS_OPEN = 'a worker is open'

/** Started, and not waited for. */
export async function spawnCluster(
  standIn: Pick<SiteWorld, 'keysUrl' | 'tokenUrl' | 'hostScriptUrl'>,
  workers: number,
  given: Readonly<Record<string, string>> = {},
): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-cluster-'))
  const databaseFile = join(folder, 'gatehouse.sqlite')
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const primary = spawn(process.execPath, ['--import', TSX, PROGRAM], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      PORT: String(port),
      GATEHOUSE_WORKERS: String(workers),
      BASE_URL: url,
      DATABASE_URL: `sqlite:${databaseFile}`,
      SECRETS_KEYS: TEST_KEY,
      SITE_HOSTS: '127.0.0.1:*',
      CONNECT_KEYS_CDN_URL: standIn.keysUrl,
      ATLASSIAN_TOKEN_URL: standIn.tokenUrl,
      HOST_SCRIPT_URL: standIn.hostScriptUrl,
      ALLOW_HTTP_SITES: 'true',
      ALLOW_PRIVATE_ADDRESSES: 'true',
      ...given,
    },
  })
  const lines: LogLine[] = []
  for (const output of [primary.stdout, primary.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      noteLogLine(line)
      lines.push(line.startsWith('{') ? (JSON.parse(line) as LogLine) : { msg: line })
    })
  }
  const exited = new Promise<number | null>((resolve) => primary.once('exit', resolve))
  const opened = () => lines.filter(({ msg }) => msg === IS_OPEN)
  const stop = () => {
    primary.kill('SIGTERM')
    return exited
  }
  return {
    url,
    primary,
    lines,
    databaseFile,
    pidOf: (slot) => opened().findLast((line) => line.slot === slot)?.pid,
    pids: () => opened().flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    stop,
    exited,
    async clear() {
      if (primary.exitCode === null) await stop()
      dumpDatabase(databaseFile)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Started, with all workers open. */
export async function startCluster(...given: Parameters<typeof spawnCluster>): Promise<Cluster> {
  const cluster = await spawnCluster(...given)
  const [, workers] = given
  try {
    await eventually(() => cluster.pids().length >= workers, 'its workers open', cluster)
  } catch (failure) {
    cluster.primary.kill('SIGKILL')
    throw failure
  }
  return cluster
}

/** Programs take their time to start on a busy machine; so long is nothing's usual time. */
export async function eventually(
  holds: () => boolean,
  name: string,
  { lines }: Pick<Cluster, 'lines'>,
): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(
    `it never came to ${name}:\n${lines.map((each) => JSON.stringify(each)).join('\n')}`,
  )
}
