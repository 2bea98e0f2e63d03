import { expect } from 'chai'
import { enterSite, removeSite, type Desk } from '../../src/data-center-sites.ts'
import { readSettings } from '../../src/config/read-settings.ts'
import { openDatabase } from '../../src/db/database.ts'
import { createSealer } from '../../src/lib/sealer.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { gatehouseEnvironment } from './gatehouse-environment.ts'
import { TEST_KEY, type Gatehouse } from './gatehouse.ts'

/** Enters a Data Center site as the operator does, beside the running app, and has the app look. */
export async function enter(gatehouse: Gatehouse, site: object): Promise<Tenant> {
  const { status, told } = await atDesk(gatehouse, (desk) => enterSite(desk, JSON.stringify(site)))
  expect(status, told.join('\n')).to.equal(0)
  await gatehouse.app.seeDataCenters()
  const entered = gatehouse.app.directory.all().find(({ id }) => told[0]?.startsWith(id))
  if (entered === undefined) throw new Error('the app does not know the site')
  return entered
}

/** Removes one, in the same way. */
export async function remove(gatehouse: Gatehouse, id: string): Promise<void> {
  const { status, told } = await atDesk(gatehouse, (desk) => removeSite(desk, id))
  expect(status, told.join('\n')).to.equal(0)
  await gatehouse.app.seeDataCenters()
}

/** Does what a command of the operator's program does, and keeps what it says. */
export async function atDesk(
  gatehouse: Gatehouse,
  run: (desk: Desk) => Promise<number>,
): Promise<{ readonly status: number; readonly told: readonly string[] }> {
  const environment = gatehouseEnvironment(NOWHERE, {
    port: 1,
    databaseFile: gatehouse.databaseFile,
    sealingKey: TEST_KEY,
  })
  const settings = readSettings({ ...environment, SITE_HOSTS: '*.atlassian.net' })
  const database = await openDatabase(gatehouse.databaseFile)
  const told: string[] = []
  const tell = (line: string) => void told.push(line)
  try {
    const sealer = createSealer(settings.sealingKeys)
    return { status: await run({ settings, database, sealer, tell, warn: tell }), told }
  } finally {
    await database.close()
  }
}

const NOWHERE = {
  keysUrl: 'http://127.0.0.1:9',
  tokenUrl: 'http://127.0.0.1:9',
  hostScriptUrl: 'http://127.0.0.1:9/all.js',
}
