import { DataTypes, Op, type QueryInterface } from 'sequelize'

const id = { type: DataTypes.STRING(64), primaryKey: true }
const text = (length: number) => ({ type: DataTypes.STRING(length), allowNull: false })
const maybeText = (length: number) => ({ type: DataTypes.STRING(length), allowNull: true })
const longText = { type: DataTypes.TEXT, allowNull: false }
const number = { type: DataTypes.INTEGER, allowNull: false }
const time = { type: DataTypes.BIGINT, allowNull: false }
const maybeTime = { type: DataTypes.BIGINT, allowNull: true }

export async function addGuardAndNotices(schema: QueryInterface): Promise<void> {
  await schema.createTable('caller_locks', {
    id,
    tenant_id: text(64),
    caller: text(512),
    credential_kind: text(32),
    credential_id: text(255),
    subject: maybeText(255),
    owner_account_id: maybeText(128),
    per_hour: number,
    locked_at: time,
    unlocked_at: maybeTime,
    unlocked_by: maybeText(128),
  })
  // A caller has one lock, the last; two calls at once cannot make two of them.
  await schema.addIndex('caller_locks', ['tenant_id', 'caller'], { unique: true })
  await schema.addIndex('caller_locks', ['tenant_id', 'unlocked_at', 'locked_at'])

  await schema.createTable('notice_settings', {
    tenant_id: id,
    state: text(16),
    kinds: text(500),
    sealed_url: longText,
    sealed_secret: longText,
    sealed_previous: { type: DataTypes.TEXT, allowNull: true },
    previous_until: maybeTime,
    since: time,
    changed_at: time,
    changed_by: text(128),
  })

  await schema.createTable('notice_deliveries', {
    id,
    tenant_id: text(64),
    kind: text(64),
    body: longText,
    state: text(16),
    attempts: number,
    created_at: time,
    due_at: time,
    settled_at: maybeTime,
    outcome: maybeText(300),
  })
  await schema.addIndex('notice_deliveries', ['tenant_id', 'state', 'due_at'])
  await schema.addIndex('notice_deliveries', ['tenant_id', 'created_at', 'id'])

  // What is told elsewhere is looked for every few seconds. Calls, of which there are most, are left out.
  // With the whole order of the question in it: SQLite takes another index otherwise, and reads all calls.
  await schema.addIndex('audit_events', ['tenant_id', 'at', 'id'], {
    name: 'audit_events_of_changes',
    where: { kind: { [Op.ne]: 'call' } },
  })
}
