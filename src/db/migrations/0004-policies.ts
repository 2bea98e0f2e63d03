import { DataTypes, Op, QueryTypes, type QueryInterface } from 'sequelize'

export async function addPolicies(schema: QueryInterface): Promise<void> {
  await schema.addColumn('audit_events', 'shadows', { type: DataTypes.TEXT, allowNull: true })
  await schema.addIndex('audit_events', ['tenant_id', 'credential_kind', 'at'])
  // Few calls meet a rule in shadow, so this one stays small; with the column itself, the count of a
  // month needs no look at the rows.
  await schema.addIndex('audit_events', ['tenant_id', 'at', 'shadows'], {
    name: 'audit_events_in_shadow',
    where: { shadows: { [Op.ne]: null } },
  })
  await keepServing(schema)
}

interface Undecided {
  readonly id: string
  readonly installed_at: number
}

/**
 * Whoever never decided anything had all that is served, and keeps it: that is what the first form of a
 * policy means. Only who comes later begins with nothing. The switches stand here as they were when
 * this step was written: a default that is changed later must not change what this step makes.
 */
async function keepServing(schema: QueryInterface): Promise<void> {
  const tenants = await schema.sequelize.query<Undecided>(
    'SELECT id, installed_at FROM tenants WHERE id NOT IN (SELECT tenant_id FROM policies)',
    { type: QueryTypes.SELECT },
  )
  const policies = tenants.map(({ id, installed_at }) => ({
    tenant_id: id,
    version: 1,
    document: JSON.stringify({
      format: 1,
      switches: {
        usersMayCreateTokens: true,
        tokenDaysMax: 365,
        apiTokens: true,
        providerTokens: true,
        contextTokens: true,
        basicPassThrough: false,
      },
      providers: [],
    }),
    // Since then it is so.
    changed_at: installed_at,
    changed_by: 'migration',
  }))
  if (policies.length > 0) await schema.bulkInsert('policies', policies)
}
