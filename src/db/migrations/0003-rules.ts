import { DataTypes, type QueryInterface } from 'sequelize'

const text = (length: number, defaultValue: string) => ({
  type: DataTypes.STRING(length),
  allowNull: false,
  defaultValue,
})
const maybeText = (length: number) => ({ type: DataTypes.STRING(length), allowNull: true })

/** API tokens say who made them, what for, what they are limited to and which one they replace. */
export async function addTokenRules(schema: QueryInterface): Promise<void> {
  await schema.addColumn('api_tokens', 'created_by', text(128, ''))
  await schema.addColumn('api_tokens', 'purpose', maybeText(200))
  await schema.addColumn('api_tokens', 'limits', {
    type: DataTypes.TEXT,
    allowNull: false,
    defaultValue: '{}',
  })
  await schema.addColumn('api_tokens', 'rotated_from', maybeText(64))
  // Until now every token was made by its owner.
  await schema.sequelize.query('UPDATE api_tokens SET created_by = owner_account_id')
  // Nothing is equal to NULL, so this lets one token alone take another's place.
  await schema.addIndex('api_tokens', ['tenant_id', 'rotated_from'], { unique: true })
}
