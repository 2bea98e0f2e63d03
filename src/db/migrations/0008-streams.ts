import { DataTypes, type QueryInterface } from 'sequelize'

const key = (length: number) => ({ type: DataTypes.STRING(length), primaryKey: true })
const text = (length: number) => ({ type: DataTypes.STRING(length), allowNull: false })
const number = { type: DataTypes.INTEGER, allowNull: false }
const big = { type: DataTypes.BIGINT, allowNull: false }
const maybeBig = { type: DataTypes.BIGINT, allowNull: true }

/** Streams of audit events, each with the place in its tenant's chain that it has come to. */
export async function addStreams(schema: QueryInterface): Promise<void> {
  await schema.createTable('audit_streams', {
    tenant_id: key(64),
    id: key(64),
    name: text(60),
    state: text(16),
    what: text(16),
    sealed_target: { type: DataTypes.TEXT, allowNull: false },
    drop_behind: { type: DataTypes.INTEGER, allowNull: true },
    created_at: big,
    changed_at: big,
    changed_by: text(128),
    up_to: big,
    last_sent: big,
    sent_at: maybeBig,
    lost: big,
    lost_at: maybeBig,
    failures: number,
    failing_since: maybeBig,
    down_since: maybeBig,
    due_at: big,
    outcome: { type: DataTypes.STRING(300), allowNull: true },
  })
  // Looked through every few seconds for what is due.
  await schema.addIndex('audit_streams', ['state', 'due_at'])
}
