import { QueryTypes, type Sequelize } from 'sequelize'
import { createFirstTables } from './migrations/0001-first-tables.ts'
import { addIdentity } from './migrations/0002-identity.ts'
import { addTokenRules } from './migrations/0003-rules.ts'
import { addPolicies } from './migrations/0004-policies.ts'
import { addDecisions } from './migrations/0005-decisions.ts'
import { addGuardAndNotices } from './migrations/0006-guard-and-notices.ts'
import { addAuditChains } from './migrations/0007-audit-chains.ts'
import { addStreams } from './migrations/0008-streams.ts'
import { makeAuditIndexesLeaner } from './migrations/0009-leaner-audit-indexes.ts'
import { addDataCenter } from './migrations/0010-data-center.ts'
import { makeRequestIndexLeaner } from './migrations/0011-leaner-requests.ts'
import { addPathClass } from './migrations/0012-path-class.ts'
import { addEventBlocks } from './migrations/0013-event-blocks.ts'

/** Every step that the schema ever took, in order; a released one is never edited. */
const MIGRATIONS = [
  { name: '0001-first-tables', up: createFirstTables },
  { name: '0002-identity', up: addIdentity },
  { name: '0003-rules', up: addTokenRules },
  { name: '0004-policies', up: addPolicies },
  { name: '0005-decisions', up: addDecisions },
  { name: '0006-guard-and-notices', up: addGuardAndNotices },
  { name: '0007-audit-chains', up: addAuditChains },
  { name: '0008-streams', up: addStreams },
  { name: '0009-leaner-audit-indexes', up: makeAuditIndexesLeaner },
  { name: '0010-data-center', up: addDataCenter },
  { name: '0011-leaner-requests', up: makeRequestIndexLeaner },
  { name: '0012-path-class', up: addPathClass },
  { name: '0013-event-blocks', up: addEventBlocks },
]

/** Where umzug writes down the steps that were taken. */
const TABLE = 'migrations'

/** Brings the schema up to date; does nothing on a current one. @returns the steps taken */
export async function migrate(sequelize: Sequelize): Promise<string[]> {
  const taken = await takenSteps(sequelize)
  if (MIGRATIONS.every(({ name }) => taken.has(name))) return []
  // It brings a command line with it, which takes a tenth of the whole start: nearly every one has no step to take.
  const { SequelizeStorage, Umzug } = await import('umzug')
  const umzug = new Umzug({
    migrations: MIGRATIONS.map(({ name, up }) => ({
      name,
      up: () => up(sequelize.getQueryInterface()),
    })),
    storage: new SequelizeStorage({ sequelize, tableName: TABLE }),
    logger: undefined,
  })
  return (await umzug.up()).map((step) => step.name)
}

async function takenSteps(sequelize: Sequelize): Promise<ReadonlySet<string>> {
  const namesIn = async (sql: string) => {
    const rows = await sequelize.query<{ name: string }>(sql, { type: QueryTypes.SELECT })
    return new Set(rows.map(({ name }) => name))
  }
  const tables = await namesIn(`SELECT name FROM sqlite_master WHERE type = 'table'`)
  return tables.has(TABLE) ? await namesIn(`SELECT name FROM ${TABLE}`) : new Set()
}
