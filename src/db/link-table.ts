import { Op, type Order } from 'sequelize'
import type { Insertion, Link, LinkStore, MostLinks } from '../identity/link.ts'
import { appendAll } from './audit-table.ts'
import type { Database } from './database.ts'
import { areSearchable } from './searchable.ts'
import type { LinkRow, Table } from './tables.ts'

const NEWEST_FIRST: Order = [
  ['created_at', 'DESC'],
  ['id', 'DESC'],
]

export function createLinkTable(database: Database): LinkStore {
  return {
    async find(tenantId, issuer, subject) {
      if (!areSearchable(issuer, subject)) return undefined
      const row = await database.tables.links.findOne({
        where: { tenant_id: tenantId, issuer, subject },
      })
      return row === null ? undefined : linkOf(row.get())
    },
    async byId(tenantId, linkId) {
      if (!areSearchable(linkId)) return undefined
      const row = await database.tables.links.findOne({
        where: { id: linkId, tenant_id: tenantId },
      })
      return row === null ? undefined : linkOf(row.get())
    },
    async list(tenantId, accountId) {
      if (!areSearchable(accountId ?? '')) return []
      const rows = await database.tables.links.findAll({
        where: { tenant_id: tenantId, ...ofAccount(accountId) },
        order: NEWEST_FIRST,
      })
      return rows.map((row) => linkOf(row.get()))
    },
    async page(tenantId, { accountId, after, limit }) {
      if (!areSearchable(accountId ?? '', after?.id ?? '')) return []
      const rows = await database.tables.links.findAll({
        where: { tenant_id: tenantId, ...ofAccount(accountId), ...olderThan(after) },
        order: NEWEST_FIRST,
        limit,
      })
      return rows.map((row) => linkOf(row.get()))
    },
    insert: (link, event, most) =>
      database.change(link.tenantId, async ({ links }, sql) => {
        const hindrance = await hindranceOf(links, link, most)
        if (hindrance !== undefined) return hindrance
        await links.create(rowOf(link))
        await appendAll(sql, [event])
        return { kind: 'made' }
      }),
    remove: (tenantId, linkId, event) =>
      database.change(tenantId, async ({ links }, sql) => {
        const removed = await links.destroy({ where: { id: linkId, tenant_id: tenantId } })
        if (removed > 0) await appendAll(sql, [event])
        return removed > 0
      }),
  }
}

function ofAccount(accountId: string | undefined) {
  return accountId === undefined ? {} : { account_id: accountId }
}

function olderThan(after: Pick<Link, 'createdAt' | 'id'> | undefined) {
  if (after === undefined) return {}
  const { createdAt, id } = after
  // The first part alone is what the index is entered by.
  return {
    created_at: { [Op.lte]: createdAt },
    [Op.or]: [{ created_at: { [Op.lt]: createdAt } }, { id: { [Op.lt]: id } }],
  }
}

async function hindranceOf(
  links: Table<LinkRow>,
  { tenantId, issuer, subject, accountId }: Link,
  most: MostLinks,
): Promise<Insertion | undefined> {
  const taken = await links.findOne({ where: { tenant_id: tenantId, issuer, subject } })
  if (taken !== null) return { kind: 'taken', there: linkOf(taken.get()) }
  const theirs = await links.count({ where: { tenant_id: tenantId, account_id: accountId } })
  if (theirs >= most.ofAccount) return { kind: 'full', of: 'account' }
  const all = await links.count({ where: { tenant_id: tenantId } })
  return all >= most.ofTenant ? { kind: 'full', of: 'tenant' } : undefined
}

function rowOf(link: Link): LinkRow {
  return {
    id: link.id,
    tenant_id: link.tenantId,
    issuer: link.issuer,
    subject: link.subject,
    account_id: link.accountId,
    created_at: link.createdAt,
    created_by: link.createdBy,
  }
}

function linkOf(row: LinkRow): Link {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    issuer: row.issuer,
    subject: row.subject,
    accountId: row.account_id,
    createdAt: row.created_at,
    createdBy: row.created_by,
  }
}
