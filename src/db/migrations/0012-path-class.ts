import { DataTypes, type QueryInterface } from 'sequelize'

/**
 * Calls that the catalogue does not know are counted by the class of their path. Of a text without a length SQLite
 * expects little: with a longer row it takes the index of all events for that of the calls in shadow.
 */
export async function addPathClass(schema: QueryInterface): Promise<void> {
  await schema.addColumn('audit_events', 'path_class', { type: DataTypes.TEXT, allowNull: true })
}
