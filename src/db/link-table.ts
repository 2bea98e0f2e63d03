import type { Link, LinkStore } from '../identity/link.ts'
import { appendAll } from './audit-table.ts'
import type { Database } from './database.ts'
import type { LinkRow } from './tables.ts'

export function createLinkTable(database: Database): LinkStore {
  return {
    async find(tenantId, issuer, subject) {
      const row = await database.tables.links.findOne({
        where: { tenant_id: tenantId, issuer, subject },
      })
      return row === null ? undefined : linkOf(row.get())
    },
    async list(tenantId, accountId) {
      const account = accountId === undefined ? {} : { account_id: accountId }
      const rows = await database.tables.links.findAll({
        where: { tenant_id: tenantId, ...account },
        order: [
          ['created_at', 'DESC'],
          ['id', 'DESC'],
        ],
      })
      return rows.map((row) => linkOf(row.get()))
    },
    insert: (link, event, linksOfAccountMax) =>
      database.write(async ({ links, audit }) => {
        const { tenantId, issuer, subject, accountId } = link
        const taken = await links.count({ where: { tenant_id: tenantId, issuer, subject } })
        const others = await links.count({ where: { tenant_id: tenantId, account_id: accountId } })
        if (taken > 0 || others >= linksOfAccountMax) return false
        await links.create(rowOf(link))
        await appendAll(audit, [event])
        return true
      }),
    remove: (tenantId, linkId, event) =>
      database.write(async ({ links, audit }) => {
        const removed = await links.destroy({ where: { id: linkId, tenant_id: tenantId } })
        if (removed > 0) await appendAll(audit, [event])
        return removed > 0
      }),
  }
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
