import { expect } from 'chai'
import { anInstalledWorld, refusalIn, type InstalledWorld } from '../support/a-world.ts'

const MYSELF = '/rest/api/3/myself'

describe('the tokens of an account that is gone', () => {
  let it_: InstalledWorld
  beforeEach(async () => {
    it_ = await anInstalledWorld()
  })
  afterEach(() => it_.stop())

  const reviewed = async () => {
    await it_.world.site.settled()
    await it_.gatehouse.app.reviewAccounts()
  }
  const revocations = async (product: 'jira' | 'confluence') => {
    const installation = it_[product]
    const tenant = it_.gatehouse.app.directory.byClientKey(product, installation.clientKey)
    const events = await it_.gatehouse.app.audit.recent(tenant?.id ?? '', 100)
    return events.filter((event) => event.kind === 'token.revoked')
  }

  for (const [event, end] of [
    ['user_deleted', 'closed'],
    ['user_updated', 'inactive'],
  ] as const) {
    it(`are revoked after Jira's ${event}, once the product confirms that it is ${end}`, async () => {
      const { alice } = it_.people
      const token = await it_.createToken(alice)
      if (end === 'closed') alice.closed = true
      alice.active = false
      const [report] = await it_.jira.webhook(event, { user: { accountId: alice.accountId } })
      expect(report?.delivered).to.equal(true)
      await reviewed()
      expect(await refusalIn(await it_.call(MYSELF, token))).to.equal('401 credential/revoked')
      expect(await revocations('jira')).to.have.length(1)
    })
  }

  it('are revoked after Confluence says user_removed', async () => {
    const { alice } = it_.people
    const token = await it_.createToken(alice, {}, it_.confluence)
    alice.active = false
    const payload = { userAccountId: alice.accountId }
    const [report] = await it_.confluence.webhook('user_removed', payload)
    expect(report?.delivered).to.equal(true)
    await reviewed()
    const answer = await it_.call('/wiki/rest/api/user/current', token)
    expect(await refusalIn(answer)).to.equal('401 credential/revoked')
  })

  it('stay when the product says the account is fine, whatever the webhook claims', async () => {
    const { alice } = it_.people
    const token = await it_.createToken(alice)
    await it_.jira.webhook('user_deleted', { user: { accountId: alice.accountId, active: false } })
    await reviewed()
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
  })

  it('are revoked once, however often the webhook arrives', async () => {
    const { alice } = it_.people
    await it_.createToken(alice)
    alice.active = false
    const payload = { user: { accountId: alice.accountId } }
    const [report] = await it_.jira.webhook('user_deleted', payload, { copies: 5 })
    expect(report?.attempts.length).to.equal(5)
    expect(report?.delivered).to.equal(true)
    await reviewed()
    expect(await revocations('jira')).to.have.length(1)
  })

  it('a delivery that comes again with another body is refused and nothing of it is done', async () => {
    const { alice, bob } = it_.people
    const token = await it_.createToken(bob)
    const identifier = 'delivery-42'
    await it_.jira.webhook('user_deleted', { user: { accountId: alice.accountId } }, { identifier })
    bob.active = false
    const url = `${it_.jira.appBaseUrl}/webhooks/user-deleted`
    const replay = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `JWT ${it_.jira.signed('POST', url)}`,
        'content-type': 'application/json',
        'x-atlassian-webhook-identifier': identifier,
      },
      body: JSON.stringify({ user: { accountId: bob.accountId } }),
    })
    expect(await refusalIn(replay)).to.equal('422 product/replayed')
    await reviewed()
    bob.active = true
    expect((await it_.call(MYSELF, token)).status).to.equal(200)
  })

  it('are revoked later when the product cannot be asked at once: the hint is not lost', async () => {
    const { alice } = it_.people
    const token = await it_.createToken(alice)
    alice.active = false
    it_.world.site.faults.resetNext(1)
    const payload = { user: { accountId: alice.accountId } }
    const [report] = await it_.jira.webhook('user_deleted', payload)
    expect(report?.delivered).to.equal(true)
    await reviewed()
    it_.gatehouse.clock.move(10_000)
    await reviewed()
    expect(await refusalIn(await it_.call(MYSELF, token))).to.equal('401 credential/revoked')
  })
})
