import { col, fn, Op } from 'sequelize'
import type { Sealer } from '../lib/sealer.ts'
import { DEFAULT_POLICY, type Policy } from '../policy/policy-document.ts'
import type { PolicyStore } from '../policy/policy-store.ts'
import { appendAll } from './audit-table.ts'
import type { Database } from './database.ts'
import { documentOfText, textOfDocument } from './sealed-document.ts'
import type { PolicyRow, Table } from './tables.ts'

/** Versions that are kept of a tenant's policy, the newest included. */
const VERSIONS_MAX = 100
/** Of all versions but the newest together. */
const OLD_BYTES_MAX = 10 * 1024 * 1024

/**
 * Policies in SQL: a change adds a row, and no version is ever overwritten. Only so many old ones stay,
 * or an admin could fill the disk with large documents; what was changed is told by the audit log.
 */
export function createPolicyTable(database: Database, sealer: Sealer): PolicyStore {
  const newest = async (policies: Table<PolicyRow>, tenantId: string): Promise<Policy> => {
    const row = await policies.findOne({
      where: { tenant_id: tenantId },
      order: [['version', 'DESC']],
    })
    return row === null ? DEFAULT_POLICY : policyIn(row.get())
  }
  const policyIn = ({ tenant_id, version, document }: PolicyRow): Policy => ({
    version,
    document: documentOfText(document, tenant_id, sealer),
  })

  return {
    read: (tenantId) => newest(database.tables.policies, tenantId),
    async versions(tenantId, { limit, before }) {
      const rows = await database.tables.policies.findAll({
        where: {
          tenant_id: tenantId,
          ...(before === undefined ? {} : { version: { [Op.lt]: before } }),
        },
        // Without the documents, which may be large.
        attributes: ['version', 'changed_at', 'changed_by'],
        order: [['version', 'DESC']],
        limit,
      })
      return rows.map((row) => {
        const { version, changed_at, changed_by } = row.get()
        return { version, changedAt: changed_at, changedBy: changed_by }
      })
    },
    async readVersion(tenantId, version) {
      const where = { tenant_id: tenantId, version }
      const row = await database.tables.policies.findOne({ where })
      return row === null ? undefined : policyIn(row.get())
    },
    change: (tenantId, decide) =>
      database.change(tenantId, async ({ policies }, sql) => {
        const current = await newest(policies, tenantId)
        const change = decide(current)
        if (change === undefined) return current
        const version = current.version + 1
        await policies.create({
          tenant_id: tenantId,
          version,
          document: textOfDocument(change.document, tenantId, sealer),
          changed_at: change.changedAt,
          changed_by: change.changedBy,
        })
        await removeOld(policies, tenantId)
        await appendAll(sql, change.events)
        return { version, document: change.document }
      }),
  }
}

async function removeOld(policies: Table<PolicyRow>, tenantId: string): Promise<void> {
  const rows = await policies.findAll({
    where: { tenant_id: tenantId },
    attributes: ['version', [fn('octet_length', col('document')), 'bytes']],
    order: [['version', 'DESC']],
    offset: 1,
  })
  let bytes = 0
  const surplus = rows.find((row, at) => {
    bytes += Number(row.get('bytes'))
    return at + 1 >= VERSIONS_MAX || bytes > OLD_BYTES_MAX
  })
  if (surplus === undefined) return
  const { version } = surplus.get()
  await policies.destroy({ where: { tenant_id: tenantId, version: { [Op.lte]: version } } })
}
