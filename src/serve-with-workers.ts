import { startPrimary } from './cluster/primary.ts'
import type { Settings } from './config/settings.ts'
import { openDatabase } from './db/database.ts'
import { createMemoryPoints } from './db/memory-points.ts'
import { createLog } from './lib/log.ts'
import { whenToStop } from './when-to-stop.ts'

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
  whenToStop(log, stop)
  process.exit(await primary.ended)
}
