import { DataTypes, QueryTypes, type QueryInterface, type Sequelize } from 'sequelize'

const tenant = { type: DataTypes.STRING(64), primaryKey: true }
const place = { type: DataTypes.BIGINT, allowNull: false }

const BLOCK_PLACES = 1_024

/** By each mark, what its rows have in a column, or in an expression of some. */
const MARKS: Readonly<Record<string, string>> = {
  ...{ caller: 'caller', credentialKind: 'credential_kind', credentialId: 'credential_id' },
  ...{ subject: 'subject', actor: 'actor', trustRule: 'trust_rule', address: 'address' },
  ...{ actsAs: 'acts_as', method: 'method', code: 'code', rule: 'rule' },
  ...{ outcome: 'outcome', hint: 'hint', status: 'status', upstreamStatus: 'upstream_status' },
  ...{ policyVersion: 'policy_version', operation: 'coalesce(operation, path)' },
  ended: `CASE WHEN decision = 'deny' THEN 'refused' WHEN outcome = 'answered' THEN 'answered'
    WHEN kind = 'call' THEN 'failed' END`,
}

const PLACES_AT_ONCE = 64 * BLOCK_PLACES
const PLACED = 'FROM audit_events WHERE tenant_id = :id AND seq BETWEEN :from AND :to'
const BLOCK = `seq / ${String(BLOCK_PLACES)}`
const STATEMENTS = [
  `INSERT INTO audit_blocks (tenant_id, block, from_at, to_at)
    SELECT tenant_id, ${BLOCK}, min(at), max(at) ${PLACED} GROUP BY 1, 2
    ON CONFLICT (tenant_id, block) DO UPDATE
    SET from_at = min(from_at, excluded.from_at), to_at = max(to_at, excluded.to_at)`,
  ...Object.entries(MARKS).map(
    ([field, value]) => `INSERT OR IGNORE INTO audit_marks (tenant_id, field, value, block)
      SELECT DISTINCT tenant_id, '${field}', ${value}, ${BLOCK} ${PLACED} AND ${value} IS NOT NULL`,
  ),
]

/**
 * Events are found by the blocks of the chain that have them, and not by an index of each: an index costs every
 * call what a block costs a thousand of them.
 */
export async function addEventBlocks(schema: QueryInterface): Promise<void> {
  const { sequelize } = schema
  await schema.createTable('audit_blocks', {
    tenant_id: tenant,
    block: { ...place, primaryKey: true },
    from_at: place,
    to_at: place,
  })
  await schema.addIndex('audit_blocks', ['tenant_id', 'to_at', 'block'])
  // Sequelize has no words for a table that is its own index: the key is nearly all of a row.
  await sequelize.query(`CREATE TABLE audit_marks (tenant_id VARCHAR(64) NOT NULL, field VARCHAR(32) NOT NULL,
    value TEXT NOT NULL, block BIGINT NOT NULL, PRIMARY KEY (tenant_id, block, field, value)) WITHOUT ROWID`)
  await markPlacedEvents(sequelize)
  await schema.removeIndex('audit_events', ['tenant_id', 'caller', 'at'])
}

/** Marks all events that have a place; some blocks after the others, so that each row is read from the disk once. */
export async function markPlacedEvents(sequelize: Sequelize): Promise<void> {
  const chains = await sequelize.query<{ tenant: string; from: number; to: number }>(
    `SELECT tenant_id AS tenant, min(seq) AS "from", max(seq) AS "to" FROM audit_events
     WHERE seq IS NOT NULL GROUP BY tenant_id`,
    { type: QueryTypes.SELECT },
  )
  for (const { tenant: id, from, to } of chains) {
    for (let begin = from; begin <= to; begin += PLACES_AT_ONCE) {
      const replacements = { id, from: begin, to: Math.min(to, begin + PLACES_AT_ONCE - 1) }
      for (const statement of STATEMENTS) await sequelize.query(statement, { replacements })
    }
  }
}
