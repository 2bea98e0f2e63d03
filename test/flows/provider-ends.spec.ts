import { expect } from 'chai'
import type { Provider } from '../../src/identity/providers/provider.ts'
import {
  aTrustingWorld,
  BY_CLAIM,
  claimsOf,
  companyLogin,
  MYSELF,
  type TrustingWorld,
} from '../support/a-trusting-world.ts'

describe('a token of an identity provider that was served ends its service from the next call on', () => {
  let it_: TrustingWorld
  before(async () => {
    it_ = await aTrustingWorld()
  })
  after(() => it_.stop())

  const trust = (given: Partial<Provider> = {}) => it_.trust(companyLogin(it_.idp, given))

  let token: string
  beforeEach(async () => {
    await trust({ account: BY_CLAIM })
    token = await it_.idp.token({ claims: claimsOf(it_.people.alice) })
    expect(await it_.outcome(token)).to.match(/^200/)
    it_.world.log.clear()
  })
  afterEach(() => expect(it_.world.log.calls({ server: 'site', path: MYSELF })).to.deep.equal([]))

  it('when the provider is removed', async () => {
    await it_.trust()
    expect(await it_.outcome(token)).to.equal('401 token/untrusted')
  })

  it('when the provider is disabled', async () => {
    await trust({ account: BY_CLAIM, enabled: false })
    expect(await it_.outcome(token)).to.equal('401 token/untrusted')
  })

  it('when the rule that let it in is taken away', async () => {
    await trust({ account: BY_CLAIM, rules: [{ name: 'x', when: { any: [] }, access: 'read' }] })
    expect(await it_.outcome(token)).to.equal('403 token/no-rule')
  })

  it('when its audience is not accepted any more', async () => {
    await trust({ account: BY_CLAIM, audiences: ['https://elsewhere.example.com'] })
    expect(await it_.outcome(token)).to.equal('401 token/untrusted')
  })

  it('when tokens of providers are switched off', async () => {
    await it_.set({ providerTokens: false })
    expect(await it_.outcome(token)).to.equal('403 credential/switched-off')
    await it_.set({ providerTokens: true })
  })

  it('when the app is disabled on the site', async () => {
    await it_.jira.disable()
    it_.world.log.clear()
    expect(await it_.outcome(token)).to.equal('403 site/inactive')
    await it_.jira.enable()
  })

  it('when its link is removed', async () => {
    await trust()
    const link = await it_.link('leaver@idp', it_.people.alice.accountId)
    const token = await it_.idp.token({ subject: 'leaver@idp' })
    expect(await it_.outcome(token)).to.match(/^200/)
    it_.world.log.clear()
    const by = { actor: it_.people.admin.accountId, requestId: 'a-test' }
    await it_.gatehouse.app.links.unlink(it_.tenantId(), link.id, by)
    expect(await it_.outcome(token)).to.equal('403 account/unlinked')
  })
})
