import { expect } from 'chai'
import { anInstalledWorld, type InstalledWorld } from '../support/a-world.ts'

const CALLS = { jira: '/rest/api/3/myself', confluence: '/wiki/rest/api/user/current' } as const

describe('acting as a user, through the stand-in’s own token server', () => {
  let it_: InstalledWorld
  before(async () => {
    it_ = await anInstalledWorld()
  })
  after(() => it_.stop())
  const exchanges = () => it_.world.log.calls({ server: 'auth' }).length

  for (const product of ['jira', 'confluence'] as const) {
    it(`twenty cold calls to ${product} at once make one exchange, with the smallest scope`, async () => {
      const token = await it_.createToken(it_.people.alice, {}, it_[product])
      it_.world.log.clear()
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => it_.call(CALLS[product], token)),
      )
      expect(answers.map((answer) => answer.status)).to.deep.equal(Array<number>(20).fill(200))
      expect(exchanges()).to.equal(1)
    })

    it(`a user token that ${product} takes back early is replaced without the caller noticing`, async () => {
      const token = await it_.createToken(it_.people.bob, {}, it_[product])
      expect((await it_.call(CALLS[product], token)).status).to.equal(200)
      expect(it_.world.accessTokens.revoke()).to.be.greaterThan(0)
      it_.world.log.clear()
      expect((await it_.call(CALLS[product], token)).status).to.equal(200)
      expect(exchanges()).to.equal(1)
    })
  }

  it('no call ever carried a credential in its address, and the media host saw none at all', () => {
    expect(it_.world.log.alarms).to.deep.equal([])
  })
})
