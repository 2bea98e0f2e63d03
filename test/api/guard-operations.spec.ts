import { expect } from 'chai'
import { aCall } from '../support/things.ts'
import { describedForms } from './described-forms.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'

describe('locks in the management API', () => {
  let world: ManagementWorld
  beforeEach(async () => {
    world = await startManagement()
  })
  afterEach(() => world.stop())

  const lock = (tenantId = world.jira.id) => {
    const credential = { kind: 'api-token', id: 't1', subject: undefined } as const
    const made = { tenantId, caller: 'api-token t1', credential, perHour: 5 }
    return world.locks.lock({ ...made, ownerAccountId: 'bob' }, undefined, aCall())
  }

  it('are listed as the document describes them, and lifted with an event that says who', async () => {
    const { id } = await lock()
    const forms = await describedForms(world)
    const { json } = await world.send('GET', '/locks')
    expect(forms.faultsOf('get', '/locks', 200, json)).to.equal(undefined)
    expect(json).to.have.nested.property('locks[0].id', id)
    expect(json).to.have.nested.property('locks[0].ownerAccountId', 'bob')

    world.clock.move(1)
    const unlocked = await world.send('POST', `/locks/${id}/unlock`)
    expect(unlocked.outcome).to.equal('200')
    expect(forms.faultsOf('post', '/locks/{id}/unlock', 200, unlocked.json)).to.equal(undefined)
    expect((await world.send('GET', '/locks')).json).to.deep.equal({ locks: [] })
    const [event] = await world.events()
    const requestId = unlocked.headers.get('gatehouse-request-id')
    expect(event).to.include({ kind: 'guard.unlocked', actor: 'ada', requestId, subject: id })
    expect(event).to.have.nested.property('facts.by', 'administrator')
    expect((await world.send('POST', `/locks/${id}/unlock`)).outcome).to.equal('200')
  })

  it('of another tenant, or with an id that cannot be one, are not found', async () => {
    const { id } = await lock(world.confluence.id)
    for (const one of [id, '%00', 'a'.repeat(500)]) {
      const { outcome } = await world.send('POST', `/locks/${one}/unlock`)
      expect(outcome, one).to.equal('404 request/not-found')
    }
    expect((await world.send('GET', '/locks')).json).to.deep.equal({ locks: [] })
  })

  it('are not for tokens that only call', async () => {
    const { id } = await lock()
    for (const access of ['read', 'write'] as const) {
      const as = await world.bearer(access)
      const { outcome } = await world.send('POST', `/locks/${id}/unlock`, { as })
      expect(outcome).to.equal('403 person/not-admin')
    }
  })
})
