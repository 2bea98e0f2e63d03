import { DataTypes, type QueryInterface } from 'sequelize'

const id = { type: DataTypes.STRING(64), primaryKey: true }
const text = (length: number) => ({ type: DataTypes.STRING(length), allowNull: false })
const maybeText = (length: number) => ({ type: DataTypes.STRING(length), allowNull: true })
const time = { type: DataTypes.BIGINT, allowNull: false }
const maybeTime = { type: DataTypes.BIGINT, allowNull: true }
const count = { type: DataTypes.INTEGER, allowNull: false }

export async function createFirstTables(schema: QueryInterface): Promise<void> {
  await schema.createTable('tenants', {
    id,
    product: text(16),
    client_key: text(255),
    app_key: text(80),
    sealed_secret: { type: DataTypes.TEXT, allowNull: true },
    secret_version: count,
    oauth_client_id: maybeText(1024),
    base_url: text(255),
    host: text(255),
    display_url: maybeText(255),
    cloud_id: maybeText(64),
    status: text(16),
    installed_at: time,
    changed_at: time,
  })
  await schema.addIndex('tenants', ['product', 'host'])

  await schema.createTable('api_tokens', {
    id,
    tenant_id: text(64),
    name: text(80),
    owner_account_id: text(128),
    acts_as: text(8),
    access: text(8),
    hash: text(64),
    created_at: time,
    expires_at: time,
    revoked_at: maybeTime,
    last_used_at: maybeTime,
  })
  await schema.addIndex('api_tokens', ['tenant_id', 'owner_account_id'])

  await createAuditTable(schema)

  await schema.createTable('switches', {
    tenant_id: id,
    users_may_create_tokens: { type: DataTypes.BOOLEAN, allowNull: false },
    token_days_max: count,
  })
  await schema.createTable('webhook_deliveries', {
    tenant_id: { ...text(64), primaryKey: true },
    delivery_key: { ...text(255), primaryKey: true },
    body_digest: text(64),
    received_at: time,
  })
  await schema.addIndex('webhook_deliveries', ['received_at'])
  await schema.createTable('account_reviews', {
    id,
    tenant_id: text(64),
    account_id: text(128),
    attempts: count,
    due_at: time,
  })
  await schema.addIndex('account_reviews', ['due_at'])
  await schema.createTable('sealed_keys', {
    name: id,
    sealed: { type: DataTypes.TEXT, allowNull: false },
  })
}

// One flat row an event: calls and changes share the columns that both have.
async function createAuditTable(schema: QueryInterface): Promise<void> {
  await schema.createTable('audit_events', {
    id,
    tenant_id: text(64),
    at: time,
    request_id: text(64),
    kind: text(32),
    credential_id: maybeText(64),
    account_id: maybeText(128),
    acts_as: maybeText(8),
    method: maybeText(16),
    path: { type: DataTypes.TEXT, allowNull: true },
    address: maybeText(64),
    decision: maybeText(8),
    rule: maybeText(64),
    outcome: maybeText(16),
    status: { type: DataTypes.INTEGER, allowNull: true },
    code: maybeText(64),
    upstream_status: { type: DataTypes.INTEGER, allowNull: true },
    trace_id: maybeText(255),
    duration_ms: { type: DataTypes.INTEGER, allowNull: true },
    actor: maybeText(128),
    subject: maybeText(64),
    facts: { type: DataTypes.TEXT, allowNull: true },
  })
  await schema.addIndex('audit_events', ['tenant_id', 'at'])
}
