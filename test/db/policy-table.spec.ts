import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { ChangeEvent } from '../../src/audit/audit-event.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { openDatabase } from '../../src/db/database.ts'
import { createPolicyTable } from '../../src/db/policy-table.ts'
import { SealFault } from '../../src/lib/sealer.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { DEFAULT_POLICY, type PolicyDocument } from '../../src/policy/policy-document.ts'
import type { PolicyStore } from '../../src/policy/policy-store.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import {
  aDocument,
  anIntrospected,
  aSharedSecretProvider,
  revealed,
} from '../policy/policy-things.ts'
import { insist } from '../support/insist.ts'
import { expectRefusal } from '../support/refusals.ts'
import { dumpDatabase, watchForSecret } from '../support/sinks.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aChange } from '../support/things.ts'

describe('the store of policies', () => {
  let temporary: TemporaryDatabase
  let store: PolicyStore

  beforeEach(async () => {
    temporary = await temporaryDatabase()
    store = createPolicyTable(temporary.database, temporary.sealer)
  })
  afterEach(() => temporary.clear())

  const put = (tenantId: string, document: PolicyDocument, event?: ChangeEvent) =>
    store.change(tenantId, () => ({
      document,
      events: [event ?? aChange({ tenantId, kind: 'switches.changed' })],
      changedBy: 'account-admin',
      changedAt: 5_000,
    }))
  const switched = (tokenDaysMax: number) =>
    aDocument({ switches: { ...DEFAULT_SWITCHES, tokenDaysMax } })
  const eventsOf = (tenantId: string) => createAuditTable(temporary.database).recent(tenantId, 10)
  const textOf = async (tenantId: string) => {
    const row = await temporary.database.tables.policies.findOne({ where: { tenant_id: tenantId } })
    return row?.get().document ?? ''
  }
  const setText = (tenantId: string, document: string) =>
    temporary.database.tables.policies.update({ document }, { where: { tenant_id: tenantId } })

  it('has the default for a tenant that never changed anything', async () => {
    expect(await store.read('one')).to.deep.equal(DEFAULT_POLICY)
  })

  it('gives back what was written, secrets included, also after the database was opened again', async () => {
    const rules = [
      {
        name: 'deployers',
        when: {
          all: [
            { claim: '/a~1b', in: ['x', 1, true] },
            { claim: 'c', glob: 'd/**' },
          ],
        },
        access: 'write' as const,
        resources: ['/rest/api/3/**'],
        account: { by: 'app' as const },
      },
    ]
    const document = aDocument({
      switches: { ...DEFAULT_SWITCHES, usersMayCreateTokens: false, tokenDaysMax: 30 },
      providers: [
        aProvider({ rules, typ: undefined }),
        anIntrospected('a client secret of one', { id: 'opaque', issuer: undefined }),
        aSharedSecretProvider('a shared secret of two', { id: 'shared' }),
      ],
    })
    const wanted = {
      version: 1,
      document: JSON.parse(JSON.stringify(revealed(document))) as unknown,
    }
    await put('one', document)
    expect(revealed(await store.read('one'))).to.deep.equal(wanted)
    const again = await openDatabase(temporary.file)
    const other = createPolicyTable(again, temporary.sealer)
    expect(revealed(await other.read('one'))).to.deep.equal(wanted)
    await again.close()
  })

  it('keeps tenants apart, and counts the versions of each', async () => {
    await put('one', switched(7))
    await put('one', switched(30))
    await put('two', switched(90))
    expect(await store.read('one')).to.deep.equal({ version: 2, document: switched(30) })
    expect(await store.read('two')).to.deep.equal({ version: 1, document: switched(90) })
    expect(await store.read('three')).to.deep.equal(DEFAULT_POLICY)
  })

  it('keeps earlier versions, with who wrote them and when', async () => {
    for (const days of [7, 30, 90]) await put('one', switched(days))
    const rows = await temporary.database.tables.policies.findAll({ order: ['version'] })
    expect(
      rows.map((row) => {
        const { version, document, changed_by, changed_at } = row.get()
        return [version, JSON.parse(document) as unknown, changed_by, changed_at]
      }),
    ).to.deep.equal([7, 30, 90].map((days, at) => [at + 1, switched(days), 'account-admin', 5_000]))
  })

  const versionsOf = async (tenantId: string) => {
    const { policies } = temporary.database.tables
    const rows = await policies.findAll({ where: { tenant_id: tenantId }, order: ['version'] })
    return rows.map((row) => row.get().version)
  }

  it('keeps the newest hundred versions of a tenant, and every event', async () => {
    await put('two', switched(7))
    for (let at = 1; at <= 103; at += 1) await put('one', switched(at))
    const kept = await versionsOf('one')
    expect([kept[0], kept.at(-1), kept.length]).to.deep.equal([4, 103, 100])
    expect(await store.read('one')).to.deep.equal({ version: 103, document: switched(103) })
    expect(await versionsOf('two')).to.deep.equal([1])
    const events = await createAuditTable(temporary.database).recent('one', 1_000)
    expect(events).to.have.length(103)
  })

  it('keeps ten megabytes of old versions at most, and the newest whatever its size', async () => {
    // In UTF-8 each of these letters has two bytes.
    const large = (megabytes: number) =>
      aDocument({ providers: [aProvider({ name: 'ä'.repeat((megabytes * 1024 * 1024) / 2) })] })
    for (const megabytes of [3, 3, 3, 3]) await put('one', large(megabytes))
    expect(await versionsOf('one'), 'nine, and the newest').to.deep.equal([1, 2, 3, 4])
    await put('one', large(11))
    expect(await versionsOf('one'), 'no twelve').to.deep.equal([2, 3, 4, 5])
    await put('one', switched(7))
    expect(await versionsOf('one'), 'nothing beside eleven').to.deep.equal([6])
  })

  it('writes a change and its audit events together or not at all', async () => {
    const event = aChange({ tenantId: 'one', kind: 'provider.added', facts: { version: 1 } })
    await put('one', switched(30), event)
    // The same event id again breaks the second half of the transaction.
    const failed = await put('one', switched(7), event).catch((cause: unknown) => cause)
    expect(failed).to.be.instanceOf(Error)
    expect(await store.read('one')).to.deep.equal({ version: 1, document: switched(30) })
    expect(await eventsOf('one')).to.deep.equal([event])
  })

  it('writes and records nothing when all is to stay as it is, or when the decision is a refusal', async () => {
    await put('one', switched(30))
    expect((await store.change('one', () => undefined)).version).to.equal(1)
    expect(await store.change('two', () => undefined)).to.deep.equal(DEFAULT_POLICY)
    const refused = store.change('one', () => {
      throw new Refusal('policy/changed')
    })
    await expectRefusal(refused, 'policy/changed')
    expect(await eventsOf('one')).to.have.length(1)
    expect(await temporary.database.tables.policies.count()).to.equal(1)
  })

  it('decides each of many changes at the same moment on what the one before left', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        insist(() =>
          store.change('one', ({ document }) => ({
            document: {
              ...document,
              providers: [...document.providers, aProvider({ id: `p${at}` })],
            },
            events: [aChange({ tenantId: 'one' })],
            changedBy: 'account-admin',
            changedAt: 1,
          })),
        ),
      ),
    )
    const { version, document } = await store.read('one')
    expect([version, document.providers.length]).to.deep.equal([20, 20])
  })

  it('has no secret on disk but sealed, in no version', async () => {
    const secrets = Array.from({ length: 3 }, () => `secret-${randomUUID()}`)
    secrets.forEach(watchForSecret)
    for (const secret of secrets) {
      const providers = [
        anIntrospected(secret),
        aSharedSecretProvider(`${secret} again`, { id: 'shared' }),
      ]
      await put('one', aDocument({ providers }))
    }
    const dump = dumpDatabase(temporary.file)
    expect(dump).to.contain('login.acme.example')
    for (const secret of secrets) expect(dump).not.to.contain(secret)
    expect((await textOf('one')).match(/\{"sealed":"v1\.one\./g)).to.have.length(2)
  })

  it('opens a secret nowhere but where it was sealed: no other tenant, provider or kind of secret', async () => {
    const SEALED = /\{"sealed":"[^"]+"\}/
    await put('one', aDocument({ providers: [anIntrospected('a secret', { id: 'acme' })] }))
    const sealed = SEALED.exec(await textOf('one'))?.[0] ?? 'no secret'
    const { policies } = temporary.database.tables
    const own = 'the thief’s own'
    for (const [tenantId, thief] of [
      ['two', anIntrospected(own, { id: 'acme' })],
      ['one', anIntrospected(own, { id: 'thief' })],
      ['one', aSharedSecretProvider(own, { id: 'acme' })],
    ] as const) {
      const { version } = await put(tenantId, aDocument({ providers: [thief] }))
      const where = { tenant_id: tenantId, version }
      const document = (await policies.findOne({ where }))?.get().document ?? ''
      await policies.update({ document: document.replace(SEALED, sealed) }, { where })
      const opened = await store.read(tenantId).catch((cause: unknown) => cause)
      expect(opened, `${tenantId} ${thief.id}`).to.be.instanceOf(SealFault)
      await policies.destroy({ where })
    }
    expect(revealed(await store.read('one'))).to.deep.include({ version: 1 })
  })

  it('opens the secret of a provider also after others were added before it', async () => {
    const mine = anIntrospected('the secret of mine', { id: 'mine' })
    await put('one', aDocument({ providers: [mine] }))
    const { document } = await store.read('one')
    const providers = [aProvider({ id: 'first' }), ...document.providers]
    await put('one', aDocument({ providers }))
    expect(revealed((await store.read('one')).document.providers[1])).to.deep.equal(revealed(mine))
  })

  it('lists the versions of a tenant, newest first, with who made each and when', async () => {
    for (const days of [7, 30, 90]) await put('one', switched(days))
    await put('two', switched(7))
    const listed = async (selection: Parameters<PolicyStore['versions']>[1]) =>
      (await store.versions('one', selection)).map(({ version }) => version)
    expect(await store.versions('one', { limit: 1 })).to.deep.equal([
      { version: 3, changedAt: 5_000, changedBy: 'account-admin' },
    ])
    expect(await listed({ limit: 10 })).to.deep.equal([3, 2, 1])
    expect(await listed({ limit: 2 })).to.deep.equal([3, 2])
    expect(await listed({ limit: 2, before: 2 })).to.deep.equal([1])
    expect(await listed({ limit: 2, before: 1 })).to.deep.equal([])
    expect(await store.versions('three', { limit: 10 })).to.deep.equal([])
  })

  it('gives back a version that is kept as it was, and never one of another tenant', async () => {
    await put('one', switched(7))
    await put('one', switched(30))
    expect(await store.readVersion('one', 1)).to.deep.equal({ version: 1, document: switched(7) })
    for (const [tenantId, version] of [
      ['two', 1],
      ['one', 0],
      ['one', 3],
      ['one', -1],
      ['one', 1.5],
    ] as const) {
      expect(await store.readVersion(tenantId, version), `${tenantId} ${version}`).to.equal(
        undefined,
      )
    }
  })

  it('opens the secrets of a version that was, and of no version elsewhere', async () => {
    const before = anIntrospected('the secret of then')
    await put('one', aDocument({ providers: [before] }))
    await put('one', aDocument({ providers: [anIntrospected('the secret of now')] }))
    const kept = await store.readVersion('one', 1)
    expect(revealed(kept?.document.providers[0])).to.deep.equal(revealed(before))

    const { policies } = temporary.database.tables
    const row = (await policies.findOne({ where: { tenant_id: 'one', version: 1 } }))?.get()
    await policies.bulkCreate(row === undefined ? [] : [{ ...row, tenant_id: 'two' }])
    const stolen = await store.readVersion('two', 1).catch((cause: unknown) => cause)
    expect(stolen).to.be.instanceOf(SealFault)
  })

  it('gives a switch that is younger than the document its default', async () => {
    await put('one', switched(30))
    const { switches, ...sections } = switched(30)
    expect(switches.gateway).to.equal(true)
    await setText('one', JSON.stringify({ ...sections, switches: { tokenDaysMax: 30 } }))
    expect((await store.read('one')).document).to.deep.equal(switched(30))
  })

  it('reads a document of the first form as one by which all that is served can be called', async () => {
    await put('one', aDocument({ providers: [anIntrospected('a secret')] }))
    const { providers } = JSON.parse(await textOf('one')) as { providers: unknown }
    const switches = { tokenDaysMax: 30, basicPassThrough: true }
    await setText('one', JSON.stringify({ format: 1, switches, providers }))
    const { version, document } = await store.read('one')
    expect(version).to.equal(1)
    expect(revealed(document)).to.deep.equal(
      revealed(
        aDocument({
          switches: { ...DEFAULT_SWITCHES, ...switches },
          providers: [anIntrospected('a secret')],
          resources: [EVERYTHING],
          limits: { rules: [], readsWhenBroken: 'refused' },
        }),
      ),
    )
    expect(EVERYTHING).to.include({ state: 'on', effect: 'allow', methods: 'all', path: '/**' })
    const seen: unknown[] = []
    await store.change('one', (current) => {
      seen.push(current.document.resources)
      return undefined
    })
    expect(seen, 'what a change begins with').to.deep.equal([[EVERYTHING]])
  })

  it('reads nothing into a form that it does not know: neither reads nor overwrites it', async () => {
    await put('one', switched(30))
    const whole: Record<string, unknown> = { ...switched(30) }
    for (const stored of [
      { ...whole, format: 3 },
      { ...whole, format: '2' },
      { ...whole, firewall: [] },
      { ...whole, switches: { ...DEFAULT_SWITCHES, maintenance: true } },
      { ...whole, switches: { ...DEFAULT_SWITCHES, gateway: 'off' } },
      { ...whole, switches: [] },
      { ...whole, resources: {} },
      { ...whole, access: [] },
      { ...whole, networks: null },
      { ...whole, networks: undefined },
      { format: 1, providers: [] },
      { format: 1, switches: {}, providers: [], firewall: [] },
      [],
      null,
    ]) {
      const text = JSON.stringify(stored)
      await setText('one', text)
      for (const work of [
        store.read('one'),
        store.readVersion('one', 1),
        put('one', switched(7)),
      ]) {
        expect(await work.catch((cause: unknown) => cause), text).to.be.instanceOf(Error)
      }
    }
    expect(await temporary.database.tables.policies.count()).to.equal(1)
  })
})
