import {
  DataTypes,
  type Model,
  type ModelAttributes,
  type ModelStatic,
  type Sequelize,
} from 'sequelize'

export interface TenantRow {
  id: string
  product: string
  client_key: string
  app_key: string
  sealed_secret: string | null
  secret_version: number
  oauth_client_id: string | null
  base_url: string
  host: string
  display_url: string | null
  cloud_id: string | null
  /** What is said of a Data Center site, as one sealed text; null for sites of the Cloud. */
  sealed_data_center: string | null
  status: string
  installed_at: number
  changed_at: number
}

export interface TokenRow {
  id: string
  tenant_id: string
  name: string
  owner_account_id: string
  created_by: string
  purpose: string | null
  limits: string
  rotated_from: string | null
  acts_as: string
  access: string
  hash: string
  created_at: number
  expires_at: number
  revoked_at: number | null
  last_used_at: number | null
}

export interface AuditRow {
  id: string
  tenant_id: string
  at: number
  request_id: string
  kind: string
  credential_kind: string | null
  credential_id: string | null
  trust_rule: string | null
  account_id: string | null
  acts_as: string | null
  method: string | null
  path: string | null
  address: string | null
  decision: string | null
  rule: string | null
  outcome: string | null
  status: number | null
  code: string | null
  upstream_status: number | null
  trace_id: string | null
  duration_ms: number | null
  actor: string | null
  subject: string | null
  facts: string | null
  detail: string | null
  shadows: string | null
  policy_version: number | null
  caller: string | null
  operation: string | null
  seen: string | null
  hint: string | null
  deprecation: string | null
  limits: string | null
  upstream_ms: number | null
  bytes_in: number | null
  bytes_out: number | null
  path_class: string | null
  /** Place of the event in the tenant's chain; null for events of before there was one. */
  seq: number | null
  hash: string | null
  /** Place of its completion, where that came into the chain later than the event. */
  end_seq: number | null
  end_hash: string | null
}

/** The last link of each tenant's chain. */
interface AuditChainRow {
  tenant_id: string
  seq: number
  hash: string
}

/** A link that was signed, so that nobody without our key can make another chain up to it. */
export interface AuditHeadRow {
  tenant_id: string
  seq: number
  hash: string
  at: number
  signature: string
}

/** Up to which link the beginning of a chain was removed, and by what right. */
export interface AuditCutRow {
  tenant_id: string
  seq: number
  hash: string
  events: number
  at: number
  reason: string
  /** Links after it that went as well, as JSON: the ends of calls that began before it. */
  gaps: string
  signature: string
}

export interface PolicyRow {
  tenant_id: string
  version: number
  document: string
  changed_at: number
  changed_by: string
}

export interface LinkRow {
  id: string
  tenant_id: string
  issuer: string
  subject: string
  account_id: string
  created_at: number
  created_by: string
}

interface DeliveryRow {
  tenant_id: string
  delivery_key: string
  body_digest: string
  received_at: number
}

interface ReviewRow {
  id: string
  tenant_id: string
  account_id: string
  attempts: number
  due_at: number
}

interface SealedKeyRow {
  name: string
  sealed: string
}

export interface CallerLockRow {
  id: string
  tenant_id: string
  caller: string
  credential_kind: string
  credential_id: string
  subject: string | null
  owner_account_id: string | null
  per_hour: number
  locked_at: number
  unlocked_at: number | null
  unlocked_by: string | null
}

export interface NoticeSettingsRow {
  tenant_id: string
  state: string
  kinds: string
  sealed_url: string
  sealed_secret: string
  sealed_previous: string | null
  previous_until: number | null
  since: number
  changed_at: number
  changed_by: string
}

export interface NoticeDeliveryRow {
  id: string
  tenant_id: string
  kind: string
  body: string
  state: string
  attempts: number
  created_at: number
  due_at: number
  settled_at: number | null
  outcome: string | null
}

export interface AuditStreamRow {
  tenant_id: string
  id: string
  name: string
  state: string
  what: string
  sealed_target: string
  drop_behind: number | null
  created_at: number
  changed_at: number
  changed_by: string
  up_to: number
  last_sent: number
  sent_at: number | null
  lost: number
  lost_at: number | null
  failures: number
  failing_since: number | null
  down_since: number | null
  due_at: number
  outcome: string | null
}

export type Table<Row extends object> = ModelStatic<Model<Row, Row>>

type Columns<Row extends object> = ModelAttributes<Model<Row, Row>, Row>

export interface Tables {
  readonly tenants: Table<TenantRow>
  readonly tokens: Table<TokenRow>
  readonly audit: Table<AuditRow>
  readonly auditChains: Table<AuditChainRow>
  readonly auditHeads: Table<AuditHeadRow>
  readonly auditCuts: Table<AuditCutRow>
  readonly policies: Table<PolicyRow>
  readonly links: Table<LinkRow>
  readonly deliveries: Table<DeliveryRow>
  readonly reviews: Table<ReviewRow>
  readonly sealedKeys: Table<SealedKeyRow>
  readonly callerLocks: Table<CallerLockRow>
  readonly noticeSettings: Table<NoticeSettingsRow>
  readonly noticeDeliveries: Table<NoticeDeliveryRow>
  readonly auditStreams: Table<AuditStreamRow>
}

// Functions, since Sequelize writes each column's name into its definition: a shared one would end
// up as one column.
const text = () => ({ type: DataTypes.STRING })
const integer = () => ({ type: DataTypes.INTEGER })
const time = () => ({ type: DataTypes.BIGINT })
const key = () => ({ type: DataTypes.STRING, primaryKey: true })
const keyNumber = () => ({ type: DataTypes.INTEGER, primaryKey: true })

/**
 * Tells Sequelize the columns. The schema itself is made by the migrations alone, never by
 * `sync()`, so lengths and null rules stand there and not here.
 */
export function defineTables(sequelize: Sequelize): Tables {
  const table = <Row extends object>(name: string, columns: Columns<Row>): Table<Row> =>
    sequelize.define<Model<Row, Row>>(name, columns, { tableName: name, timestamps: false })

  return {
    tenants: table<TenantRow>('tenants', {
      id: key(),
      product: text(),
      client_key: text(),
      app_key: text(),
      sealed_secret: text(),
      secret_version: integer(),
      oauth_client_id: text(),
      base_url: text(),
      host: text(),
      display_url: text(),
      cloud_id: text(),
      sealed_data_center: { type: DataTypes.TEXT },
      status: text(),
      installed_at: time(),
      changed_at: time(),
    }),
    tokens: table<TokenRow>('api_tokens', {
      id: key(),
      tenant_id: text(),
      name: text(),
      owner_account_id: text(),
      created_by: text(),
      purpose: text(),
      limits: text(),
      rotated_from: text(),
      acts_as: text(),
      access: text(),
      hash: text(),
      created_at: time(),
      expires_at: time(),
      revoked_at: time(),
      last_used_at: time(),
    }),
    audit: table<AuditRow>('audit_events', auditColumns()),
    auditChains: table<AuditChainRow>('audit_chains', {
      tenant_id: key(),
      seq: time(),
      hash: text(),
    }),
    auditHeads: table<AuditHeadRow>('audit_heads', {
      tenant_id: key(),
      seq: keyNumber(),
      hash: text(),
      at: time(),
      signature: text(),
    }),
    auditCuts: table<AuditCutRow>('audit_cuts', {
      tenant_id: key(),
      seq: keyNumber(),
      hash: text(),
      events: integer(),
      at: time(),
      reason: text(),
      gaps: text(),
      signature: text(),
    }),
    policies: table<PolicyRow>('policies', {
      tenant_id: key(),
      version: keyNumber(),
      document: text(),
      changed_at: time(),
      changed_by: text(),
    }),
    links: table<LinkRow>('links', {
      id: key(),
      tenant_id: text(),
      issuer: text(),
      subject: text(),
      account_id: text(),
      created_at: time(),
      created_by: text(),
    }),
    deliveries: table<DeliveryRow>('webhook_deliveries', {
      tenant_id: key(),
      delivery_key: key(),
      body_digest: text(),
      received_at: time(),
    }),
    reviews: table<ReviewRow>('account_reviews', {
      id: key(),
      tenant_id: text(),
      account_id: text(),
      attempts: integer(),
      due_at: time(),
    }),
    sealedKeys: table<SealedKeyRow>('sealed_keys', { name: key(), sealed: text() }),
    callerLocks: table<CallerLockRow>('caller_locks', {
      id: key(),
      tenant_id: text(),
      caller: text(),
      credential_kind: text(),
      credential_id: text(),
      subject: text(),
      owner_account_id: text(),
      per_hour: integer(),
      locked_at: time(),
      unlocked_at: time(),
      unlocked_by: text(),
    }),
    noticeSettings: table<NoticeSettingsRow>('notice_settings', {
      tenant_id: key(),
      state: text(),
      kinds: text(),
      sealed_url: text(),
      sealed_secret: text(),
      sealed_previous: text(),
      previous_until: time(),
      since: time(),
      changed_at: time(),
      changed_by: text(),
    }),
    noticeDeliveries: table<NoticeDeliveryRow>('notice_deliveries', {
      id: key(),
      tenant_id: text(),
      kind: text(),
      body: text(),
      state: text(),
      attempts: integer(),
      created_at: time(),
      due_at: time(),
      settled_at: time(),
      outcome: text(),
    }),
    auditStreams: table<AuditStreamRow>('audit_streams', {
      tenant_id: key(),
      id: key(),
      name: text(),
      state: text(),
      what: text(),
      sealed_target: text(),
      drop_behind: integer(),
      created_at: time(),
      changed_at: time(),
      changed_by: text(),
      up_to: time(),
      last_sent: time(),
      sent_at: time(),
      lost: time(),
      lost_at: time(),
      failures: integer(),
      failing_since: time(),
      down_since: time(),
      due_at: time(),
      outcome: text(),
    }),
  }
}

const auditColumns = (): Columns<AuditRow> => ({
  id: key(),
  tenant_id: text(),
  at: time(),
  request_id: text(),
  kind: text(),
  credential_kind: text(),
  credential_id: text(),
  trust_rule: text(),
  account_id: text(),
  acts_as: text(),
  method: text(),
  path: text(),
  address: text(),
  decision: text(),
  rule: text(),
  outcome: text(),
  status: integer(),
  code: text(),
  upstream_status: integer(),
  trace_id: text(),
  duration_ms: integer(),
  actor: text(),
  subject: text(),
  facts: text(),
  detail: text(),
  shadows: text(),
  policy_version: integer(),
  caller: text(),
  operation: text(),
  seen: text(),
  hint: text(),
  deprecation: text(),
  limits: text(),
  upstream_ms: integer(),
  bytes_in: time(),
  bytes_out: time(),
  path_class: text(),
  seq: time(),
  hash: text(),
  end_seq: time(),
  end_hash: text(),
})
