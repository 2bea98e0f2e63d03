import { expect } from 'chai'
import type { NoticeSettings } from '../../src/audit/notices/notice-settings.ts'
import type { NoticeDelivery, NoticeStore } from '../../src/audit/notices/notice-store.ts'
import { appendAll, createAuditTable } from '../../src/db/audit-table.ts'
import { createNoticeTable } from '../../src/db/notice-table.ts'
import { Secret } from '../../src/lib/secret.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aChange } from '../support/things.ts'

const TENANT = 'jira-tenant'
const NOW = 1_800_000_000_000

const SETTINGS: NoticeSettings = {
  tenantId: TENANT,
  state: 'on',
  kinds: ['guard.tripped'],
  url: new Secret('https://hooks.example.com/in'),
  secret: new Secret('whsec_c2VjcmV0'),
  previous: undefined,
  since: 0,
  changedAt: NOW,
  changedBy: 'ada',
}

function aDelivery(given: Partial<NoticeDelivery> = {}): NoticeDelivery {
  return {
    id: 'd1',
    tenantId: TENANT,
    kind: 'guard.tripped',
    body: '{}',
    state: 'waiting',
    attempts: 0,
    createdAt: NOW,
    dueAt: NOW,
    settledAt: undefined,
    outcome: undefined,
    ...given,
  }
}

describe('the table of notices', () => {
  let temporary: TemporaryDatabase
  let store: NoticeStore
  beforeEach(async () => {
    temporary = await temporaryDatabase()
    store = createNoticeTable(temporary.database, temporary.sealer, ({ id }) => `body of ${id}`)
  })
  afterEach(() => temporary.clear())

  const happened = (count: number) =>
    temporary.database.write((_tables, sql) =>
      appendAll(
        sql,
        Array.from({ length: count }, (_, at) =>
          aChange({ kind: 'guard.tripped', tenantId: TENANT, at: NOW + at }),
        ),
      ),
    )
  const waiting = async () => (await store.deliveries(TENANT, 5_000)).length

  it('gives back a delivery as it was written, to its tenant alone', async () => {
    const delivery = aDelivery({ outcome: 'x', settledAt: 5, state: 'given-up' })
    await store.add(delivery)
    expect(await store.deliveries(TENANT, 10)).to.deep.equal([delivery])
    expect(await store.deliveries('another', 10)).to.deep.equal([])
  })

  it('puts each event on its way once, in the order in which they happened, and only so many at once', async () => {
    await happened(150)
    await store.enqueue(SETTINGS, NOW + 1_000)
    expect(await waiting()).to.equal(100)
    await store.enqueue(SETTINGS, NOW + 1_000)
    await store.enqueue(SETTINGS, NOW + 1_000)
    expect(await waiting()).to.equal(150)
  })

  it('lets no more than a thousand wait, and the rest follow', async () => {
    await happened(1_050)
    for (let at = 0; at < 15; at += 1) await store.enqueue(SETTINGS, NOW + 2_000)
    expect(await waiting()).to.equal(1_000)
    const now = NOW + 2_000
    for (let at = 0; at < 3; at += 1) {
      const { id = '' } = (await store.claim(TENANT, now, now + 60_000)) ?? {}
      const end = { state: 'delivered', dueAt: now, settledAt: now, outcome: 'ok' } as const
      await store.settle(id, end)
    }
    await store.enqueue(SETTINGS, now)
    expect(await waiting()).to.equal(1_003)
  }).timeout(30_000)

  it('keeps the last tests of a tenant, and of nothing else only the last', async () => {
    await store.add(aDelivery({ id: 'notice' }))
    await store.add(aDelivery({ id: 'foreign', tenantId: 'another', kind: 'test' }))
    for (let at = 0; at < 30; at += 1) {
      const id = `test-${String(at)}`
      await store.add(aDelivery({ id, kind: 'test', state: 'given-up', createdAt: NOW + at }))
    }
    const ids = (await store.deliveries(TENANT, 100)).map(({ id }) => id)
    expect(ids).to.have.length(21)
    expect(ids).to.include.members(['test-29', 'test-10', 'notice'])
    expect(await store.deliveries('another', 100)).to.have.length(1)
  })

  it('gives what is due to one who asks, and to nobody else until then', async () => {
    await store.add(aDelivery({ id: 'later', dueAt: NOW + 5 }))
    await store.add(aDelivery({ id: 'now' }))
    const claim = (at: number) => store.claim(TENANT, at, at + 60_000)
    const both = await Promise.all([claim(NOW), claim(NOW)])
    expect(both.map((each) => each?.id)).to.have.members(['now', undefined])
    expect((await claim(NOW + 5))?.id).to.equal('later')
    expect(await claim(NOW + 6)).to.equal(undefined)
    expect(await claim(NOW + 60_000)).to.include({ id: 'now', attempts: 2 })
    expect(await store.claim('another', NOW + 99_999, 1)).to.equal(undefined)
  })

  it('looks for what is new without going through the calls', async () => {
    const { audit } = temporary.database.tables
    const { sequelize } = audit
    if (sequelize === undefined) throw new Error('no connection')
    const asked: string[] = []
    const options: unknown = Reflect.get(sequelize, 'options')
    const logging = (sql: string) => asked.push(sql.replace(/^Executing[^:]*: /, ''))
    Object.assign(options as object, { logging }) // Sequelize always has some.
    await store.enqueue(SETTINGS, NOW)
    await store.newest(TENANT, 0, 20)
    Object.assign(options as object, { logging: false })
    expect(asked).to.have.length(2)
    for (const sql of asked) {
      const [plan] = await sequelize.query(`EXPLAIN QUERY PLAN ${sql}`)
      expect(JSON.stringify(plan)).to.include('audit_events_of_changes')
    }
  })

  it('writes an event with an id that is there already no second time', async () => {
    const event = aChange({ kind: 'token.expiring', tenantId: TENANT })
    const all = await Promise.all([store.appendOnce(event), store.appendOnce(event)])
    expect(all).to.have.members([true, false])
    expect(await createAuditTable(temporary.database).recent(TENANT, 10)).to.have.length(1)
  })

  it('ends what is on, once, and leaves alone what an administrator has switched off', async () => {
    const save = (state: NoticeSettings['state']) =>
      store.change(TENANT, () => ({
        settings: { ...SETTINGS, state },
        event: aChange({ kind: 'notices.changed', tenantId: TENANT }),
      }))
    const ended = () => aChange({ kind: 'notices.changed', tenantId: TENANT, actor: 'gatehouse' })
    await save('off')
    await store.endFor(TENANT, NOW, ended())
    expect((await store.settings(TENANT))?.state).to.equal('off')
    await save('on')
    expect(await store.tenantsOn()).to.deep.equal([TENANT])
    await store.endFor(TENANT, NOW, ended())
    await store.endFor(TENANT, NOW, ended())
    expect((await store.settings(TENANT))?.state).to.equal('gone')
    expect(await store.tenantsOn()).to.deep.equal([])
    const events = await createAuditTable(temporary.database).recent(TENANT, 10)
    expect(
      events.filter((event) => 'actor' in event && event.actor === 'gatehouse'),
    ).to.have.length(1)
  })

  it('forgets what was settled long ago, and nothing that waits', async () => {
    await store.add(aDelivery({ id: 'old', state: 'delivered', settledAt: 5 }))
    await store.add(aDelivery({ id: 'new', state: 'delivered', settledAt: NOW }))
    await store.add(aDelivery({ id: 'waits' }))
    await store.forgetBefore(NOW)
    const ids = (await store.deliveries(TENANT, 10)).map(({ id }) => id)
    expect(ids).to.have.members(['new', 'waits'])
  })
})
