import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { QueryTypes, Sequelize } from 'sequelize'
import { openDatabase } from '../../src/db/database.ts'
import { createPolicyTable } from '../../src/db/policy-table.ts'
import { createFirstTables } from '../../src/db/migrations/0001-first-tables.ts'
import { createSealer } from '../../src/lib/sealer.ts'
import { DEFAULT_POLICY } from '../../src/policy/policy-document.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { sealingKey } from '../support/temporary-database.ts'

const CUT_OFF = fileURLToPath(new URL('cut-off-migration.ts', import.meta.url))

describe('a database of the version before policies', () => {
  let file: string
  beforeEach(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'gatehouse-db-')), 'old.sqlite')
  })
  afterEach(() => rm(join(file, '..'), { recursive: true }))

  const raw = async <T>(work: (old: Sequelize) => Promise<T>): Promise<T> => {
    const old = new Sequelize({ dialect: 'sqlite', storage: file, logging: false })
    try {
      return await work(old)
    } finally {
      await old.close()
    }
  }
  const anOldDatabase = () =>
    raw(async (old) => {
      await createFirstTables(old.getQueryInterface())
      // As umzug keeps them.
      await old.query('CREATE TABLE migrations (name VARCHAR(255) NOT NULL PRIMARY KEY)')
      await old.query(`INSERT INTO migrations VALUES ('0001-first-tables')`)
      await old.query(`INSERT INTO switches VALUES ('one', 0, 30), ('two', 1, 7)`)
      const event = `INSERT INTO audit_events (id, tenant_id, at, request_id, kind) VALUES`
      await old.query(`${event} ('a', 'one', 1000, 'r', 'switches.changed')`)
      await old.query(`${event} ('b', 'one', 2000, 'r', 'switches.changed')`)
      await old.query(`${event} ('c', 'one', 3000, 'r', 'token.created')`)
    })
  const tableNames = (old: Sequelize) => old.getQueryInterface().showAllTables()
  const checkMoved = async () => {
    const database = await openDatabase(file)
    const policies = createPolicyTable(database, createSealer([sealingKey('one')]))
    const switched = (switches: object) => ({
      version: 1,
      document: {
        ...DEFAULT_POLICY.document,
        switches: { ...DEFAULT_SWITCHES, ...switches },
        resources: [EVERYTHING],
        // What came later takes nothing from anybody.
        limits: { rules: [], readsWhenBroken: 'refused' },
      },
    })
    expect(await policies.read('one')).to.deep.equal(
      switched({ usersMayCreateTokens: false, tokenDaysMax: 30 }),
    )
    expect(await policies.read('two')).to.deep.equal(switched({ tokenDaysMax: 7 }))
    expect(await policies.read('three')).to.deep.equal(DEFAULT_POLICY)
    const rows = await database.tables.policies.findAll({ order: ['tenant_id'] })
    const by = rows.map((row) => [row.get().changed_by, row.get().changed_at])
    expect(by, 'who, and when by the audit log').to.deep.equal([
      ['migration', 2000],
      ['migration', 0],
    ])
    await database.close()
    expect(await raw(tableNames)).not.to.include('switches')
  }

  it('comes out with what every admin had switched as the first version of a policy', async () => {
    await anOldDatabase()
    await checkMoved()
  })

  for (const [step, times] of [
    ['createTable', '1'],
    ['bulkInsert', '1'],
    ['dropTable', '1'],
  ] as const) {
    it(`is as it was when the step is killed after ${step}, and right after the next start`, async () => {
      await anOldDatabase()
      const child = spawn(process.execPath, ['--import', 'tsx', CUT_OFF, file, step, times])
      expect((await once(child, 'exit'))[1], 'how it ended').to.equal('SIGKILL')
      const [tables, rows] = await raw(async (old) => [
        await tableNames(old),
        await old.query('SELECT * FROM switches', { type: QueryTypes.SELECT }),
      ])
      expect(tables).not.to.include('policies').and.not.to.include('links')
      expect(rows).to.have.length(2)
      await checkMoved()
    })
  }
})
