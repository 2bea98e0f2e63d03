import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createApp, type App } from '../../src/app.ts'
import { readSettings } from '../../src/config/read-settings.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { freePort } from '../support/free-port.ts'

export interface StartedGatehouse {
  readonly app: App
  readonly url: string
  /** What it was started with, for programs that run beside it. */
  readonly environment: Readonly<Record<string, string>>
}

/** Gatehouse as an operator starts it, in this process. @param folder for its database */
export async function startGatehouse(
  folder: string,
  more: Readonly<Record<string, string>>,
): Promise<StartedGatehouse> {
  const port = await freePort()
  const environment = {
    PORT: String(port),
    BASE_URL: `http://127.0.0.1:${String(port)}`,
    DATABASE_URL: `sqlite:${join(folder, 'gatehouse.sqlite')}`,
    SECRETS_KEYS: `demo:${randomBytes(32).toString('base64')}`,
    ALLOW_HTTP_SITES: 'true',
    ALLOW_PRIVATE_ADDRESSES: 'true',
    ...more,
  }
  const settings = readSettings(environment)
  const log = createLog('error')
  const app = await createApp(settings, { clock: systemClock, ids: systemIds, log })
  await new Promise<void>((resolve) => app.server.listen(port, '127.0.0.1', resolve))
  return { app, url: settings.baseUrl, environment }
}
