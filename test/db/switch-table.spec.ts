import { expect } from 'chai'
import type { ChangeEvent } from '../../src/audit/audit-event.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { openDatabase } from '../../src/db/database.ts'
import { createSwitchTable } from '../../src/db/switch-table.ts'
import type { SwitchStore } from '../../src/policy/switch-store.ts'
import { DEFAULT_SWITCHES, type Switches } from '../../src/policy/switches.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aChange } from '../support/things.ts'

describe('the store of switches', () => {
  let temporary: TemporaryDatabase
  let store: SwitchStore

  beforeEach(async () => {
    temporary = await temporaryDatabase()
    store = createSwitchTable(temporary.database)
  })
  afterEach(() => temporary.clear())

  const change = (tenantId: string, wanted: Partial<Switches>, event?: ChangeEvent) =>
    store.change(tenantId, (current) => ({
      switches: { ...current, ...wanted },
      event: event ?? aChange({ tenantId, kind: 'switches.changed' }),
    }))
  const eventsOf = (tenantId: string) => createAuditTable(temporary.database).recent(tenantId, 10)

  it('has the defaults for a tenant that never changed anything', async () => {
    expect(await store.read('one')).to.deep.equal(DEFAULT_SWITCHES)
  })

  it('gives back what was written, also after the database was opened again', async () => {
    const wanted = { usersMayCreateTokens: false, tokenDaysMax: 30 }
    expect(await change('one', wanted)).to.deep.equal(wanted)
    expect(await store.read('one')).to.deep.equal(wanted)
    const again = await openDatabase(temporary.file)
    expect(await createSwitchTable(again).read('one')).to.deep.equal(wanted)
    await again.close()
  })

  it('keeps tenants apart', async () => {
    await change('one', { tokenDaysMax: 7 })
    await change('two', { usersMayCreateTokens: false })
    expect(await store.read('one')).to.deep.equal({ ...DEFAULT_SWITCHES, tokenDaysMax: 7 })
    expect(await store.read('two')).to.deep.equal({
      ...DEFAULT_SWITCHES,
      usersMayCreateTokens: false,
    })
    expect(await store.read('three')).to.deep.equal(DEFAULT_SWITCHES)
  })

  it('writes a change and its audit event together or not at all', async () => {
    const event = aChange({
      tenantId: 'one',
      kind: 'switches.changed',
      facts: { tokenDaysMax: 30 },
    })
    await change('one', { tokenDaysMax: 30 }, event)
    // The same event id again breaks the second half of the transaction.
    const failed = await change('one', { tokenDaysMax: 7 }, event).catch((cause: unknown) => cause)
    expect(failed).to.be.instanceOf(Error)
    expect((await store.read('one')).tokenDaysMax).to.equal(30)
    expect(await eventsOf('one')).to.deep.equal([event])
  })

  it('writes and records nothing when everything is to stay as it is', async () => {
    await change('one', { tokenDaysMax: 30 })
    expect(await store.change('one', () => undefined)).to.include({ tokenDaysMax: 30 })
    expect(await store.change('two', () => undefined)).to.deep.equal(DEFAULT_SWITCHES)
    expect(await eventsOf('one')).to.have.length(1)
    expect(await temporary.database.tables.switches.count()).to.equal(1)
  })

  it('loses neither of two changes at the same moment, each to another switch', async () => {
    await Promise.all([
      change('one', { usersMayCreateTokens: false }),
      change('one', { tokenDaysMax: 7 }),
    ])
    const both = { usersMayCreateTokens: false, tokenDaysMax: 7 }
    expect(await store.read('one')).to.deep.equal(both)
    expect(await eventsOf('one')).to.have.length(2)
  })
})
