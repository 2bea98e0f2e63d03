import { expect } from 'chai'
import { Sequelize } from 'sequelize'
import { migrate } from '../../src/db/migrate.ts'

describe('bringing the schema up to date', () => {
  let sequelize: Sequelize
  beforeEach(() => {
    sequelize = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false })
  })
  afterEach(() => sequelize.close())

  it('takes every step of an empty file in order, and none of a current one', async () => {
    const taken = await migrate(sequelize)
    expect(taken).to.have.length.above(9)
    expect(taken).to.deep.equal(taken.toSorted())
    expect(await migrate(sequelize)).to.deep.equal([])
  })

  it('takes no step of a file that a newer version has made', async () => {
    await migrate(sequelize)
    await sequelize.query(`INSERT INTO migrations VALUES ('9999-of-a-newer-version')`)
    expect(await migrate(sequelize)).to.deep.equal([])
  })

  it('takes the one that is missing, wherever it is in the order', async () => {
    await migrate(sequelize)
    await sequelize.getQueryInterface().dropTable('audit_streams')
    await sequelize.query(`DELETE FROM migrations WHERE name = '0008-streams'`)
    await sequelize.query(`INSERT INTO migrations VALUES ('9999-of-a-newer-version')`)
    expect(await migrate(sequelize)).to.deep.equal(['0008-streams'])
  })
})
