import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { createLinkTable } from '../../src/db/link-table.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Link, LinkStore } from '../../src/identity/link.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aChange } from '../support/things.ts'

function aLink(given: Partial<Link> = {}): Link {
  const id = randomUUID()
  return {
    id,
    tenantId: 'jira-tenant',
    issuer: 'https://login.acme.example',
    subject: `subject-${id}`,
    accountId: 'account-ann',
    createdAt: 1_700_000_000_000,
    createdBy: 'account-ann',
    ...given,
  }
}

describe('the store of links', () => {
  let temporary: TemporaryDatabase
  let store: LinkStore

  beforeEach(async () => {
    temporary = await temporaryDatabase()
    store = createLinkTable(temporary.database)
  })
  afterEach(() => temporary.clear())

  const insert = (link: Link, max = 50, into = store) =>
    into.insert(link, aChange({ tenantId: link.tenantId, kind: 'link.created' }), max)
  const gone = (link: Link) => aChange({ tenantId: link.tenantId, kind: 'link.removed' })
  const kindsOf = async (tenantId: string) =>
    (await createAuditTable(temporary.database).recent(tenantId, 100)).map(({ kind }) => kind)

  it('finds a link by its very issuer and subject, within its tenant', async () => {
    const link = aLink({ issuer: 'https://a.example', subject: 'Ann' })
    expect(await insert(link)).to.equal(true)
    const { tenantId, issuer, subject } = link
    expect(await store.find(tenantId, issuer, subject)).to.deep.equal(link)
    for (const [inTenant, ofIssuer, named] of [
      ['other-tenant', issuer, subject],
      [tenantId, 'https://a.example/', subject],
      [tenantId, issuer, 'ann'],
      [tenantId, issuer, 'Ann '],
      [tenantId, issuer, 'A%'],
    ] as const) {
      expect(await store.find(inTenant, ofIssuer, named), named).to.equal(undefined)
    }
  })

  it('lists the links of an account or of a tenant, newest first', async () => {
    const links = [1, 3, 2].map((createdAt) =>
      aLink({ subject: `s${createdAt}`, createdAt, accountId: createdAt === 3 ? 'bob' : 'ann' }),
    )
    for (const each of [...links, aLink({ tenantId: 'other-tenant' })]) await insert(each)
    const subjects = async (accountId?: string) =>
      (await store.list('jira-tenant', accountId)).map((each) => each.subject)
    expect(await subjects()).to.deep.equal(['s3', 's2', 's1'])
    expect(await subjects('ann')).to.deep.equal(['s2', 's1'])
    expect(await subjects('nobody')).to.deep.equal([])
  })

  it('writes one of many links of the same identity at once, also from two connections', async () => {
    const neighbour = await openDatabase(temporary.file)
    const stores = [store, createLinkTable(neighbour)]
    const done = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        insert(aLink({ subject: 'same', accountId: `account-${at}` }), 50, stores[at % 2]),
      ),
    )
    expect(done.filter(Boolean)).to.have.length(1)
    expect(await store.list('jira-tenant')).to.have.length(1)
    expect(await kindsOf('jira-tenant')).to.deep.equal(['link.created'])
    await neighbour.close()
  })

  it('lets the same identity be linked in another tenant, and at another provider', async () => {
    const link = aLink()
    const others = [{ tenantId: 'other-tenant' }, { issuer: 'https://b.example' }].map((given) =>
      aLink({ subject: link.subject, ...given }),
    )
    for (const each of [link, ...others]) expect(await insert(each)).to.equal(true)
  })

  it('writes no link beyond the most of an account, however many come at once', async () => {
    const done = await Promise.all(Array.from({ length: 10 }, () => insert(aLink(), 3)))
    expect(done.filter(Boolean)).to.have.length(3)
    expect(await insert(aLink({ accountId: 'another' }), 3)).to.equal(true)
    expect(await insert(aLink({ tenantId: 'other-tenant' }), 3)).to.equal(true)
    expect(await kindsOf('jira-tenant')).to.have.length(4)
  })

  it('removes a link once, and none of another tenant', async () => {
    const link = aLink()
    await insert(link)
    const foreign = { ...link, tenantId: 'other-tenant' }
    expect(await store.remove('other-tenant', link.id, gone(foreign))).to.equal(false)
    expect(await store.list(link.tenantId)).to.have.length(1)
    expect(await store.remove(link.tenantId, link.id, gone(link))).to.equal(true)
    expect(await store.remove(link.tenantId, link.id, gone(link))).to.equal(false)
    expect(await store.list(link.tenantId)).to.deep.equal([])
    expect(await kindsOf(link.tenantId)).to.have.members(['link.created', 'link.removed'])
    expect(await kindsOf('other-tenant')).to.deep.equal([])
  })

  it('makes and removes a link together with its audit event or not at all', async () => {
    const link = aLink()
    const event = aChange({ tenantId: link.tenantId, kind: 'link.created' })
    await store.insert(link, event, 50)
    // The same event id again breaks the second half of each transaction.
    for (const work of [
      store.insert(aLink(), event, 50),
      store.remove(link.tenantId, link.id, event),
    ]) {
      expect(await work.catch((cause: unknown) => cause)).to.be.instanceOf(Error)
    }
    expect(await store.list(link.tenantId)).to.deep.equal([link])
  })

  it('has a key that refuses a second link of one identity, whoever writes', async () => {
    const link = aLink()
    await insert(link)
    const [row] = await temporary.database.tables.links.findAll()
    const second = row === undefined ? undefined : { ...row.get(), id: 'another' }
    expect(second).not.to.equal(undefined)
    const written = temporary.database.write(async ({ links }) => {
      if (second !== undefined) await links.create(second)
    })
    expect(await written.catch((cause: unknown) => cause)).to.be.instanceOf(Error)
  })
})
