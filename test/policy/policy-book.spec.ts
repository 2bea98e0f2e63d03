import { expect } from 'chai'
import type { ChangeEvent } from '../../src/audit/audit-event.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { createPolicyTable } from '../../src/db/policy-table.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { createPolicyBook } from '../../src/policy/policy-book.ts'
import { DEFAULT_POLICY, type PolicyDocument } from '../../src/policy/policy-document.ts'
import type { PolicyBook, PolicyStore } from '../../src/policy/policy-store.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { insist } from '../support/insist.ts'
import { expectRefusal } from '../support/refusals.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aDocument, anIntrospected, revealed } from './policy-things.ts'

describe('the policy book', () => {
  let clock = stoppedClock()
  let temporary: TemporaryDatabase
  let table: PolicyStore
  let book: PolicyBook
  let reads: string[]
  /** What a read waits for, once it has its answer. */
  let afterRead: () => Promise<void>

  beforeEach(async () => {
    clock = stoppedClock()
    temporary = await temporaryDatabase()
    table = createPolicyTable(temporary.database, temporary.sealer)
    reads = []
    afterRead = async () => undefined
    book = createPolicyBook({
      store: {
        async read(tenantId) {
          reads.push(tenantId)
          const policy = await table.read(tenantId)
          await afterRead()
          return policy
        },
        versions: (tenantId, selection) => table.versions(tenantId, selection),
        readVersion: (tenantId, version) => table.readVersion(tenantId, version),
        change: (tenantId, decide) => table.change(tenantId, decide),
      },
      clock,
      ids: systemIds,
    })
  })
  afterEach(() => temporary.clear())

  const by = { actor: 'account-admin', requestId: 'request' }
  const days = (tokenDaysMax: number) =>
    aDocument({ switches: { ...DEFAULT_SWITCHES, tokenDaysMax } })
  const set = (document: PolicyDocument, tenantId = 'one') =>
    book.change(tenantId, by, () => document)
  /** Another process on the same database. */
  const elsewhere = () => createPolicyBook({ store: table, clock, ids: systemIds })
  const eventsOf = async (tenantId = 'one') =>
    (await createAuditTable(temporary.database).recent(tenantId, 100)) as ChangeEvent[]

  /** Holds the next reads after they have their answer, as a slow disk would. */
  const heldReads = () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const begun = new Promise<void>((resolve) => {
      afterRead = () => {
        resolve()
        return held
      }
    })
    const letGo = () => {
      afterRead = async () => undefined
      release()
    }
    return { begun, letGo }
  }

  it('asks the store once for many calls at the same time, and no more for five seconds', async () => {
    const first = await Promise.all(Array.from({ length: 20 }, async () => book.read('one')))
    expect(new Set(first).size).to.equal(1)
    clock.move(4_999)
    await book.read('one')
    expect(reads).to.have.length(1)
    clock.move(1)
    await book.read('one')
    expect(reads).to.have.length(2)
  })

  it('has another process’s change after five seconds at the latest', async () => {
    await book.read('one')
    await elsewhere().change('one', by, () => days(7))
    clock.move(5_000)
    expect((await book.read('one')).document.switches.tokenDaysMax).to.equal(7)
  })

  it('answers the very same object for as long as the version is the same', async () => {
    await set(aDocument({ providers: [anIntrospected('a secret')] }))
    const before = await book.read('one')
    clock.move(5_000)
    expect(await book.read('one')).to.equal(before)
    expect(await set(before.document), 'asked for what is so').to.equal(before)
    expect(reads).to.have.length(1)
    await set(days(7))
    expect(await book.read('one')).not.to.equal(before)
  })

  it('has a change of this process at the very next read', async () => {
    await book.read('one')
    const changed = await set(days(7))
    expect(await book.read('one')).to.equal(changed)
    expect(changed).to.deep.equal({ version: 1, document: days(7) })
    expect(reads).to.have.length(1)
  })

  it('a read under way never answers, nor leaves behind, what was before a change', async () => {
    const { begun, letGo } = heldReads()
    const early = book.read('one')
    await begun
    await set(days(7))
    const late = book.read('one')
    letGo()
    for (const policy of [await early, await late, await book.read('one')]) {
      expect(policy.version).to.equal(1)
    }
  })

  it('who asks after a change does not join a read that began before it', async () => {
    await set(days(7), 'other')
    const { begun, letGo } = heldReads()
    const early = book.read('one')
    await begun
    await elsewhere().change('one', by, () => days(30))
    await set(days(90), 'other')
    afterRead = async () => undefined
    expect((await book.read('one')).version).to.equal(1)
    letGo()
    expect((await early).version).to.equal(1)
  })

  it('has another process’s change at the next read when it is told to forget, and the same object when there was none', async () => {
    const before = await book.read('one')
    book.forget('one')
    expect(await book.read('one')).to.equal(before)
    await elsewhere().change('one', by, () => days(7))
    book.forget('one')
    expect((await book.read('one')).version).to.equal(1)
    await elsewhere().change('one', by, () => days(8))
    book.forgetAll()
    expect((await book.read('one')).version).to.equal(2)
  })

  it('does not take its own change for the newest when it was told of another’s meanwhile', async () => {
    const told = createPolicyBook({
      store: {
        ...table,
        async change(tenantId, decide) {
          const own = await table.change(tenantId, decide)
          // As others are told of this change, another one makes the next.
          await elsewhere().change(tenantId, by, () => days(8))
          told.forget(tenantId)
          return own
        },
      },
      clock,
      ids: systemIds,
    })
    await told.read('one')
    expect((await told.change('one', by, () => days(7))).version).to.equal(1)
    expect((await told.read('one')).version).to.equal(2)
  })

  it('keeps tenants apart', async () => {
    await set(days(7))
    await set(days(30), 'two')
    expect((await book.read('one')).document).to.deep.equal(days(7))
    expect((await book.read('two')).document).to.deep.equal(days(30))
    expect(await book.read('three')).to.equal(DEFAULT_POLICY)
  })

  it('loses none of many changes at the same moment', async () => {
    await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        insist(() =>
          book.change('one', by, ({ document }) => ({
            ...document,
            providers: [...document.providers, aProvider({ id: `p${at}` })],
          })),
        ),
      ),
    )
    const { version, document } = await book.read('one')
    expect([version, document.providers.length]).to.deep.equal([10, 10])
  })

  it('records what differs, by whom, and the version that it made', async () => {
    await set(aDocument({ ...days(7), providers: [aProvider()] }))
    await set(days(7))
    expect(
      (await eventsOf()).map(({ kind, subject, actor, requestId, at, facts }) => [
        kind,
        [subject, actor, requestId, at],
        facts['version'],
      ]),
    ).to.have.deep.members([
      ['switches.changed', ['one', 'account-admin', 'request', clock.now()], undefined],
      ['provider.added', ['acme', 'account-admin', 'request', clock.now()], 1],
      ['provider.removed', ['acme', 'account-admin', 'request', clock.now()], 2],
    ])
    const rows = await temporary.database.tables.policies.findAll({ order: ['version'] })
    expect(rows.map((row) => [row.get().changed_by, row.get().changed_at])).to.deep.equal([
      ['account-admin', clock.now()],
      ['account-admin', clock.now()],
    ])
  })

  it('makes no version and no event of a document that says the same, however it is written', async () => {
    const secret = 'the one secret'
    const providers = [aProvider({ id: 'a' }), anIntrospected(secret, { id: 'b' })]
    await set(aDocument({ providers }))
    const count = (await eventsOf()).length
    for (const same of [
      [anIntrospected(secret, { id: 'b' }), aProvider({ id: 'a', typ: undefined })],
      providers,
    ]) {
      expect((await set(aDocument({ providers: same }))).version).to.equal(1)
    }
    expect(await eventsOf()).to.have.length(count)
    const other = [aProvider({ id: 'a' }), anIntrospected('another secret', { id: 'b' })]
    expect((await set(aDocument({ providers: other }))).version).to.equal(2)
    expect(await eventsOf()).to.have.length(count + 1)
  })

  it('passes a refusal of the decision on, and changes nothing', async () => {
    await set(days(7))
    const refused = book.change('one', by, () => {
      throw new Refusal('policy/changed')
    })
    await expectRefusal(refused, 'policy/changed')
    expect((await book.read('one')).document).to.deep.equal(days(7))
    expect(await eventsOf()).to.have.length(1)
  })

  it('gives out nothing that anybody could change in passing, all the way down', async () => {
    const rules = [
      { name: 'all', when: { all: [{ claim: 'a', in: ['x'] }] }, access: 'read' as const },
    ]
    await set(aDocument({ providers: [aProvider({ rules })] }))
    clock.move(5_000)
    let decided: unknown
    const afresh = await elsewhere().read('one')
    await book.change('one', by, (current) => {
      decided = current
      return current.document
    })
    const loose: string[] = []
    const look = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return
      if (!Object.isFrozen(value)) loose.push(path)
      for (const [name, each] of Object.entries(value)) look(each, `${path}.${name}`)
    }
    for (const [name, policy] of Object.entries({
      held: await book.read('one'),
      afresh,
      decided,
    })) {
      expect(policy, name).to.be.an('object')
      look(policy, name)
    }
    expect(loose).to.deep.equal([])
  })

  it('serves nobody while the rules cannot be read, and remembers no failure', async () => {
    const disk = new Error('disk')
    afterRead = () => Promise.reject(disk)
    const refusal = await expectRefusal(book.read('one'), 'policy/unavailable')
    expect(refusal.cause).to.equal(disk)
    afterRead = async () => undefined
    expect(await book.read('one')).to.equal(DEFAULT_POLICY)
  })

  for (const [what, text] of [
    ['is no JSON', '{"format":2,'],
    ['has a form of another time', '{"format":3}'],
    ['has a section that is not known', '{"format":2,"switches":{},"firewall":[]}'],
  ] as const) {
    it(`answers nothing in place of a newest version that ${what}, not even the one before`, async () => {
      await set(days(7))
      await set(days(30))
      const { policies } = temporary.database.tables
      const where = { tenant_id: 'one', version: 2 }
      const intact = (await policies.findOne({ where }))?.get().document ?? ''
      expect((await book.read('one')).version).to.equal(2)

      await policies.update({ document: text }, { where })
      clock.move(5_000)
      for (let again = 0; again < 2; again += 1) {
        await expectRefusal(book.read('one'), 'policy/unavailable')
      }
      await expectRefusal(elsewhere().read('one'), 'policy/unavailable')
      await policies.update({ document: intact }, { where })
      expect((await book.read('one')).document).to.deep.equal(days(30))
    })
  }

  it('makes no version of what was stored in the first form and is sent back as it was read', async () => {
    await set(days(7))
    const { policies } = temporary.database.tables
    const document = JSON.stringify({ format: 1, switches: days(7).switches, providers: [] })
    await policies.update({ document }, { where: { tenant_id: 'one' } })
    const again = elsewhere()
    const read = await again.read('one')
    expect(read.document.resources).to.have.length(1)
    expect(await again.change('one', by, () => structuredClone(read.document))).to.equal(read)
    expect(await eventsOf()).to.have.length(1)
    expect(await policies.count()).to.equal(1)
  })

  it('gives out what was, as unchangeable as what is', async () => {
    await set(aDocument({ providers: [anIntrospected('the old secret')] }))
    await set(days(7))
    const kept = await book.readVersion('one', 1)
    expect(revealed(kept)).to.deep.equal({
      version: 1,
      document: revealed(aDocument({ providers: [anIntrospected('the old secret')] })),
    })
    expect(Object.isFrozen(kept?.document.providers[0]?.keys)).to.equal(true)
    expect(await book.readVersion('two', 1)).to.equal(undefined)
    expect(await book.versions('one', { limit: 1 })).to.deep.equal([
      { version: 2, changedAt: clock.now(), changedBy: 'account-admin' },
    ])
  })
})
