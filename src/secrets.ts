import { loadEnvironment } from './config/environment.ts'
import { readSettings, SettingsFault } from './config/read-settings.ts'
import { openDatabase } from './db/database.ts'
import { reseal } from './db/reseal.ts'
import { createSealer, SealFault } from './lib/sealer.ts'

const USAGE = `Usage: secrets reseal

  reseal   Moves every sealed value to the first key of SECRETS_KEYS. The app may go on running
           beside it, as long as it was started with the new key in its SECRETS_KEYS as well.
           Keep the old key configured until this has ended with "0 left".
`

async function main(): Promise<number> {
  if (process.argv[2] !== 'reseal' || process.argv.length !== 3) {
    console.error(USAGE)
    return process.argv[2] === '--help' ? 0 : 64
  }
  const settings = readSettings(loadEnvironment())
  const database = await openDatabase(settings.database.file)
  try {
    const progress = (done: number, total: number) => {
      if (process.stdout.isTTY) process.stdout.write(`\r${String(done)} of ${String(total)}`)
    }
    const report = await reseal(database, createSealer(settings.sealingKeys), progress)
    const key = settings.sealingKeys[0]?.id ?? ''
    const { resealed, current, left } = report
    console.log(
      `\n${String(resealed)} resealed with key "${key}", ${String(current)} were current, ${String(left)} left`,
    )
    if (left === 0) return 0
    console.error('Is the app running with this key in front? Restart it so, then run this again.')
    return 1
  } finally {
    await database.close()
  }
}

try {
  process.exitCode = await main()
} catch (fault) {
  if (!(fault instanceof SettingsFault || fault instanceof SealFault)) throw fault
  console.error(fault.message)
  process.exitCode = 78
}
