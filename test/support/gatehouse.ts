import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from '../../src/app.ts'
import type { Neighbours } from '../../src/cluster/neighbours.ts'
import { readSettings } from '../../src/config/read-settings.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { movableClock, type MovableClock } from './movable-clock.ts'
import { dumpDatabase, testLog } from './sinks.ts'
import { freePort } from './free-port.ts'
import { gatehouseEnvironment, type AtlassianStandIn } from './gatehouse-environment.ts'

/** The whole app, listening on loopback. */
export interface Gatehouse {
  readonly app: App
  readonly url: string
  readonly clock: MovableClock
  readonly databaseFile: string
  readonly logLines: readonly string[]
  /** Stops it; the database file stays for a look or a second start. */
  stop(): Promise<void>
  /** Stops it, takes the database's dump for the search for secrets, and removes the file. */
  clear(): Promise<void>
}

export interface GatehouseOptions {
  readonly clock?: MovableClock
  /** Start on the file of an earlier one. */
  readonly databaseFile?: string
  /** Needed only by a second start, which must have the base URL of the first. */
  readonly port?: number
  readonly environment?: Readonly<Record<string, string>>
  /** As one of several over the same file. */
  readonly neighbours?: Neighbours
}

/** One key for all tests of a run: a second start must be able to open what the first sealed. */
export const TEST_KEY = `test:${randomBytes(32).toString('base64')}`

/**
 * Starts Gatehouse as production would — same settings reader, same composition root — against a
 * stand-in. The port is taken first, since the base URL is part of what the app signs and checks.
 */
export async function startGatehouse(
  standIn: AtlassianStandIn,
  options: GatehouseOptions = {},
): Promise<Gatehouse> {
  const clock = options.clock ?? movableClock()
  const { log, lines } = testLog()
  const databaseFile =
    options.databaseFile ?? join(await mkdtemp(join(tmpdir(), 'gatehouse-')), 'gatehouse.sqlite')
  const port = options.port ?? (await freePort())
  const settings = readSettings({
    ...gatehouseEnvironment(standIn, { port, databaseFile, sealingKey: TEST_KEY }),
    ...options.environment,
  })
  const { neighbours } = options
  const app = await createApp(settings, { clock, ids: systemIds, log, neighbours })
  await neighbours?.join()
  await new Promise<void>((resolve, reject) => {
    app.server.once('error', reject)
    app.server.listen(port, '127.0.0.1', resolve)
  })

  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= app.stop())
  return {
    app,
    url: settings.baseUrl,
    clock,
    databaseFile,
    logLines: lines,
    stop,
    async clear() {
      await stop()
      dumpDatabase(databaseFile)
      await rm(join(databaseFile, '..'), { recursive: true, force: true })
    },
  }
}
