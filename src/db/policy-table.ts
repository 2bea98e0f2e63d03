import type { Sealer } from '../lib/sealer.ts'
import { DEFAULT_POLICY, type Policy } from '../policy/policy-document.ts'
import type { PolicyStore } from '../policy/policy-store.ts'
import { appendAll } from './audit-table.ts'
import type { Database } from './database.ts'
import { documentOfText, textOfDocument } from './sealed-document.ts'
import type { PolicyRow, Table } from './tables.ts'

/** Policies in SQL: a change adds a row, and no version is ever overwritten or removed. */
export function createPolicyTable(database: Database, sealer: Sealer): PolicyStore {
  const newest = async (policies: Table<PolicyRow>, tenantId: string): Promise<Policy> => {
    const row = await policies.findOne({
      where: { tenant_id: tenantId },
      order: [['version', 'DESC']],
    })
    if (row === null) return DEFAULT_POLICY
    const { version, document } = row.get()
    return { version, document: documentOfText(document, tenantId, sealer) }
  }

  return {
    read: (tenantId) => newest(database.tables.policies, tenantId),
    change: (tenantId, decide) =>
      database.write(async ({ policies, audit }) => {
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
        await appendAll(audit, change.events)
        return { version, document: change.document }
      }),
  }
}
