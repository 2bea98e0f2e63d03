import { expect } from 'chai'
import { applyChange } from '../../src/connect/lifecycle-change.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { createTenantTable } from '../../src/db/tenant-table.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Secret } from '../../src/lib/secret.ts'
import { decideInstalled, decideUninstalled } from '../../src/tenants/lifecycle.ts'
import { createTenantDirectory } from '../../src/tenants/tenant-directory.ts'
import { tenantIdOf, type Tenant } from '../../src/tenants/tenant.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { testLog } from '../support/sinks.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { anInstallation } from '../tenants/tenants.ts'

describe('lifecycle changes on the real store', () => {
  let db: TemporaryDatabase
  beforeEach(async () => {
    db = await temporaryDatabase()
  })
  afterEach(() => db.clear())

  const room = () => {
    const told: Tenant[] = []
    const deps = {
      product: 'jira' as const,
      tenants: createTenantTable(db.database, db.sealer),
      directory: createTenantDirectory([]),
      clock: stoppedClock(),
      ids: systemIds,
      log: testLog().log,
      onTenantChanged: (changed: readonly Tenant[]) => void told.push(...changed),
    }
    const install = (over = {}) => {
      const installation = anInstallation(over)
      return applyChange(
        installation,
        undefined,
        (state, facts) => decideInstalled(installation, state, facts),
        deps,
      )
    }
    const uninstall = () =>
      applyChange({ clientKey: 'client-1' }, undefined, decideUninstalled, deps)
    return { ...deps, told, install, uninstall }
  }

  it('twenty parallel installs are one row, one version and one event', async () => {
    const { install, tenants, told } = room()
    await Promise.all(Array.from({ length: 20 }, () => install()))
    const rows = await tenants.all()
    expect(rows.length).to.equal(1)
    expect(rows[0]?.secretVersion).to.equal(1)
    const events = await createAuditTable(db.database).recent(rows[0]?.id ?? '', 50)
    expect(events.map(({ kind }) => kind)).to.deep.equal(['tenant.installed'])
    expect(told.length).to.equal(1)
  })

  it('installs racing with uninstalls end in what the store and the directory agree on', async () => {
    const { install, uninstall, tenants, directory } = room()
    const secrets = Array.from({ length: 10 }, (_, i) => new Secret(`a-secret-of-${i}-rounds`))
    await Promise.all(secrets.flatMap((sharedSecret) => [install({ sharedSecret }), uninstall()]))
    const [row] = await tenants.all()
    const held = directory.byClientKey('jira', 'client-1')
    expect(row?.id).to.equal(tenantIdOf('jira', 'client-1'))
    expect(held?.status).to.equal(row?.status)
    expect(held?.secretVersion).to.equal(row?.secretVersion)
    expect(held?.sharedSecret?.reveal()).to.equal(row?.sharedSecret?.reveal())
  })
})
