import cluster from 'node:cluster'
import { setFlagsFromString } from 'node:v8'
import { lineToPrimary } from './cluster/process-line.ts'
import { meetNeighbours } from './cluster/worker-link.ts'
import { loadEnvironment } from './config/environment.ts'
import { readSettings, SettingsFault } from './config/read-settings.ts'
import type { Settings } from './config/settings.ts'
import { EX_CONFIG } from './lib/exit-codes.ts'
import { serveWithWorkers } from './serve-with-workers.ts'
import { serve } from './serve.ts'

function settingsOrExit(): Settings {
  try {
    return readSettings(loadEnvironment())
  } catch (fault) {
    if (!(fault instanceof SettingsFault)) throw fault
    console.error(fault.message)
    process.exit(EX_CONFIG)
  }
}

// V8 would let the heap grow to four times what is in use before it looks for what is not: under full load
// 450 MiB where 110 are needed. So it looks every few seconds, for a hundredth of the time.
setFlagsFromString('--heap-growing-percent=40')

// The database and what it leaves beside it are nobody else's to read.
process.umask(0o077)
const settings = settingsOrExit()
if (cluster.isWorker) await serve(settings, await meetNeighbours(lineToPrimary()))
else if (settings.workers > 0) await serveWithWorkers(settings)
else await serve(settings)
