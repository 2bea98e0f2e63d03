import { DataTypes, type QueryInterface } from 'sequelize'

/** What an operator says of a Data Center site, beside what every tenant has. */
export async function addDataCenter(schema: QueryInterface): Promise<void> {
  await schema.addColumn('tenants', 'sealed_data_center', { type: DataTypes.TEXT, allowNull: true })
}
