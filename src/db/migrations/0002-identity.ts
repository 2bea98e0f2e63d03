import { DataTypes, QueryTypes, type QueryInterface } from 'sequelize'

const id = { type: DataTypes.STRING(64), primaryKey: true }
const text = (length: number) => ({ type: DataTypes.STRING(length), allowNull: false })
const maybeText = (length: number) => ({ type: DataTypes.STRING(length), allowNull: true })
const time = { type: DataTypes.BIGINT, allowNull: false }

export async function addIdentity(schema: QueryInterface): Promise<void> {
  await schema.addColumn('audit_events', 'credential_kind', maybeText(32))
  await schema.addColumn('audit_events', 'trust_rule', maybeText(80))
  await schema.addColumn('audit_events', 'detail', maybeText(500))

  await schema.createTable('links', {
    id,
    tenant_id: text(64),
    issuer: text(720),
    subject: text(255),
    account_id: text(128),
    created_at: time,
    created_by: text(128),
  })
  await schema.addIndex('links', ['tenant_id', 'issuer', 'subject'], { unique: true })
  await schema.addIndex('links', ['tenant_id', 'account_id'])
  await schema.addIndex('links', ['tenant_id', 'created_at', 'id'])

  await schema.createTable('policies', {
    tenant_id: { ...text(64), primaryKey: true },
    version: { type: DataTypes.INTEGER, allowNull: false, primaryKey: true },
    document: { type: DataTypes.TEXT, allowNull: false },
    changed_at: time,
    changed_by: text(128),
  })
  await moveSwitches(schema)
  await schema.dropTable('switches')
}

interface OldSwitches {
  readonly tenant_id: string
  readonly users_may_create_tokens: boolean | number
  readonly token_days_max: number
  readonly changed_at: number
}

/**
 * What an admin had switched is the first version of the tenant's policy, changed when the audit log
 * says so. The switches that are new stand here as they were when this step was written: a default
 * that is changed later must not change what this step makes.
 */
async function moveSwitches(schema: QueryInterface): Promise<void> {
  const rows = await schema.sequelize.query<OldSwitches>(
    `SELECT tenant_id, users_may_create_tokens, token_days_max,
       (SELECT COALESCE(MAX(at), 0) FROM audit_events
         WHERE audit_events.tenant_id = switches.tenant_id AND kind = 'switches.changed'
       ) AS changed_at
     FROM switches`,
    { type: QueryTypes.SELECT },
  )
  const policies = rows.map((row) => ({
    tenant_id: row.tenant_id,
    version: 1,
    document: JSON.stringify({
      format: 1,
      switches: {
        usersMayCreateTokens: Boolean(row.users_may_create_tokens),
        tokenDaysMax: row.token_days_max,
        apiTokens: true,
        providerTokens: true,
        contextTokens: true,
        basicPassThrough: false,
      },
      providers: [],
    }),
    changed_at: row.changed_at,
    changed_by: 'migration',
  }))
  if (policies.length > 0) await schema.bulkInsert('policies', policies)
}
