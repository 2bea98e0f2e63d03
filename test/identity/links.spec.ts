import { expect } from 'chai'
import type { ChangeEvent } from '../../src/audit/audit-event.ts'
import { inClear } from '../../src/audit/subject-writer.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { createLinkTable } from '../../src/db/link-table.ts'
import { createLinkLookup } from '../../src/identity/link-lookup.ts'
import { createLinks } from '../../src/identity/link-service.ts'
import type { Link, Links, LinkStore } from '../../src/identity/link.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { insist } from '../support/insist.ts'
import { expectRefusal } from '../support/refusals.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'

const TENANT = 'jira-tenant'
const ISSUER = 'https://login.acme.example'

describe('links', () => {
  let clock = stoppedClock()
  let temporary: TemporaryDatabase
  let table: LinkStore
  let links: Links
  let finds: number
  /** What a look-up waits for, once it has its answer. */
  let afterFind: () => Promise<void>

  beforeEach(async () => {
    clock = stoppedClock()
    temporary = await temporaryDatabase()
    table = createLinkTable(temporary.database)
    finds = 0
    afterFind = async () => undefined
    const store: LinkStore = {
      ...table,
      async find(...asked) {
        finds += 1
        const found = await table.find(...asked)
        await afterFind()
        return found
      },
    }
    links = createLinks({ store, clock, ids: systemIds, recordedSubject: inClear })
  })
  afterEach(() => temporary.clear())

  const by = { actor: 'account-ann', requestId: 'request' }
  const link = (given: Partial<Link> = {}, from = links) =>
    insist(() =>
      from.link(
        { tenantId: TENANT, issuer: ISSUER, subject: 'ann', accountId: 'account-ann', ...given },
        by,
      ),
    )
  const accountOf = (subject = 'ann', issuer = ISSUER, tenantId = TENANT) =>
    links.accountOf(tenantId, issuer, subject)
  /** Another process on the same database. */
  const elsewhere = () =>
    createLinks({ store: table, clock, ids: systemIds, recordedSubject: inClear })
  const events = async () =>
    (await createAuditTable(temporary.database).recent(TENANT, 100)) as ChangeEvent[]

  it('lead a provider identity to its account: this tenant, this issuer, this subject', async () => {
    await link()
    expect(await accountOf()).to.equal('account-ann')
    expect(await accountOf('Ann')).to.equal(undefined)
    expect(await accountOf('ann', `${ISSUER}/`)).to.equal(undefined)
    expect(await accountOf('ann', ISSUER, 'other-tenant')).to.equal(undefined)
  })

  it('no two identities share what is remembered, whatever is in their names', async () => {
    await link({ subject: 'b c' })
    const lookup = createLinkLookup(table, clock)
    expect(await lookup.accountOf(TENANT, ISSUER, 'b c')).to.equal('account-ann')
    for (const [tenantId, issuer, subject] of [
      [TENANT, `${ISSUER} b`, 'c'],
      [TENANT, `${ISSUER}","b`, 'c'],
      [`${TENANT} ${ISSUER}`, 'b', 'c'],
      [TENANT, ISSUER, 'b'],
    ] as const) {
      expect(await lookup.accountOf(tenantId, issuer, subject), issuer).to.equal(undefined)
    }
  })

  it('are remembered for five seconds, and that there is none as well', async () => {
    const made = await link()
    for (let at = 0; at < 3; at += 1) {
      await accountOf()
      await accountOf('nobody')
    }
    expect(finds).to.equal(2)
    await elsewhere().link({ ...made, subject: 'nobody' }, by)
    await elsewhere().unlink(TENANT, made.id, by)
    clock.move(5_001)
    expect(await accountOf()).to.equal(undefined)
    expect(await accountOf('nobody')).to.equal('account-ann')
  })

  it('hold from the next call on, also where none was remembered, and end so', async () => {
    expect(await accountOf()).to.equal(undefined)
    const { id } = await link()
    expect(await accountOf()).to.equal('account-ann')
    await links.unlink(TENANT, id, by)
    expect(await accountOf()).to.equal(undefined)
  })

  it('a look-up under way brings back neither a removed link nor the lack of a new one', async () => {
    for (const change of [
      () => link().then(() => 'account-ann'),
      async () => {
        const [made] = await links.list(TENANT)
        await links.unlink(TENANT, made?.id ?? '', by)
        return undefined
      },
    ]) {
      clock.move(5_001)
      let release = (): void => undefined
      const held = new Promise<void>((resolve) => (release = resolve))
      const begun = new Promise<void>((resolve) => {
        afterFind = () => {
          resolve()
          return held
        }
      })
      const early = accountOf()
      await begun
      afterFind = async () => undefined
      const expected = await change()
      release()
      await early
      expect(await accountOf()).to.equal(expected)
    }
  })

  it('keep who made them and when, and record it', async () => {
    const made = await link()
    expect(made).to.deep.include({ createdBy: 'account-ann', createdAt: clock.now() })
    expect(await links.list(TENANT, 'account-ann')).to.deep.equal([made])
    clock.move(1)
    await links.unlink(TENANT, made.id, { actor: 'account-admin', requestId: 'other' })
    const facts = { issuer: ISSUER, subject: 'ann', accountId: 'account-ann' }
    expect(
      (await events()).map(({ kind, actor, subject, requestId, at, facts: told }) => ({
        kind,
        actor,
        subject,
        requestId,
        at,
        told,
      })),
    ).to.deep.equal([
      {
        kind: 'link.removed',
        actor: 'account-admin',
        subject: made.id,
        requestId: 'other',
        at: clock.now(),
        told: facts,
      },
      {
        kind: 'link.created',
        actor: 'account-ann',
        subject: made.id,
        requestId: 'request',
        at: clock.now() - 1,
        told: facts,
      },
    ])
  })

  it('to the same account again is fine and recorded once; to another account it is taken', async () => {
    const made = await link()
    expect(await link()).to.deep.equal(made)
    const refusal = await expectRefusal(link({ accountId: 'account-bob' }), 'link/taken')
    expect(refusal.detail).not.to.contain('account-ann')
    expect(await accountOf()).to.equal('account-ann')
    expect(await events()).to.have.length(1)
  })

  it('of one identity, asked for by two at once, belong to one and are refused to the other', async () => {
    const wishes = Array.from({ length: 6 }, (_, at) =>
      link(
        { accountId: at % 2 === 0 ? 'account-ann' : 'account-bob' },
        at < 3 ? links : elsewhere(),
      ),
    )
    const outcomes = await Promise.allSettled(wishes)
    const owner = await accountOf()
    expect(owner).to.be.oneOf(['account-ann', 'account-bob'])
    for (const [at, outcome] of outcomes.entries()) {
      const asked = at % 2 === 0 ? 'account-ann' : 'account-bob'
      expect(outcome.status).to.equal(asked === owner ? 'fulfilled' : 'rejected')
    }
    expect(await links.list(TENANT)).to.have.length(1)
    expect(await events()).to.have.length(1)
  })

  it('are for what can be an issuer, a subject and an account, and for nothing else', async () => {
    const long = (count: number) => 'x'.repeat(count)
    for (const fine of [
      { issuer: 'provider:acme-1:0123456789abcdef' },
      { issuer: `${ISSUER}#oid` },
      { issuer: 'http://127.0.0.1:8080/realms/x' },
      { issuer: `https://${long(492)}` },
      { subject: long(255) },
      { subject: 'auth0|5f7c 8ec7 – Ångström 🙂' },
    ]) {
      await link(fine)
      expect(await accountOf(fine.subject ?? 'ann', fine.issuer ?? ISSUER)).to.equal('account-ann')
    }
    const count = (await links.list(TENANT)).length
    for (const bad of [
      { issuer: '' },
      { issuer: 'acme' },
      { issuer: 'https://' },
      { issuer: 'https://a.example/ b' },
      { issuer: 'https://a.example\n' },
      { issuer: `https://${long(493)}` },
      { issuer: 'provider:' },
      { issuer: 'provider:acme' },
      { issuer: 'provider:Acme:0123456789abcdef' },
      { issuer: `${ISSUER}#sub` },
      { issuer: 'ftp://a.example' },
      { subject: '' },
      { subject: long(256) },
      { subject: 'ann\n' },
      { subject: 'ann\u0000' },
      { subject: 'ann\ud83d' },
      { accountId: '' },
      { accountId: long(129) },
      { accountId: 'two words' },
    ]) {
      const { faults } = await expectRefusal(link(bad), 'request/invalid-input')
      expect(faults?.map(({ path }) => path)).to.deep.equal(Object.keys(bad))
    }
    expect(await links.list(TENANT)).to.have.length(count)
  })

  it('are not looked for where there can be none, so that a strange token costs nothing', async () => {
    expect(await accountOf('x'.repeat(256))).to.equal(undefined)
    expect(await accountOf('ann\ud83d')).to.equal(undefined)
    expect(await accountOf('ann', 'acme')).to.equal(undefined)
    expect(finds).to.equal(0)
  })

  it('are at most fifty for an account, however many are asked for at once', async () => {
    for (let at = 0; at < 48; at += 1) await link({ subject: `s${at}` })
    const more = await Promise.allSettled(
      Array.from({ length: 5 }, (_, at) => link({ subject: `more${at}` })),
    )
    expect(more.filter(({ status }) => status === 'fulfilled')).to.have.length(2)
    const { faults } = await expectRefusal(link({ subject: 'last' }), 'request/invalid-input')
    expect(faults, 'what is wrong').to.have.length(1)
    expect(faults?.[0]).to.have.property('path', 'accountId')
    expect(faults?.[0]?.says).to.contain('This account has 50 links already')
    expect((await link({ subject: 's0' })).subject, 'one that is there').to.equal('s0')
    await expectRefusal(link({ subject: 's0', accountId: 'account-bob' }), 'link/taken')
    await link({ subject: 'last', accountId: 'account-bob' })
    expect(await links.list(TENANT, 'account-ann')).to.have.length(50)
  })

  it('are at most twenty thousand for a tenant, and whoever asks for one more is told', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => ({
      id: `id-${at}`,
      tenant_id: TENANT,
      issuer: ISSUER,
      subject: `s${at}`,
      account_id: `account-${at}`,
      created_at: at,
      created_by: 'account-admin',
    }))
    await temporary.database.write(async (tables) => {
      await tables.links.bulkCreate(rows)
    })
    const { faults } = await expectRefusal(link(), 'request/invalid-input')
    expect(faults?.[0]?.says).to.contain('There are 20000 links already')
    await links.unlink(TENANT, 'id-7', by)
    await link()
    await link({ tenantId: 'other-tenant' })
  })

  it('can be removed by their owner, by nobody else’s and in no other tenant', async () => {
    const { id } = await link()
    const bob = { actor: 'account-bob', requestId: 'r', ownerAccountId: 'account-bob' }
    await expectRefusal(links.unlink(TENANT, id, bob), 'request/not-found')
    await expectRefusal(links.unlink('other-tenant', id, by), 'request/not-found')
    await expectRefusal(links.unlink(TENANT, 'no-such-link', by), 'request/not-found')
    expect(await accountOf()).to.equal('account-ann')
    await links.unlink(TENANT, id, { ...by, ownerAccountId: 'account-ann' })
    expect(await accountOf()).to.equal(undefined)
    expect((await events()).map(({ kind }) => kind)).to.have.members([
      'link.created',
      'link.removed',
    ])
  })

  it('of an account that is gone end together, and nobody else’s', async () => {
    for (const subject of ['ann', 'ann-2']) await link({ subject })
    await link({ subject: 'bob', accountId: 'account-bob' })
    await link({ tenantId: 'other-tenant' })
    for (const subject of ['ann', 'ann-2', 'bob']) await accountOf(subject)
    const product = { actor: 'product', requestId: 'review' }
    expect(await links.unlinkAllOf(TENANT, 'account-ann', product)).to.equal(2)
    expect(await links.unlinkAllOf(TENANT, 'account-ann', product)).to.equal(0)
    expect(await accountOf()).to.equal(undefined)
    expect(await accountOf('ann-2')).to.equal(undefined)
    expect(await accountOf('bob')).to.equal('account-bob')
    expect(await accountOf('ann', ISSUER, 'other-tenant')).to.equal('account-ann')
    const removed = (await events()).filter(({ kind }) => kind === 'link.removed')
    expect(removed.map(({ actor }) => actor)).to.deep.equal(['product', 'product'])
  })
})
