import { expect } from 'chai'
import type { Provider } from '../../src/identity/providers/provider.ts'
import { startIdp } from '../idp/start-idp.ts'
import { refusalIn } from '../support/a-world.ts'
import {
  aTrustingWorld,
  BY_CLAIM,
  BY_EMAIL,
  claimsOf,
  companyLogin,
  introspectingLogin,
  MYSELF,
  type TrustingWorld,
} from '../support/a-trusting-world.ts'

describe('a token of an identity provider is refused', () => {
  let it_: TrustingWorld
  before(async () => {
    it_ = await aTrustingWorld()
  })
  beforeEach(() => it_.world.log.clear())
  after(() => it_.stop())

  const trust = (given: Partial<Provider> = {}) => it_.trust(companyLogin(it_.idp, given))

  it('when another trusted issuer signed it in this one’s name, with a key of the same name', async () => {
    const partner = await startIdp()
    await it_.trust(
      companyLogin(it_.idp, { account: BY_CLAIM }),
      companyLogin(partner, { id: 'partner', account: BY_CLAIM }),
    )
    const claims = claimsOf(it_.people.alice)
    const forged = await partner.token({ claims, issuer: it_.idp.issuer })
    // Both orders: whichever keys are read first serve for no other issuer.
    expect(await it_.outcome(await partner.token({ claims }))).to.match(/^200/)
    expect(await it_.outcome(forged)).to.equal('401 token/untrusted')
    expect(await it_.outcome(await it_.idp.token({ claims }))).to.match(/^200/)
    expect(await it_.outcome(forged)).to.equal('401 token/untrusted')
    await partner.stop()
  })

  it('when nobody trusts its issuer', async () => {
    const other = await startIdp()
    await trust({ account: BY_CLAIM })
    const token = await other.token({ claims: claimsOf(it_.people.alice) })
    expect(await it_.outcome(token)).to.equal('401 token/untrusted')
    expect(other.requests).to.deep.equal([])
    await other.stop()
  })

  it('when it is for another audience', async () => {
    await trust({ account: BY_CLAIM })
    const audience = 'https://billing.example.com/api'
    const token = await it_.idp.token({ audience, claims: claimsOf(it_.people.alice) })
    expect(await it_.outcome(token)).to.equal('401 token/untrusted')
    await it_.trust(introspectingLogin(it_.idp, 'basic', { account: BY_CLAIM }))
    const opaque = await it_.idp.opaqueToken({ audience, claims: claimsOf(it_.people.alice) })
    expect(await it_.outcome(opaque)).to.equal('401 credential/invalid')
  })

  it('when its algorithm is not among the allowed ones', async () => {
    await trust({ account: BY_CLAIM, algorithms: ['ES256'] })
    const token = await it_.idp.token({ alg: 'RS256', claims: claimsOf(it_.people.alice) })
    expect(await it_.outcome(token)).to.equal('401 token/untrusted')
  })

  it('when it has expired, with the challenge that RFC 6750 asks for', async () => {
    await trust({ account: BY_CLAIM })
    const token = await it_.idp.token({
      claims: claimsOf(it_.people.alice),
      issuedSecondsAgo: 300,
      lifeSeconds: 60,
    })
    const answer = await it_.call(MYSELF, token)
    expect(answer.headers.get('www-authenticate')).to.match(/^Bearer .*error="invalid_token"/)
    expect(answer.headers.get('content-type')).to.equal('application/problem+json')
    expect(await refusalIn(answer)).to.equal('401 token/expired')
  })

  it('from the moment it expires, also when it was seen before', async () => {
    await trust({ account: BY_CLAIM, clockToleranceSeconds: 0 })
    const token = await it_.idp.token({ claims: claimsOf(it_.people.alice), lifeSeconds: 60 })
    expect(await it_.outcome(token)).to.match(/^200/)
    it_.gatehouse.clock.move(61_000)
    expect(await it_.outcome(token)).to.equal('401 token/expired')
  })

  it('when its subject is linked to nobody', async () => {
    await trust()
    const token = await it_.idp.token({ subject: 'nobody@idp' })
    expect(await it_.outcome(token)).to.equal('403 account/unlinked')
  })

  it('when the same subject of another issuer is linked, but not this one’s', async () => {
    await trust()
    await it_.link('twin@idp', it_.people.bob.accountId, 'https://login.partner.example')
    const token = await it_.idp.token({ subject: 'twin@idp' })
    expect(await it_.outcome(token)).to.equal('403 account/unlinked')
  })

  it('when the claim that should name an account names none', async () => {
    await trust({ account: BY_CLAIM })
    expect(await it_.outcome(await it_.idp.token())).to.equal('403 account/unknown')
    const token = await it_.idp.token({ claims: { atlassian_id: ['a', 'b'] } })
    expect(await it_.outcome(token)).to.equal('403 account/unknown')
  })

  it('when the account that it leads to is no active one of the product', async () => {
    await trust({ account: BY_CLAIM })
    const { bob } = it_.people
    bob.active = false
    const token = await it_.idp.token({ claims: claimsOf(it_.people.bob) })
    expect(await it_.outcome(token)).to.equal('403 upstream/user-refused')
    bob.active = true
  })

  it('when the product does not show whose e-mail address it proves', async () => {
    await trust({ account: BY_EMAIL })
    const claims = { email: it_.people.alice.email, email_verified: true }
    const token = await it_.idp.token({ claims })
    expect(await it_.outcome(token)).to.equal('403 account/email-hidden')
  })

  it('when two accounts have the e-mail address that it proves, or none', async () => {
    await trust({ account: BY_EMAIL })
    const email = 'shared@example.com'
    const shared = { email, emailVisibility: 'visible' } as const
    for (const name of ['carol', 'dave']) it_.world.site.addPerson(name, name, shared)
    const outcomeOf = async (address: string) =>
      it_.outcome(await it_.idp.token({ claims: { email: address, email_verified: true } }))
    expect(await outcomeOf(email)).to.equal('403 account/ambiguous')
    expect(await outcomeOf('nobody@example.com')).to.equal('403 account/unknown')
  })

  it('when its provider does not say, as a plain true, that the e-mail address is verified', async () => {
    await trust({ account: BY_EMAIL })
    const { email } = it_.people.bob
    it_.people.bob.emailVisibility = 'visible'
    for (const claims of [
      { email },
      { email, email_verified: false },
      { email, email_verified: 'true' },
      { email, email_verified: 1 },
    ]) {
      const token = await it_.idp.token({ claims })
      expect(await it_.outcome(token)).to.equal('403 account/unknown')
    }
    it_.people.bob.emailVisibility = 'hidden'
  })

  it('when groups that the rules depend on were left out of it for their number', async () => {
    await trust({
      account: BY_CLAIM,
      rules: [
        {
          name: 'all but contractors',
          when: { none: [{ claim: 'groups', equals: 'contractors' }] },
          access: 'write',
        },
      ],
    })
    const leftOut = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } }
    const token = await it_.idp.token({ claims: { ...claimsOf(it_.people.alice), ...leftOut } })
    expect(await it_.outcome(token)).to.equal('403 token/incomplete')
    expect(await it_.outcome(await it_.idp.token({ claims: claimsOf(it_.people.alice) }))).to.match(
      /^200/,
    )
  })

  it('for a write under a rule that only reads, and for a path outside of its resources', async () => {
    await trust({
      account: BY_CLAIM,
      rules: [{ name: 'readers', access: 'read', resources: ['/rest/api/3/myself'] }],
    })
    const token = await it_.idp.token({ claims: claimsOf(it_.people.alice) })
    expect(await it_.outcome(token)).to.match(/^200/)
    expect(await it_.outcome(token, '/rest/api/3/serverInfo')).to.equal('403 call/outside-grant')
    const write = await it_.call(MYSELF, token, { method: 'PUT', body: '{}' })
    expect(await refusalIn(write)).to.equal('403 call/read-only')
    expect(it_.world.log.calls({ server: 'site', method: 'PUT' })).to.have.length(0)
  })

  it('by the other product of the site, whose admins trust nobody', async () => {
    await trust({ account: BY_CLAIM })
    const token = await it_.idp.token({ claims: claimsOf(it_.people.alice) })
    const path = '/wiki/rest/api/user/current'
    expect(await it_.outcome(token, path)).to.equal('401 token/untrusted')
  })

  it('never reaching the product, whatever the reason was', async () => {
    await trust({
      rules: [{ name: 'none', when: { claim: 'never', equals: 1 }, access: 'read' }],
    })
    expect(await it_.outcome(await it_.idp.token())).to.equal('403 token/no-rule')
    expect(it_.world.log.calls({ server: 'site' })).to.deep.equal([])
    expect(it_.world.log.calls({ server: 'auth' })).to.deep.equal([])
  })

  it('is not tried as anything else once its provider said no', async () => {
    await it_.trust(introspectingLogin(it_.idp, 'basic', { account: BY_CLAIM }))
    const guess = 'an-opaque-token-that-nobody-issued'
    expect(await it_.outcome(guess)).to.equal('401 credential/invalid')
    const own = await it_.createToken(it_.people.alice)
    it_.idp.forgetRequests()
    expect(await it_.outcome(own), 'an API token').to.match(/^200/)
    expect(it_.idp.requests, 'is never shown to a provider').to.deep.equal([])
  })
})
