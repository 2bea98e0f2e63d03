import type { SwitchStore } from '../policy/switch-store.ts'
import { DEFAULT_SWITCHES, type Switches } from '../policy/switches.ts'
import { appendAll } from './audit-table.ts'
import type { Database } from './database.ts'
import type { SwitchesRow, Table } from './tables.ts'

/** What admins set, one row for each tenant that ever changed anything. */
export function createSwitchTable(database: Database): SwitchStore {
  return {
    read: (tenantId) => switchesOf(database.tables.switches, tenantId),
    change: (tenantId, decide) =>
      database.write(async ({ switches, audit }) => {
        const current = await switchesOf(switches, tenantId)
        const change = decide(current)
        if (change === undefined) return current
        await switches.upsert({
          tenant_id: tenantId,
          users_may_create_tokens: change.switches.usersMayCreateTokens,
          token_days_max: change.switches.tokenDaysMax,
        })
        await appendAll(audit, [change.event])
        return change.switches
      }),
  }
}

async function switchesOf(table: Table<SwitchesRow>, tenantId: string): Promise<Switches> {
  const row = (await table.findByPk(tenantId))?.get()
  if (row === undefined) return DEFAULT_SWITCHES
  return {
    usersMayCreateTokens: row.users_may_create_tokens,
    tokenDaysMax: row.token_days_max,
  }
}
