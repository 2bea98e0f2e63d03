import { DataTypes, Op, type QueryInterface } from 'sequelize'

const tenant = { type: DataTypes.STRING(64), primaryKey: true }
const maybeNumber = { type: DataTypes.BIGINT, allowNull: true }
const place = { type: DataTypes.BIGINT, allowNull: false }
const placeInKey = { ...place, primaryKey: true }
const hash = { type: DataTypes.STRING(64), allowNull: false }
const maybeHash = { ...hash, allowNull: true }
const text = { type: DataTypes.TEXT, allowNull: false }

/** Events are links of a chain; a call tells more of its limits, its time and its size. */
export async function addAuditChains(schema: QueryInterface): Promise<void> {
  const add = (name: string, type: Parameters<typeof schema.addColumn>[2]) =>
    schema.addColumn('audit_events', name, type)
  await add('limits', { type: DataTypes.TEXT, allowNull: true })
  await add('upstream_ms', { type: DataTypes.INTEGER, allowNull: true })
  await add('bytes_in', maybeNumber)
  await add('bytes_out', maybeNumber)
  await add('seq', maybeNumber)
  await add('hash', maybeHash)
  await add('end_seq', maybeNumber)
  await add('end_hash', maybeHash)
  // Chains are gone through from one end to the other, and two events cannot have one place.
  await schema.addIndex('audit_events', ['tenant_id', 'seq'], { unique: true })
  await schema.addIndex('audit_events', ['tenant_id', 'end_seq'], {
    unique: true,
    where: { end_seq: { [Op.ne]: null } },
  })

  await schema.createTable('audit_chains', { tenant_id: tenant, seq: place, hash })
  const head = { tenant_id: tenant, seq: placeInKey, hash, at: place, signature: text }
  await schema.createTable('audit_heads', head)
  const count = { type: DataTypes.INTEGER, allowNull: false }
  await schema.createTable('audit_cuts', { ...head, events: count, reason: text, gaps: text })
}
