import { expect } from 'chai'
import {
  freshProgress,
  type AuditStream,
  type StoredStream,
} from '../../src/audit/streams/audit-stream.ts'
import type { StreamSource } from '../../src/audit/streams/stream-source.ts'
import type { StreamStore } from '../../src/audit/streams/stream-store.ts'
import { reseal } from '../../src/db/reseal.ts'
import { createStreamSource } from '../../src/db/stream-source-table.ts'
import { createStreamTable } from '../../src/db/stream-table.ts'
import { createSealer } from '../../src/lib/sealer.ts'
import { Secret } from '../../src/lib/secret.ts'
import { besideTheChain, chainWriter, type ChainWriter } from '../audit/streams/chain-writer.ts'
import {
  sealingKey,
  temporaryDatabase,
  type TemporaryDatabase,
} from '../support/temporary-database.ts'
import { watchForSecret } from '../support/sinks.ts'
import { aCallEvent, aChange } from '../support/things.ts'

const TENANT = 'jira-tenant'
const NOW = 1_800_000_000_000
const VALUE = 'Bearer a-secret-value'

function aStream(given: Partial<AuditStream> = {}): AuditStream {
  return {
    tenantId: TENANT,
    id: 's1',
    name: 'SIEM',
    state: 'on',
    what: 'all',
    target: {
      kind: 'https',
      url: new Secret('https://logs.example.com/in?key=0123456789'),
      header: { name: 'Authorization', value: new Secret(VALUE) },
      secret: new Secret('whsec_c2VjcmV0c2VjcmV0'),
      previous: { secret: new Secret('whsec_YmVmb3JlYmVmb3Jl'), until: NOW },
      ca: undefined,
    },
    dropBehind: undefined,
    createdAt: NOW,
    changedAt: NOW,
    changedBy: 'ada',
    ...given,
  }
}

describe('the table of audit streams', () => {
  const [oldKey, newKey] = [sealingKey('old'), sealingKey('new')]
  let temporary: TemporaryDatabase
  let store: StreamStore
  let source: StreamSource
  let chain: ChainWriter
  beforeEach(async () => {
    temporary = await temporaryDatabase([oldKey])
    store = createStreamTable(temporary.database, temporary.sealer, besideTheChain)
    source = createStreamSource(temporary.database)
    chain = chainWriter(temporary.database, TENANT)
    watchForSecret(VALUE)
    watchForSecret('key=0123456789')
  })
  afterEach(() => temporary.clear())

  const event = () => aChange({ kind: 'streams.changed', tenantId: TENANT })
  const add = (stream: AuditStream, upTo = 0) =>
    store.change(stream.tenantId, () => ({
      kind: 'add',
      stored: { stream, progress: freshProgress(upTo, NOW) },
      event: event(),
    }))
  const ready = async (now = NOW) => (await store.ready(now)).map(({ id }) => id)
  const only = async (): Promise<StoredStream> => {
    const stored = await store.find({ tenantId: TENANT, id: 's1' })
    if (stored === undefined) throw new Error('it is not there')
    return stored
  }

  it('gives back a stream as it was written, with its secrets, to its tenant alone', async () => {
    await add(aStream())
    const { stream } = await only()
    expect(revealed(stream)).to.deep.equal(revealed(aStream()))
    const { target } = stream
    expect(target.kind === 'https' && target.header?.value).to.be.instanceOf(Secret)
    expect(await store.find({ tenantId: 'another', id: 's1' })).to.equal(undefined)
    expect(await store.list('another')).to.deep.equal([])
  })

  it('opens no target that was copied to another stream', async () => {
    await add(aStream())
    const { auditStreams } = temporary.database.tables
    const row = (await auditStreams.findOne())?.get()
    if (row === undefined) throw new Error('it is not there')
    await temporary.database.write((tables) => tables.auditStreams.create({ ...row, id: 's2' }))
    let thrown: unknown
    await store.list(TENANT).catch((failure: unknown) => {
      thrown = failure
    })
    expect(thrown).to.be.instanceOf(Error)
  })

  it('is moved to a newer key with everything else that is sealed', async () => {
    await add(aStream())
    const both = createSealer([newKey, oldKey])
    const report = await reseal(temporary.database, both, () => undefined)
    expect(report).to.include({ resealed: 1, left: 0 })
    const after = createStreamTable(temporary.database, createSealer([newKey]))
    expect(revealed((await after.list(TENANT))[0]?.stream)).to.deep.equal(revealed(aStream()))
  })

  it('names those that are on, due, and have something to send or to miss', async () => {
    await add(aStream({ id: 'behind' }))
    await add(aStream({ id: 'off', state: 'off' }))
    await add(aStream({ id: 'there' }), 2)
    await add(aStream({ id: 'foreign', tenantId: 'another' }))
    expect(await ready()).to.deep.equal([])
    const call = aCallEvent({ tenantId: TENANT })
    await chain.whole(call)
    await chain.calls(1)
    expect(await ready()).to.deep.equal(['behind'])
    await chain.ends(call.id)
    expect(await ready()).to.have.members(['behind', 'there'])
    await chain.cutTo(3)
    expect(await ready(), 'all is removed').to.have.members(['behind', 'there'])
    expect(await ready(NOW - 1)).to.deep.equal([])
  })

  it('moves a stream only from where it was read, with its events, and never one that is not on', async () => {
    await add(aStream())
    const { stream } = await only()
    const down = [aChange({ kind: 'stream.down', tenantId: TENANT })]
    expect(await store.move(stream, { upTo: 0 }, { upTo: 5, failures: 2 }, down)).to.equal(true)
    expect(await store.move(stream, { upTo: 0 }, { upTo: 9 }, [event()])).to.equal(false)
    expect((await only()).progress).to.include({ upTo: 5, failures: 2 })
    const off = { ...stream, state: 'off' } as const
    await store.change(TENANT, () => ({ kind: 'save', stream: off, event: event() }))
    expect(await store.move(stream, { upTo: 5 }, { upTo: 9 }, [event()])).to.equal(false)
    expect((await only()).progress, 'saved settings leave the place').to.include({ upTo: 5 })
    expect(await temporary.database.tables.audit.count()).to.equal(3)
  })

  it('reads the chain by its indexes, however long it is', async () => {
    await add(aStream())
    const { sequelize } = temporary.database.reports.audit
    const writer = temporary.database.tables.audit.sequelize
    if (sequelize === undefined || writer === undefined) throw new Error('no connection')
    const asked: string[] = []
    const logging = (sql: string) => asked.push(sql.replace(/^Executing[^:]*: /, ''))
    for (const each of [sequelize, writer]) {
      Object.assign(Reflect.get(each, 'options') as object, { logging }) // Sequelize always has some.
    }
    await chain.calls(3)
    asked.length = 0
    await store.ready(NOW)
    await source.after(TENANT, 0, 'all')
    await source.after(TENANT, 0, 'refusals')
    await source.beforeOldest(TENANT)
    for (const each of [sequelize, writer]) {
      Object.assign(Reflect.get(each, 'options') as object, { logging: false })
    }
    expect(asked.length).to.be.above(10)
    for (const sql of asked) {
      const [plan] = await sequelize.query(`EXPLAIN QUERY PLAN ${sql}`)
      const steps = JSON.stringify(plan)
      expect(steps, sql).not.to.match(/SCAN (?:audit_events|e|c|audit_chains)/)
      // Streams are few, and put in order; the log is never.
      const isOfLog = !sql.includes('FROM `audit_streams`')
      if (isOfLog) expect(steps, sql).not.to.include('TEMP B-TREE FOR ORDER BY')
    }
  })
})

function revealed(stream: AuditStream | undefined): unknown {
  if (stream?.target.kind !== 'https') return stream
  const { url, header, secret, previous, ca } = stream.target
  return {
    ...stream,
    target: [url, header?.name, header?.value, secret, previous?.secret, previous?.until, ca].map(
      (each) => (each instanceof Secret ? each.reveal() : each),
    ),
  }
}
