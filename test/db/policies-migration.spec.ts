import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { QueryTypes, Sequelize } from 'sequelize'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { openDatabase } from '../../src/db/database.ts'
import { createFirstTables } from '../../src/db/migrations/0001-first-tables.ts'
import { addIdentity } from '../../src/db/migrations/0002-identity.ts'
import { addTokenRules } from '../../src/db/migrations/0003-rules.ts'
import { createPolicyTable } from '../../src/db/policy-table.ts'
import { createSealer } from '../../src/lib/sealer.ts'
import { DEFAULT_POLICY } from '../../src/policy/policy-document.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { sealingKey } from '../support/temporary-database.ts'

const CUT_OFF = fileURLToPath(new URL('cut-off-migration.ts', import.meta.url))
const DECIDED = {
  format: 1,
  switches: {
    usersMayCreateTokens: false,
    tokenDaysMax: 30,
    apiTokens: true,
    providerTokens: false,
    contextTokens: true,
    basicPassThrough: true,
  },
  providers: [],
}

describe('a database of the version before resource rules', () => {
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
      const schema = old.getQueryInterface()
      for (const step of [createFirstTables, addIdentity, addTokenRules]) await step(schema)
      // As umzug keeps them.
      await old.query('CREATE TABLE migrations (name VARCHAR(255) NOT NULL PRIMARY KEY)')
      await old.query(`INSERT INTO migrations VALUES ('0001-first-tables'), ('0002-identity'),
        ('0003-rules')`)
      const tenant = (id: string, status: string, installed: number) =>
        old.query(`INSERT INTO tenants VALUES ('${id}', 'jira', 'key-${id}', 'app', NULL, 1, NULL,
          'https://${id}.example', '${id}.example', NULL, NULL, '${status}', ${installed}, 9000)`)
      await tenant('decided', 'active', 1_000)
      await tenant('undecided', 'active', 2_000)
      await tenant('gone', 'uninstalled', 3_000)
      await old.query(`INSERT INTO policies VALUES ('decided', 7, :document, 5000, 'ada')`, {
        replacements: { document: JSON.stringify(DECIDED) },
      })
      await old.query(`INSERT INTO audit_events (id, tenant_id, at, request_id, kind, facts)
        VALUES ('a', 'decided', 1000, 'r', 'switches.changed', '{}')`)
    })
  const policyRows = () =>
    raw((old) =>
      old.query<{ tenant_id: string; version: number; changed_at: number; changed_by: string }>(
        'SELECT tenant_id, version, changed_at, changed_by FROM policies ORDER BY tenant_id',
        { type: QueryTypes.SELECT },
      ),
    )
  const checkServed = async () => {
    const database = await openDatabase(file)
    const policies = createPolicyTable(database, createSealer([sealingKey('one')]))
    const served = (version: number, switches: object) => ({
      version,
      document: {
        ...DEFAULT_POLICY.document,
        switches: { ...DEFAULT_SWITCHES, ...switches },
        resources: [EVERYTHING],
        // What came later takes nothing from anybody.
        limits: { rules: [], readsWhenBroken: 'refused' },
      },
    })
    expect(await policies.read('decided')).to.deep.equal(served(7, DECIDED.switches))
    expect(await policies.read('undecided')).to.deep.equal(served(1, {}))
    expect(await policies.read('gone'), 'when it is installed again').to.deep.equal(served(1, {}))
    expect(await policies.read('new')).to.deep.equal(DEFAULT_POLICY)
    const events = await createAuditTable(database).recent('decided', 10)
    expect(events.map(({ id }) => id)).to.deep.equal(['a'])
    await database.close()
    expect(await policyRows()).to.deep.equal([
      { tenant_id: 'decided', version: 7, changed_at: 5_000, changed_by: 'ada' },
      { tenant_id: 'gone', version: 1, changed_at: 3_000, changed_by: 'migration' },
      { tenant_id: 'undecided', version: 1, changed_at: 2_000, changed_by: 'migration' },
    ])
  }

  it('goes on serving every installation what it served, and new ones nothing', async () => {
    await anOldDatabase()
    await checkServed()
    await checkServed()
  })

  it('is not changed again when an installation comes that nobody decided anything for', async () => {
    await anOldDatabase()
    await checkServed()
    await raw((old) => old.query(`DELETE FROM policies WHERE tenant_id = 'undecided'`))
    await (await openDatabase(file)).close()
    expect(await policyRows()).to.have.length(2)
  })

  for (const [step, times] of [
    ['addColumn', '1'],
    ['addIndex', '1'],
    ['addIndex', '2'],
    ['bulkInsert', '1'],
  ] as const) {
    it(`is as it was when the step is killed after ${step} ${times}, and right after the next start`, async () => {
      await anOldDatabase()
      const before = await policyRows()
      const child = spawn(process.execPath, ['--import', 'tsx', CUT_OFF, file, step, times])
      expect((await once(child, 'exit'))[1], 'how it ended').to.equal('SIGKILL')
      const columns = await raw((old) => old.getQueryInterface().describeTable('audit_events'))
      expect(columns).not.to.have.property('shadows')
      expect(await policyRows()).to.deep.equal(before)
      await checkServed()
    })
  }
})
