import { expect } from 'chai'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { refusalIn } from '../../support/a-world.ts'
import { watchForSecret } from '../../support/sinks.ts'
import { noCrowdFaults } from '../../data-center/crowd/crowd-faults.ts'
import { noProductFaults } from '../../data-center/product/product-faults.ts'

const HERE = { remoteAddress: '127.0.0.1' }
const ME = '/rest/api/user/current'

describe('sign-on while Crowd or the product is at fault', () => {
  let world: DataCenterWorld
  let token: string

  beforeEach(async () => {
    world = await aDataCenterWorld({ validationMinutes: 0 })
    world.crowd.addUser('jane')
    token = world.crowd.signIn('jane', HERE)
    watchForSecret(token)
  })
  afterEach(() => world.stop())

  const alarms = async () =>
    (await world.gatehouse.app.audit.recent(world.tenant.id, 100)).filter(
      ({ kind }) => kind === 'sign-on.wrong-user',
    )

  it('answers 503 for a Crowd that is away, slow to death, or talks nonsense, and lets nobody in', async () => {
    for (const fault of [
      { down: true },
      { garbage: true },
      { status: 500 },
      { hang: true },
      { hugeBytes: 200_000 },
    ]) {
      Object.assign(world.crowd.faults, noCrowdFaults(), fault)
      const told = JSON.stringify(fault)
      const answer = await world.browse(world.crowd.signIn('jane', HERE), ME)
      expect(await refusalIn(answer), told).to.equal('503 crowd/unavailable')
      // The next question is one of the next site's, as far as the breaker is concerned.
      world.gatehouse.clock.move(11_000)
    }
    expect(world.confluence.requests).to.deep.equal([])
  })

  it('answers 503, and not 401, when Crowd does not take us: the browser has done nothing wrong', async () => {
    world.crowd.application.remoteAddresses.length = 0
    expect(await refusalIn(await world.browse(token, ME))).to.equal('503 crowd/app-refused')
  })

  it('serves who was vouched for half a minute ago while Crowd is away, and then nobody', async () => {
    await world.stop()
    world = await aDataCenterWorld({ validationMinutes: 10, cookieName: 'crowd.token_key' })
    world.crowd.addUser('jane')
    token = world.crowd.signIn('jane', HERE)
    expect((await world.browse(token, ME)).status).to.equal(200)
    world.crowd.faults.down = true
    world.gatehouse.clock.move(20_000)
    expect((await world.browse(token, ME)).status).to.equal(200)
    world.gatehouse.clock.move(11_000)
    expect(await refusalIn(await world.browse(token, ME))).to.equal('503 crowd/unavailable')
  })

  it('throws away what the product answered to somebody else, and raises an alarm', async () => {
    expect((await world.browse(token, ME)).status).to.equal(200)
    const before = world.confluence.requests.at(-1)?.sessionId
    world.confluence.faults.wrongUser = 'mallory'
    const answer = await world.browse(token, ME)
    const text = await answer.clone().text()
    expect(await refusalIn(answer)).to.equal('502 upstream/wrong-user')
    expect(text).not.to.include('"username"')
    expect(await alarms()).to.have.length(1)
    Object.assign(world.confluence.faults, noProductFaults())
    await world.browse(token, ME)
    expect(world.confluence.requests.at(-1)?.sessionId).not.to.equal(before)
  })

  it('throws away what the product answered as nobody, or without saying to whom', async () => {
    for (const fault of [{ anonymousAnswers: true }, { silentUser: true }]) {
      Object.assign(world.confluence.faults, noProductFaults())
      expect((await world.browse(token, ME)).status).to.equal(200)
      Object.assign(world.confluence.faults, fault)
      const told = JSON.stringify(fault)
      expect(await refusalIn(await world.browse(token, ME)), told).to.equal(
        '502 upstream/wrong-user',
      )
    }
    expect(await alarms()).to.have.length(2)
  })

  it('opens no session for somebody whom the product takes for another from the first', async () => {
    world.confluence.faults.wrongUser = 'mallory'
    expect(await refusalIn(await world.browse(token, ME))).to.equal('502 upstream/wrong-user')
    expect(world.confluence.requests).to.have.length(1)
  })

  it('tells a product that is away from a sign-on that is refused', async () => {
    world.confluence.faults.down = true
    expect(await refusalIn(await world.browse(token, ME))).to.equal('502 upstream/unreachable')
  })
})
