import type { SwitchStore } from '../policy/switch-store.ts'
import { DEFAULT_SWITCHES } from '../policy/switches.ts'
import { appendAll } from './audit-table.ts'
import type { Database } from './database.ts'

export function createSwitchTable(database: Database): SwitchStore {
  return {
    async read(tenantId) {
      const row = await database.tables.switches.findByPk(tenantId)
      if (row === null) return DEFAULT_SWITCHES
      return { usersMayCreateTokens: row.get().users_may_create_tokens }
    },
    write: (tenantId, wanted, event) =>
      database.write(async ({ switches, audit }) => {
        const row = { tenant_id: tenantId, users_may_create_tokens: wanted.usersMayCreateTokens }
        await switches.upsert(row)
        await appendAll(audit, [event])
      }),
  }
}
