import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { createStreamSource } from '../../src/db/stream-source-table.ts'
import { aTrustingWorld, companyLogin, type TrustingWorld } from '../support/a-trusting-world.ts'
import { startGatehouse, type Gatehouse } from '../support/gatehouse.ts'
import { dumpDatabase } from '../support/sinks.ts'

const GONE = '/rest/api/3/issue/NONE-1'
const HASH = /h:[0-9a-f]{32}/
/** What programs work with, which no hash would do for. */
const WORKING = ['links', 'caller_locks']

const LINKED = 'linked-person@company.example'
const UNLINKED = 'unlinked "person"@company.example'
const STRANGER = 'stranger@elsewhere.example'
const BASIC = 'basic-person@company.example'
const LOCKED = 'repo:acme/locked-workload'

describe('with GATEHOUSE_AUDIT_SUBJECTS=hashed', () => {
  let it_: TrustingWorld
  let journal = ''
  let database: Database
  before(async () => {
    it_ = await aTrustingWorld({ GATEHOUSE_AUDIT_SUBJECTS: 'hashed' })
    const { app } = it_.gatehouse
    await it_.set({ basicPassThrough: true })
    const by = { actor: it_.people.admin.accountId, requestId: 'a-test' }
    await app.policies.change(it_.tenantId(), by, ({ document }) => ({
      ...document,
      limits: { ...document.limits, destructive: { perHour: 1, state: 'on' } },
    }))
    const isA = (kind: string) => ({ claim: 'kind', equals: kind })
    await it_.trust(
      companyLogin(it_.idp, {
        rules: [
          { name: 'workloads', when: isA('workload'), account: { by: 'app' }, access: 'write' },
          { name: 'everybody', when: isA('person'), access: 'write' },
        ],
      }),
    )
    await it_.link(LINKED, it_.people.alice.accountId)
    const tokenOf = (subject: string, kind: string) => it_.idp.token({ subject, claims: { kind } })
    expect(await it_.outcome(await tokenOf(LINKED, 'person'))).to.match(/^200 /)
    expect(await it_.outcome(await tokenOf(UNLINKED, 'person'))).to.equal('403 account/unlinked')
    expect(await it_.outcome(await tokenOf(STRANGER, 'none'))).to.equal('403 token/no-rule')
    const basic = `Basic ${Buffer.from(`${BASIC}:a password of theirs`).toString('base64')}`
    await fetch(`${it_.gatehouse.url}/sites/${it_.world.site.host}/rest/api/3/myself`, {
      headers: { authorization: basic },
    }).then((answer) => answer.arrayBuffer())
    const workload = await tokenOf(LOCKED, 'workload')
    for (let at = 0; at < 3; at += 1) {
      const answer = await it_.call(GONE, workload, { method: 'DELETE' })
      await answer.arrayBuffer()
    }
    const folder = `${it_.gatehouse.databaseFile}.calls`
    journal = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('')
    await it_.gatehouse.app.sendNotices()
    await it_.gatehouse.stop()
    database = await openDatabase(it_.gatehouse.databaseFile)
  })
  after(async () => {
    await database.close()
    await it_.stop()
  })

  const spellings = (names: readonly string[]) =>
    names.flatMap((name) => [name, JSON.stringify(name).slice(1, -1)])
  const nobodyIn = (text: string, names = [LINKED, UNLINKED, STRANGER, BASIC, LOCKED]) => {
    expect(spellings(names).filter((name) => text.includes(name))).to.deep.equal([])
  }

  it('the journal of calls names nobody in clear', () => {
    expect(journal).to.match(HASH)
    nobodyIn(journal)
  })

  it('no table but those of links and locks names anybody in clear', async () => {
    const tables = await database.reportSql.all(
      `SELECT name FROM sqlite_master WHERE type = 'table'`,
      [],
    )
    let all = ''
    for (const name of tables.map((row) => String(row['name']))) {
      if (WORKING.includes(name)) continue
      all += JSON.stringify(await database.reportSql.all(`SELECT * FROM "${name}"`, []))
    }
    for (const kind of ['link.created', 'guard.tripped', 'account/unlinked', 'token/no-rule']) {
      expect(all).to.contain(kind)
    }
    expect(all).to.match(HASH)
    nobodyIn(all)
  })

  it('the files of the database have nobody in clear who has neither link nor lock', () => {
    nobodyIn(dumpDatabase(it_.gatehouse.databaseFile), [UNLINKED, STRANGER, BASIC])
  })

  it('a stream sends nobody in clear', async () => {
    const sent = await createStreamSource(database).after(it_.tenantId(), 0, 'all')
    const text = JSON.stringify(sent)
    expect(text)
      .to.contain('guard.tripped')
      .and.to.match(/"caller":"provider-token company h:/)
    nobodyIn(text)
  })

  it('a line of the log that says why a call was refused names nobody in clear', () => {
    const lines = it_.gatehouse.logLines.join('')
    expect(lines).to.match(/provider company, subject \\"h:[0-9a-f]{32}\\": no link/)
    nobodyIn(lines)
  })
})

describe('a change of GATEHOUSE_AUDIT_SUBJECTS', () => {
  let it_: TrustingWorld
  let later: Gatehouse | undefined
  beforeEach(async () => {
    it_ = await aTrustingWorld()
  })
  afterEach(async () => {
    await later?.stop()
    later = undefined
    await it_.stop()
  })

  const restart = async (subjects: string) => {
    const { gatehouse, world } = it_
    await (later ?? gatehouse).stop()
    const { clock, databaseFile, url } = gatehouse
    const environment = { GATEHOUSE_AUDIT_SUBJECTS: subjects }
    const port = Number(new URL(url).port)
    later = await startGatehouse(world, { clock, databaseFile, port, environment })
  }
  const subjectsOf = async (query: Readonly<Record<string, string>>) => {
    const asked = new URLSearchParams({ what: 'calls', ...query }).toString()
    const answer = await fetch(`${it_.gatehouse.url}/api/v1/events?${asked}`, {
      headers: { authorization: `JWT ${it_.jira.contextToken(it_.people.admin)}` },
    })
    const { events } = (await answer.json()) as { readonly events: readonly { subject: string }[] }
    return events.map(({ subject }) => (subject === LINKED ? 'clear' : subject.slice(0, 2)))
  }

  it('leaves every call to be found by who made it: by name, and by the caller, back and forth', async () => {
    await it_.trust(companyLogin(it_.idp))
    await it_.link(LINKED, it_.people.alice.accountId)
    const call = async () => {
      expect(await it_.outcome(await it_.idp.token({ subject: LINKED }))).to.match(/^200 /)
      it_.gatehouse.clock.move(1_000)
    }
    await call()
    expect(await subjectsOf({ subject: LINKED })).to.deep.equal(['clear'])
    await restart('hashed')
    await call()
    expect(await subjectsOf({ subject: LINKED })).to.deep.equal(['h:', 'clear'])
    await restart('clear')
    await call()
    for (const asked of [{ subject: LINKED }, { caller: `provider-token company ${LINKED}` }]) {
      expect(await subjectsOf(asked)).to.deep.equal(['clear', 'h:', 'clear'])
    }
    expect(await subjectsOf({ subject: UNLINKED })).to.deep.equal([])
  })

  it('is no reason to call limits unused that count by the name: what is left of them is not said', async () => {
    await it_.trust(companyLogin(it_.idp))
    await it_.link(LINKED, it_.people.alice.accountId)
    const limitsOf = async () => {
      const answer = await it_.call('/rest/api/3/myself', await it_.idp.token({ subject: LINKED }))
      await answer.arrayBuffer()
      const id = answer.headers.get('gatehouse-request-id')
      const said = await fetch(`${it_.gatehouse.url}/api/v1/policy/explain`, {
        method: 'POST',
        headers: {
          authorization: `JWT ${it_.jira.contextToken(it_.people.admin)}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ id }),
      })
      const { now } = (await said.json()) as { readonly now: { kind: string; limits?: unknown } }
      expect(now.kind).to.equal('decided')
      return now.limits
    }
    expect(await limitsOf()).to.deep.equal([])
    await restart('hashed')
    expect(await limitsOf()).to.equal(undefined)
  })
})
