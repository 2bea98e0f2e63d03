import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { Sequelize } from 'sequelize'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { openDatabase } from '../../src/db/database.ts'
import { createGuardTable } from '../../src/db/guard-table.ts'
import { createFirstTables } from '../../src/db/migrations/0001-first-tables.ts'
import { addIdentity } from '../../src/db/migrations/0002-identity.ts'
import { addTokenRules } from '../../src/db/migrations/0003-rules.ts'
import { addPolicies } from '../../src/db/migrations/0004-policies.ts'
import { createNoticeTable } from '../../src/db/notice-table.ts'
import { createSealer } from '../../src/lib/sealer.ts'
import { sealingKey } from '../support/temporary-database.ts'
import { aCallEvent } from '../support/things.ts'

const CUT_OFF = fileURLToPath(new URL('cut-off-migration.ts', import.meta.url))
const TENANT = 'jira-tenant'

describe('a database of the version before decisions were kept', () => {
  let file: string
  beforeEach(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'gatehouse-db-')), 'old.sqlite')
    await raw(async (old) => {
      const schema = old.getQueryInterface()
      for (const step of [createFirstTables, addIdentity, addTokenRules, addPolicies]) {
        await step(schema)
      }
      // As umzug keeps them.
      await old.query('CREATE TABLE migrations (name VARCHAR(255) NOT NULL PRIMARY KEY)')
      await old.query(`INSERT INTO migrations VALUES ('0001-first-tables'), ('0002-identity'),
        ('0003-rules'), ('0004-policies')`)
      await old.query(`INSERT INTO audit_events
        (id, tenant_id, at, request_id, kind, method, path, address, decision, rule, outcome)
        VALUES ('a', '${TENANT}', 1000, 'r', 'call', 'GET', '/rest/api/3/myself', '192.0.2.1',
          'allow', 'resource:all', 'answered')`)
    })
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
  const check = async () => {
    const database = await openDatabase(file)
    const audit = createAuditTable(database)
    const event = aCallEvent({
      tenantId: TENANT,
      at: 2_000,
      policyVersion: 7,
      caller: 'api-token x',
    })
    await audit.append(event)
    const [after, before] = await audit.recent(TENANT, 10)
    expect(after).to.include({ id: event.id, policyVersion: 7, caller: 'api-token x' })
    expect(before).to.include({ id: 'a', rule: 'resource:all', policyVersion: undefined })
    expect(before).to.include({ caller: undefined, seen: undefined, operation: undefined })
    const sealer = createSealer([sealingKey('one')])
    expect(await createNoticeTable(database, sealer, () => '').settings(TENANT)).to.equal(undefined)
    expect(await createGuardTable(database).open(TENANT, { limit: 1 })).to.deep.equal([])
    await database.close()
  }

  it('keeps its events, and takes new ones with more in them', check)

  for (const [step, times] of [
    ['addColumn', '6'],
    ['addIndex', '3'],
    ['createTable', '2'],
    ['addIndex', '7'],
  ] as const) {
    it(`is as it was when the step is killed after ${step} ${times}, and right after the next start`, async () => {
      const child = spawn(process.execPath, ['--import', 'tsx', CUT_OFF, file, step, times])
      expect((await once(child, 'exit'))[1], 'how it ended').to.equal('SIGKILL')
      const columns = await raw((old) => old.getQueryInterface().describeTable('audit_events'))
      expect(columns).not.to.have.property('policy_version')
      await check()
    })
  }
})
