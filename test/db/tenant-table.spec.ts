import { expect } from 'chai'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { createTenantTable } from '../../src/db/tenant-table.ts'
import type { TenantStore } from '../../src/tenants/tenant-store.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { dumpDatabase, watchForSecret } from '../support/sinks.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aChange, aTenant } from '../support/things.ts'

describe('the store of tenants', () => {
  let temporary: TemporaryDatabase
  let store: TenantStore

  beforeEach(async () => {
    temporary = await temporaryDatabase()
    store = createTenantTable(temporary.database, temporary.sealer)
  })
  afterEach(() => temporary.clear())

  const save = (tenant: Tenant) => store.change(tenant, () => ({ saves: [tenant], events: [] }))

  it('gives back what was saved, secret included', async () => {
    const tenant = aTenant({ displayUrl: 'https://issues.acme.com', cloudId: 'cloud' })
    await save(tenant)
    const [read] = await store.all()
    expect({ ...read, sharedSecret: read?.sharedSecret?.reveal() }).to.deep.equal({
      ...tenant,
      sharedSecret: tenant.sharedSecret?.reveal(),
    })
  })

  it('keeps an uninstalled tenant without a secret', async () => {
    const tenant = aTenant({ sharedSecret: undefined, status: 'uninstalled' })
    await save(tenant)
    expect(await store.all()).to.deep.equal([tenant])
  })

  it('has no shared secret on disk, neither in clear nor under another tenant', async () => {
    const tenant = aTenant()
    const secret = tenant.sharedSecret?.reveal() ?? ''
    watchForSecret(secret)
    await save(tenant)
    expect(dumpDatabase(temporary.file)).to.contain(tenant.clientKey).and.not.to.contain(secret)

    const { tenants } = temporary.database.tables
    const sealed = (await tenants.findByPk(tenant.id))?.get().sealed_secret ?? ''
    const thief = aTenant()
    await save(thief)
    await tenants.update({ sealed_secret: sealed }, { where: { id: thief.id } })
    const opened = await store.all().catch((cause: unknown) => cause)
    expect(opened).to.be.instanceOf(Error)
    await tenants.destroy({ where: { id: thief.id } })
  })

  it('decides each of many parallel changes on what the one before left', async () => {
    const tenant = aTenant({ secretVersion: 0 })
    await Promise.all(
      Array.from({ length: 20 }, () =>
        store.change(tenant, ({ current }) => ({
          saves: [{ ...tenant, secretVersion: (current?.secretVersion ?? 0) + 1 }],
          events: [],
        })),
      ),
    )
    const all = await store.all()
    expect(all.map((each) => each.secretVersion)).to.deep.equal([20])
  })

  it('shows other tenants of the same product and host, and no others', async () => {
    const old = aTenant()
    await save(old)
    await save(aTenant({ product: 'confluence' }))
    await save(aTenant({ host: 'other.atlassian.net' }))
    const fresh = aTenant()
    const seen: string[] = []
    await store.change(fresh, ({ neighbours }) => {
      seen.push(...neighbours.map((each) => each.id))
      return { saves: [], events: [] }
    })
    expect(seen).to.deep.equal([old.id])
  })

  it('writes a change and its audit event together or not at all', async () => {
    const tenant = aTenant()
    const event = aChange({ tenantId: tenant.id, kind: 'tenant.installed' })
    const change = { saves: [tenant], events: [event] }
    await store.change(tenant, () => change)
    const renamed = { ...tenant, host: 'renamed.atlassian.net' }
    // The same event id again breaks the second half of the transaction.
    const failed = await store
      .change(tenant, () => ({ saves: [renamed], events: [event] }))
      .catch((cause: unknown) => cause)
    expect(failed).to.be.instanceOf(Error)
    expect((await store.all())[0]?.host).to.equal(tenant.host)
    const events = await createAuditTable(temporary.database).recent(tenant.id, 10)
    expect(events).to.deep.equal([event])
  })
})
