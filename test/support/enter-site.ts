import { expect } from 'chai'
import { enterSite } from '../../src/data-center-sites.ts'
import { readSettings } from '../../src/config/read-settings.ts'
import { openDatabase } from '../../src/db/database.ts'
import { createSealer } from '../../src/lib/sealer.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { gatehouseEnvironment } from './gatehouse-environment.ts'
import { TEST_KEY, type Gatehouse } from './gatehouse.ts'

/** Enters a Data Center site as the operator does, beside the running app, and has the app look. */
export async function enter(gatehouse: Gatehouse, site: object): Promise<Tenant> {
  const nowhere = {
    keysUrl: 'http://127.0.0.1:9',
    tokenUrl: 'http://127.0.0.1:9',
    hostScriptUrl: 'http://127.0.0.1:9/all.js',
  }
  const environment = gatehouseEnvironment(nowhere, {
    port: 1,
    databaseFile: gatehouse.databaseFile,
    sealingKey: TEST_KEY,
  })
  const settings = readSettings({ ...environment, SITE_HOSTS: '*.atlassian.net' })
  const database = await openDatabase(gatehouse.databaseFile)
  try {
    const sealer = createSealer(settings.sealingKeys)
    const known = new Set(gatehouse.app.directory.all().map(({ id }) => id))
    expect(await enterSite({ settings, database, sealer }, JSON.stringify(site))).to.equal(0)
    await gatehouse.app.seeDataCenters()
    const all = gatehouse.app.directory.all()
    const entered = all.find(({ id, baseUrl }) =>
      known.has(id) ? 'baseUrl' in site && baseUrl === site.baseUrl : true,
    )
    if (entered === undefined) throw new Error('the app does not know the site')
    return entered
  } finally {
    await database.close()
  }
}
