import { DataTypes, type QueryInterface } from 'sequelize'

const maybeText = (length: number) => ({ type: DataTypes.STRING(length), allowNull: true })

/** Calls tell by which version of the policy they were decided, and of what; and what the product said. */
export async function addDecisions(schema: QueryInterface): Promise<void> {
  await schema.addColumn('audit_events', 'policy_version', {
    type: DataTypes.INTEGER,
    allowNull: true,
  })
  await schema.addColumn('audit_events', 'caller', maybeText(512))
  await schema.addColumn('audit_events', 'operation', maybeText(255))
  await schema.addColumn('audit_events', 'seen', { type: DataTypes.TEXT, allowNull: true })
  await schema.addColumn('audit_events', 'hint', maybeText(64))
  await schema.addColumn('audit_events', 'deprecation', maybeText(200))
  // A refused caller brings the id of the request. With the time, since a look for the newest of a request
  // would go through all of the tenant's otherwise.
  await schema.addIndex('audit_events', ['tenant_id', 'request_id', 'at'])
  await schema.addIndex('audit_events', ['tenant_id', 'caller', 'at'])
  // Everybody who opens a page sees the own calls.
  await schema.addIndex('audit_events', ['tenant_id', 'account_id', 'at'])
}
