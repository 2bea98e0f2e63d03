import { expect } from 'chai'
import { anInstalledWorld, refusalIn, type InstalledWorld } from '../support/a-world.ts'
import { movableClock } from '../support/movable-clock.ts'
import { watchForSecret } from '../support/sinks.ts'
import { unavailable } from '../site/faults/planned-answer.ts'

const CALLS = { jira: '/rest/api/3/myself', confluence: '/wiki/rest/api/user/current' } as const
// Just past the minute for which an answer about an administrator is believed.
const A_MINUTE_MS = 61_000

describe('a token that acts as the app', () => {
  let it_: InstalledWorld
  beforeEach(async () => {
    // One clock for both sides: what we sign after it was moved must still fit to theirs.
    const clock = movableClock()
    it_ = await anInstalledWorld({ clock, site: { now: () => clock.now() } })
  })
  afterEach(() => it_.stop())

  const appToken = (product: 'jira' | 'confluence' = 'jira') =>
    it_.createToken(it_.people.admin, { actsAs: 'app' }, it_[product])
  const called = (product: 'jira' | 'confluence' = 'jira') =>
    it_.world.log.calls({ server: 'site', path: CALLS[product] })

  for (const product of ['jira', 'confluence'] as const) {
    it(`ends its service in ${product} a minute after its owner is no administrator, and not for good`, async () => {
      const token = await appToken(product)
      expect((await it_.call(CALLS[product], token)).status).to.equal(200)
      it_.people.admin.isAdmin = false
      it_.gatehouse.clock.move(A_MINUTE_MS)
      it_.world.log.clear()
      const refused = await it_.call(CALLS[product], token)
      expect(await refusalIn(refused)).to.equal('403 credential/owner-not-admin')
      expect(called(product)).to.have.length(0)

      it_.people.admin.isAdmin = true
      it_.gatehouse.clock.move(A_MINUTE_MS)
      expect((await it_.call(CALLS[product], token)).status).to.equal(200)
    })

    it(`ends its service in ${product} when its owner is deactivated, also without any webhook about it`, async () => {
      const token = await appToken(product)
      it_.people.admin.active = false
      it_.gatehouse.clock.move(A_MINUTE_MS)
      const refused = await it_.call(CALLS[product], token)
      expect(await refusalIn(refused)).to.equal('403 credential/owner-not-admin')
    })
  }

  it('is never served while the product cannot say whether its owner is an administrator', async () => {
    const token = await appToken()
    it_.gatehouse.clock.move(A_MINUTE_MS)
    it_.world.log.clear()
    const { faults } = it_.world.site
    faults.resetNext(1)
    const unreachable = await it_.call(CALLS.jira, token)
    expect(await refusalIn(unreachable)).to.equal('502 upstream/unreachable')
    faults.answerNext(1, unavailable())
    expect(await refusalIn(await it_.call(CALLS.jira, token))).to.equal('503 upstream/busy')
    expect(called()).to.have.length(0)
    expect((await it_.call(CALLS.jira, token)).status, 'once it can').to.equal(200)
  })

  it('is refused like any other where the app is disabled', async () => {
    const token = await appToken()
    it_.gatehouse.clock.move(A_MINUTE_MS)
    await it_.jira.disable()
    it_.world.log.clear()
    expect(await refusalIn(await it_.call(CALLS.jira, token))).to.equal('403 site/inactive')
    expect(it_.world.log.calls({ server: 'site' })).to.have.length(0)
  })

  for (const stays of [true, false]) {
    it(`after a re-install ${stays ? 'works again' : 'stays useless'} if its owner ${stays ? 'still administers' : 'left meanwhile'}`, async () => {
      const token = await appToken()
      await it_.jira.uninstall()
      expect(await refusalIn(await it_.call(CALLS.jira, token))).to.equal('403 site/inactive')
      it_.people.admin.active = stays
      const again = await it_.world.site.installApp(
        `${it_.gatehouse.url}/jira/atlassian-connect.json`,
      )
      watchForSecret(again.sharedSecret())
      const answer = await it_.call(CALLS.jira, token)
      if (stays) expect(answer.status).to.equal(200)
      else expect(await refusalIn(answer)).to.equal('403 credential/owner-not-admin')
    })
  }
})
