import type { SwitchStore } from '../policy/switch-store.ts'
import { DEFAULT_SWITCHES } from '../policy/switches.ts'
import { appendAll } from './audit-table.ts'
import type { Database } from './database.ts'

export function createSwitchTable(database: Database): SwitchStore {
  const { switches, audit } = database.tables
  return {
    async read(tenantId) {
      const row = await switches.findByPk(tenantId)
      if (row === null) return DEFAULT_SWITCHES
      return { usersMayCreateTokens: row.get().users_may_create_tokens }
    },
    write: (tenantId, wanted, event) =>
      database.write(async (transaction) => {
        const row = { tenant_id: tenantId, users_may_create_tokens: wanted.usersMayCreateTokens }
        await switches.upsert(row, { transaction })
        await appendAll(audit, [event], transaction)
      }),
  }
}
