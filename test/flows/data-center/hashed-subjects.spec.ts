import { expect } from 'chai'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { watchForSecret } from '../../support/sinks.ts'

const ME = '/rest/api/user/current'
const HASH = /^h:[0-9a-f]{32}$/

describe('the record of people who sign on by Crowd, with GATEHOUSE_AUDIT_SUBJECTS=hashed', () => {
  let world: DataCenterWorld
  beforeEach(async () => {
    world = await aDataCenterWorld({ environment: { GATEHOUSE_AUDIT_SUBJECTS: 'hashed' } })
  })
  afterEach(() => world.stop())

  it('has hashes in calls, in the alarm and in ended sign-ons; the account is the name, and stays', async () => {
    world.crowd.addUser('jane-of-acme')
    const token = world.crowd.signIn('jane-of-acme', { remoteAddress: '127.0.0.1' })
    watchForSecret(token)
    expect((await world.browse(token, ME)).status).to.equal(200)
    world.confluence.faults.wrongUser = 'mallory'
    expect((await world.browse(token, ME)).status).to.equal(502)
    await world.manage('POST', '/sign-on-sessions/end', { user: 'jane-of-acme' })

    const events = await world.gatehouse.app.audit.recent(world.tenant.id, 50)
    const calls = events.filter((event) => event.kind === 'call')
    const [first] = calls
    expect(first?.subject).to.match(HASH)
    expect(first?.caller).to.equal(`sso-cookie ${first?.subject ?? ''}`)
    expect(first?.accountId).to.equal('jane-of-acme')
    const ended = events.find(({ kind }) => kind === 'sign-on.ended')
    expect(ended?.subject).to.equal(first?.subject)
    const alarm = events.find(({ kind }) => kind === 'sign-on.wrong-user')
    expect(JSON.stringify(alarm)).to.contain(first?.subject).and.not.to.contain('jane-of-acme')
  })
})
