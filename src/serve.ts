import { createApp, type App } from './app.ts'
import type { Neighbours } from './cluster/neighbours.ts'
import type { Settings } from './config/settings.ts'
import { createTableWriter } from './db/table-writer/writer-process.ts'
import { systemClock } from './lib/clock.ts'
import { systemIds } from './lib/ids.ts'
import { createLog, type Log } from './lib/log.ts'
import { SealFault } from './lib/sealer.ts'
import { EX_CONFIG } from './lib/exit-codes.ts'
import { whenToStop } from './when-to-stop.ts'

/** Serves in this process until it is told to stop: as the only one, or as one of several. */
export async function serve(settings: Settings, neighbours?: Neighbours): Promise<void> {
  const bound = neighbours === undefined ? null : { worker: neighbours.slot }
  const log = createLog(settings.logLevel, undefined, bound)
  const app = await openOrExit(settings, log, neighbours)
  stopWhenTold(app, log)
  await neighbours?.join()

  app.server.listen(settings.port, () => {
    const { baseUrl, port, environment } = settings
    log.info({ baseUrl, port, environment }, 'Gatehouse is open')
    log.info(`Jira descriptor: ${baseUrl}/jira/atlassian-connect.json`)
    log.info(`Confluence descriptor: ${baseUrl}/confluence/atlassian-connect.json`)
  })
}

// A lost key is the operator's to mend; starting without what it sealed would lose it for good.
async function openOrExit(
  settings: Settings,
  log: Log,
  neighbours: Neighbours | undefined,
): Promise<App> {
  try {
    const world = { clock: systemClock, ids: systemIds, log, neighbours }
    return await createApp(settings, { ...world, tableWriter: createTableWriter })
  } catch (fault) {
    if (!(fault instanceof SealFault)) throw fault
    console.error(fault.message)
    process.exit(EX_CONFIG)
  }
}

function stopWhenTold(app: App, log: Log): void {
  let stopping = false
  const stop = (reason: string, exitCode: number) => {
    if (stopping) return
    stopping = true
    log.info({ reason }, 'stopping')
    app.stop().then(
      () => process.exit(exitCode),
      (cause: unknown) => {
        log.fatal({ err: cause }, 'could not stop in order')
        process.exit(1)
      },
    )
  }
  whenToStop(log, stop)
}
