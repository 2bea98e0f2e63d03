import { createApp } from './app.ts'
import { loadEnvironment } from './config/environment.ts'
import { readSettings, SettingsFault } from './config/read-settings.ts'
import type { Settings } from './config/settings.ts'
import { systemClock } from './lib/clock.ts'
import { systemIds } from './lib/ids.ts'
import { createLog } from './lib/log.ts'

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

const settings = settingsOrExit()
const log = createLog(settings.logLevel)
const app = await createApp(settings, { clock: systemClock, ids: systemIds, log })

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
