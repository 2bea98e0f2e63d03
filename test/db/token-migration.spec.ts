import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Sequelize } from 'sequelize'
import { openDatabase } from '../../src/db/database.ts'
import { createFirstTables } from '../../src/db/migrations/0001-first-tables.ts'
import { addIdentity } from '../../src/db/migrations/0002-identity.ts'
import { createTokenTable } from '../../src/db/token-table.ts'

describe('a database of the version before limits of tokens', () => {
  let file: string
  beforeEach(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'gatehouse-db-')), 'old.sqlite')
  })
  afterEach(() => rm(join(file, '..'), { recursive: true }))

  const anOldDatabase = async () => {
    const old = new Sequelize({ dialect: 'sqlite', storage: file, logging: false })
    await createFirstTables(old.getQueryInterface())
    await addIdentity(old.getQueryInterface())
    // As umzug keeps them.
    await old.query('CREATE TABLE migrations (name VARCHAR(255) NOT NULL PRIMARY KEY)')
    await old.query(`INSERT INTO migrations VALUES ('0001-first-tables'), ('0002-identity')`)
    const columns = `id, tenant_id, name, owner_account_id, acts_as, access, hash, created_at, expires_at`
    await old.query(
      `INSERT INTO api_tokens (${columns}) VALUES
        ('a', 'one', 'ci', 'ann', 'user', 'write', 'h', 1000, 2000),
        ('b', 'one', 'bot', 'bob', 'app', 'read', 'i', 1001, 2001)`,
    )
    await old.close()
  }

  it('comes out with tokens that were made by their owners, without limits, and serve on', async () => {
    await anOldDatabase()
    const database = await openDatabase(file)
    const tokens = createTokenTable(database)
    const common = { tenantId: 'one', limits: {}, purpose: undefined, rotatedFrom: undefined }
    expect(await tokens.list('one')).to.deep.equal([
      {
        ...{ ...common, id: 'b', name: 'bot', ownerAccountId: 'bob', createdBy: 'bob', hash: 'i' },
        ...{ actsAs: 'app', access: 'read', createdAt: 1001, expiresAt: 2001 },
        ...{ revokedAt: undefined, lastUsedAt: undefined },
      },
      {
        ...{ ...common, id: 'a', name: 'ci', ownerAccountId: 'ann', createdBy: 'ann', hash: 'h' },
        ...{ actsAs: 'user', access: 'write', createdAt: 1000, expiresAt: 2000 },
        ...{ revokedAt: undefined, lastUsedAt: undefined },
      },
    ])
    await database.close()
  })
})
