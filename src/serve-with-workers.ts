import { startPrimary } from './cluster/primary.ts'
import type { Settings } from './config/settings.ts'
import { openDatabase } from './db/database.ts'
import { createMemoryPoints } from './db/memory-points.ts'
import { createLog } from './lib/log.ts'

/**
 * The primary of several processes: no call goes through it. Ends with 0 after a stop in order, with 78
 * when workers cannot start for a fault of configuration, with 1 otherwise.
 */
export async function serveWithWorkers(settings: Settings): Promise<void> {
  const log = createLog(settings.logLevel, undefined, { worker: 0 })
  // The schema is brought up to date once, before the workers would all want to.
  await (await openDatabase(settings.database.file)).close()

  const primary = startPrimary({
    count: settings.workers,
    // The very store that a single process has: what is counted here, is counted once for all.
    points: { limits: createMemoryPoints(), guard: createMemoryPoints() },
    log,
  })
  const stop = (reason: string, exitCode: number) => {
    log.info({ reason }, 'stopping')
    primary.stop(exitCode)
  }
  process.on('SIGTERM', () => stop('SIGTERM', 0))
  process.on('SIGINT', () => stop('SIGINT', 0))
  process.on('uncaughtException', (cause) => {
    log.fatal({ err: cause }, 'uncaught exception')
    stop('uncaughtException', 1)
  })
  process.on('unhandledRejection', (cause) => {
    log.fatal({ err: cause }, 'unhandled rejection')
    stop('unhandledRejection', 1)
  })
  process.exit(await primary.ended)
}
