import { createApp, type App } from './app.ts'
import { loadEnvironment } from './config/environment.ts'
import { readSettings, SettingsFault } from './config/read-settings.ts'
import type { Settings } from './config/settings.ts'
import { systemClock } from './lib/clock.ts'
import { systemIds } from './lib/ids.ts'
import { createLog } from './lib/log.ts'
import { SealFault } from './lib/sealer.ts'

// sysexits.h: a configuration fault, so that a supervisor can tell it from a crash.
const EX_CONFIG = 78

function settingsOrExit(): Settings {
  try {
    return readSettings(loadEnvironment())
  } catch (fault) {
    if (!(fault instanceof SettingsFault)) throw fault
    console.error(fault.message)
    process.exit(EX_CONFIG)
  }
}

// A lost key is the operator's to mend; starting without what it sealed would lose it for good.
async function openOrExit(): Promise<App> {
  try {
    return await createApp(settings, { clock: systemClock, ids: systemIds, log })
  } catch (fault) {
    if (!(fault instanceof SealFault)) throw fault
    console.error(fault.message)
    process.exit(EX_CONFIG)
  }
}

// The database and what it leaves beside it are nobody else's to read.
process.umask(0o077)
const settings = settingsOrExit()
const log = createLog(settings.logLevel)
const app = await openOrExit()

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
process.on('SIGTERM', () => stop('SIGTERM', 0))
process.on('SIGINT', () => stop('SIGINT', 0))
// Nobody expected this, so nobody knows what state it left: end in order and let the supervisor start anew.
process.on('uncaughtException', (cause) => {
  log.fatal({ err: cause }, 'uncaught exception')
  stop('uncaughtException', 1)
})
process.on('unhandledRejection', (cause) => {
  log.fatal({ err: cause }, 'unhandled rejection')
  stop('unhandledRejection', 1)
})

app.server.listen(settings.port, () => {
  const { baseUrl, port, environment } = settings
  log.info({ baseUrl, port, environment }, 'Gatehouse is open')
  log.info(`Jira descriptor: ${baseUrl}/jira/atlassian-connect.json`)
  log.info(`Confluence descriptor: ${baseUrl}/confluence/atlassian-connect.json`)
})
