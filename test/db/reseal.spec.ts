import { expect } from 'chai'
import { createPolicyTable } from '../../src/db/policy-table.ts'
import { openDatabase } from '../../src/db/database.ts'
import { reseal } from '../../src/db/reseal.ts'
import { ownKey } from '../../src/db/sealed-keys.ts'
import { createTenantTable } from '../../src/db/tenant-table.ts'
import { createSealer } from '../../src/lib/sealer.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { PolicyStore } from '../../src/policy/policy-store.ts'
import {
  aDocument,
  anIntrospected,
  aSharedSecretProvider,
  revealed,
} from '../policy/policy-things.ts'
import { sealingKey, temporaryDatabase } from '../support/temporary-database.ts'
import { aTenant } from '../support/things.ts'

describe('resealing', () => {
  const oldKey = sealingKey('old')
  const newKey = sealingKey('new')
  const both = createSealer([newKey, oldKey])
  const newest = createSealer([newKey])

  it('moves every secret to the newest key while another connection writes, and changes none', async () => {
    const temporary = await temporaryDatabase([oldKey])
    const before = createTenantTable(temporary.database, temporary.sealer)
    const tenants = Array.from({ length: 30 }, () => aTenant())
    for (const tenant of tenants)
      await before.change(tenant, () => ({ saves: [tenant], events: [] }))
    const gone = aTenant({ sharedSecret: undefined, status: 'uninstalled' })
    await before.change(gone, () => ({ saves: [gone], events: [] }))
    const hashKey = await ownKey(temporary.database, temporary.sealer, systemIds, 'some-key')

    // The app meanwhile: its own connection, both keys, a tenant changed again and again.
    const appDatabase = await openDatabase(temporary.file)
    const app = createTenantTable(appDatabase, both)
    const busy = tenants.slice(0, 5)
    const appAtWork = Promise.all(
      busy.map((tenant) =>
        app.change(tenant, ({ current }) => ({
          saves: current === undefined ? [] : [current],
          events: [],
        })),
      ),
    )
    const seen: number[] = []
    const report = await reseal(temporary.database, both, (done, total) => seen.push(done, total))
    await appAtWork

    expect(report.resealed + report.current).to.equal(32)
    expect(report.left).to.equal(0)
    expect(seen.at(-1)).to.equal(32)
    const after = await createTenantTable(temporary.database, newest).all()
    const secrets = (
      list: readonly { clientKey: string; sharedSecret?: { reveal(): string } | undefined }[],
    ) => list.map((each) => `${each.clientKey} ${each.sharedSecret?.reveal() ?? '-'}`).sort()
    expect(secrets(after)).to.deep.equal(secrets([...tenants, gone]))
    const key = await ownKey(temporary.database, newest, systemIds, 'some-key')
    expect(key.reveal()).to.equal(hashKey.reveal())

    const again = await reseal(temporary.database, both, () => undefined)
    expect(again).to.deep.equal({ resealed: 0, current: 32, left: 0 })
    await appDatabase.close()
    await temporary.clear()
  })

  it('moves what is said of a Data Center site as well', async () => {
    const temporary = await temporaryDatabase([oldKey])
    const password = new Secret('a password at Crowd')
    const site = aTenant({
      dataCenter: {
        admins: ['jane'],
        crowd: { baseUrl: 'https://crowd.example.com/crowd', application: 'gatehouse', password },
        sessions: { idleMinutes: 15, acceptsAnyAddress: false, origins: [] },
        tokenAuth: undefined,
      },
    })
    const before = createTenantTable(temporary.database, temporary.sealer)
    await before.change(site, () => ({ saves: [site], events: [] }))
    expect((await reseal(temporary.database, both, () => undefined)).left).to.equal(0)
    const [after] = await createTenantTable(temporary.database, newest).all()
    expect(after?.dataCenter?.crowd?.password.reveal()).to.equal(password.reveal())
    expect(after?.dataCenter?.admins).to.deep.equal(['jane'])
    await temporary.clear()
  })

  it('moves the secrets of every version of every policy, so that the old key can go', async () => {
    const temporary = await temporaryDatabase([oldKey])
    const before = createPolicyTable(temporary.database, temporary.sealer)
    const put = (store: PolicyStore, tenantId: string, secret: string) =>
      store.change(tenantId, ({ version }) => ({
        document: aDocument({
          providers:
            secret === ''
              ? []
              : [anIntrospected(secret), aSharedSecretProvider(secret, { id: 'shared' })],
        }),
        events: [],
        changedBy: 'account-admin',
        changedAt: version,
      }))
    await put(before, 'one', 'the first secret of one')
    await put(before, 'one', 'the second secret of one')
    await put(before, 'two', 'the secret of two')
    await put(before, 'three', '')
    await put(createPolicyTable(temporary.database, both), 'four', 'under the new key already')

    const report = await reseal(temporary.database, both, () => undefined)
    expect(report).to.deep.equal({ resealed: 3, current: 2, left: 0 })
    const again = await reseal(temporary.database, both, () => undefined)
    expect(again).to.deep.equal({ resealed: 0, current: 5, left: 0 })

    const after = createPolicyTable(temporary.database, newest)
    const secretsOf = async (tenantId: string) =>
      JSON.stringify(revealed(await after.read(tenantId))).match(/revealed [^"]+/g)
    expect(await secretsOf('one')).to.deep.equal(Array(2).fill('revealed the second secret of one'))
    expect(await secretsOf('two')).to.deep.equal(Array(2).fill('revealed the secret of two'))
    const where = { tenant_id: 'one', version: 2 }
    await temporary.database.tables.policies.destroy({ where })
    expect(await secretsOf('one')).to.deep.equal(Array(2).fill('revealed the first secret of one'))
    await temporary.clear()
  })

  it('counts what of a policy is still under an older key', async () => {
    const temporary = await temporaryDatabase([oldKey])
    const app = createPolicyTable(temporary.database, temporary.sealer)
    const add = (tenantId: string) =>
      app.change(tenantId, () => ({
        document: aDocument({ providers: [anIntrospected(`the secret of ${tenantId}`)] }),
        events: [],
        changedBy: 'account-admin',
        changedAt: 1,
      }))
    await add('one')
    await add('two')
    let added: Promise<unknown> = Promise.resolve()
    // Before the second is moved: writes keep to the order of asking.
    const report = await reseal(temporary.database, both, (done) => {
      if (done === 1) added = add('late')
    })
    await added
    expect(report).to.deep.equal({ resealed: 2, current: 0, left: 1 })
    await temporary.clear()
  })

  it('counts what an app with the older key seals meanwhile, rather than promising that nothing is left', async () => {
    const temporary = await temporaryDatabase([oldKey])
    const app = createTenantTable(temporary.database, temporary.sealer)
    for (const tenant of [aTenant(), aTenant()]) {
      await app.change(tenant, () => ({ saves: [tenant], events: [] }))
    }
    const late = aTenant({ host: 'late.atlassian.net' })
    let added: Promise<unknown> = Promise.resolve()
    const report = await reseal(temporary.database, both, (done) => {
      if (done === 1) added = app.change(late, () => ({ saves: [late], events: [] }))
    })
    await added
    expect(report).to.deep.include({ resealed: 2, left: 1 })
    await temporary.clear()
  })
})
