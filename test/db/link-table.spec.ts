import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { createLinkTable } from '../../src/db/link-table.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Link, LinkStore } from '../../src/identity/link.ts'
import { insist } from '../support/insist.ts'
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

  const MOST = { ofAccount: 50, ofTenant: 100 }
  const created = (link: Link) => aChange({ tenantId: link.tenantId, kind: 'link.created' })
  const insert = async (link: Link, most = MOST, into = store) => {
    const insertion = await insist(() => into.insert(link, created(link), most))
    return insertion.kind === 'full' ? `${insertion.of} full` : insertion.kind
  }
  const gone = (link: Link) => aChange({ tenantId: link.tenantId, kind: 'link.removed' })
  const kindsOf = async (tenantId: string) =>
    (await createAuditTable(temporary.database).recent(tenantId, 100)).map(({ kind }) => kind)

  it('finds a link by its very issuer and subject, within its tenant', async () => {
    const link = aLink({ issuer: 'https://a.example', subject: 'Ann' })
    expect(await insert(link)).to.equal('made')
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
        insert(aLink({ subject: 'same', accountId: `account-${at}` }), MOST, stores[at % 2]),
      ),
    )
    expect(done.filter((each) => each === 'made')).to.have.length(1)
    expect(done.filter((each) => each === 'taken')).to.have.length(9)
    expect(await store.list('jira-tenant')).to.have.length(1)
    expect(await kindsOf('jira-tenant')).to.deep.equal(['link.created'])
    await neighbour.close()
  })

  it('lets the same identity be linked in another tenant, and at another provider', async () => {
    const link = aLink()
    const others = [{ tenantId: 'other-tenant' }, { issuer: 'https://b.example' }].map((given) =>
      aLink({ subject: link.subject, ...given }),
    )
    for (const each of [link, ...others]) expect(await insert(each)).to.equal('made')
  })

  it('writes no link beyond the most of an account, however many come at once', async () => {
    const most = { ofAccount: 3, ofTenant: 100 }
    const done = await Promise.all(Array.from({ length: 10 }, () => insert(aLink(), most)))
    expect(done.filter((each) => each === 'made')).to.have.length(3)
    expect(done.filter((each) => each === 'account full')).to.have.length(7)
    expect(await insert(aLink({ accountId: 'another' }), most)).to.equal('made')
    expect(await insert(aLink({ tenantId: 'other-tenant' }), most)).to.equal('made')
    expect(await kindsOf('jira-tenant')).to.have.length(4)
  })

  it('writes no link beyond the most of a tenant, whosever they are', async () => {
    const most = { ofAccount: 50, ofTenant: 3 }
    const links = [0, 1, 2, 3].map((at) => aLink({ accountId: `account-${at}` }))
    const done: string[] = []
    for (const each of links) done.push(await insert(each, most))
    expect(done).to.deep.equal(['made', 'made', 'made', 'tenant full'])
    expect(await insert(aLink({ tenantId: 'other-tenant' }), most)).to.equal('made')
    expect(await kindsOf('jira-tenant')).to.have.length(3)
  })

  it('tells which link an identity has already, also of an account that is full', async () => {
    const link = aLink()
    await insert(link)
    const again = aLink({ subject: link.subject })
    const most = { ofAccount: 1, ofTenant: 1 }
    expect(await store.insert(again, created(again), most)).to.deep.equal({
      kind: 'taken',
      there: link,
    })
  })

  it('finds a link by its id, within its tenant', async () => {
    const link = aLink()
    await insert(link)
    expect(await store.byId(link.tenantId, link.id)).to.deep.equal(link)
    expect(await store.byId('other-tenant', link.id)).to.equal(undefined)
    expect(await store.byId(link.tenantId, 'no-such-link')).to.equal(undefined)
  })

  it('gives the whole list in parts, also of one moment, and when links go meanwhile', async () => {
    const links = [1, 1, 1, 2, 3, 3].map((createdAt, at) =>
      aLink({ createdAt, accountId: at % 2 === 0 ? 'ann' : 'bob' }),
    )
    for (const each of [...links, aLink({ tenantId: 'other-tenant' })]) await insert(each)
    for (const accountId of [undefined, 'ann']) {
      const all = await store.list('jira-tenant', accountId)
      const parts: Link[] = []
      for (let at = 0; at < all.length; at += 2) {
        const after = parts.at(-1)
        const part = await store.page('jira-tenant', { accountId, after, limit: 2 })
        parts.push(...part)
        const last = part.at(-1)
        if (last !== undefined) await store.remove('jira-tenant', last.id, gone(last))
      }
      expect(parts).to.deep.equal(all)
    }
  })

  it('finds nothing for a text with a NUL, at which SQLite would end the statement', async () => {
    const [id, NUL] = ['jira-tenant', 'a\0b']
    await insert(aLink())
    expect(await store.find(id, NUL, 's')).to.equal(undefined)
    expect(await store.find(id, 'https://a.example', NUL)).to.equal(undefined)
    expect(await store.byId(id, NUL)).to.equal(undefined)
    expect(await store.list(id, NUL)).to.deep.equal([])
    expect(await store.page(id, { accountId: NUL, limit: 5 })).to.deep.equal([])
    const after = { createdAt: 5, id: NUL }
    expect(await store.page(id, { after, limit: 5 })).to.deep.equal([])
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
    await store.insert(link, event, MOST)
    // The same event id again breaks the second half of each transaction.
    for (const work of [
      store.insert(aLink(), event, MOST),
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
