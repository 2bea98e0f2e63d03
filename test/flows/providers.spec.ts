import { expect } from 'chai'
import type { Provider } from '../../src/identity/providers/provider.ts'
import {
  aTrustingWorld,
  BY_CLAIM,
  BY_EMAIL,
  claimsOf,
  companyLogin,
  introspectingLogin,
  MYSELF,
  PRIVATE_ADDRESSES,
  type TrustingWorld,
} from '../support/a-trusting-world.ts'
import { startGatehouse } from '../support/gatehouse.ts'

describe('a token of the company’s identity provider reaches Jira', () => {
  let it_: TrustingWorld
  before(async () => {
    it_ = await aTrustingWorld()
  })
  beforeEach(() => it_.world.log.clear())
  after(() => it_.stop())

  const trust = (given: Partial<Provider> = {}) => it_.trust(companyLogin(it_.idp, given))

  for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA'] as const) {
    it(`as the account that a claim names, signed with ${alg}`, async () => {
      await trust({ account: BY_CLAIM })
      const token = await it_.idp.token({ alg, claims: claimsOf(it_.people.alice) })
      expect(await it_.outcome(token)).to.equal(`200 ${it_.people.alice.accountId}`)
    })
  }

  for (const proof of ['basic', 'post', 'signed'] as const) {
    it(`when it is opaque, asked about by introspection as the client “${proof}”`, async () => {
      await it_.trust(introspectingLogin(it_.idp, proof, { account: BY_CLAIM }))
      const token = await it_.idp.opaqueToken({ claims: claimsOf(it_.people.bob) })
      expect(await it_.outcome(token)).to.equal(`200 ${it_.people.bob.accountId}`)
    })
  }

  it('as the account that its issuer and subject are linked to', async () => {
    await trust()
    await it_.link('linked@idp', it_.people.bob.accountId)
    const token = await it_.idp.token({ subject: 'linked@idp' })
    expect(await it_.outcome(token)).to.equal(`200 ${it_.people.bob.accountId}`)
  })

  it('as the one account whose e-mail address the token proves, if the product shows it', async () => {
    const { bob } = it_.people
    await trust({ account: BY_EMAIL })
    bob.emailVisibility = 'visible'
    const claims = { email: bob.email.toUpperCase(), email_verified: true }
    expect(await it_.outcome(await it_.idp.token({ claims }))).to.equal(`200 ${bob.accountId}`)
    bob.emailVisibility = 'hidden'
  })

  it('as the one account that a rule fixes', async () => {
    const { accountId } = it_.people.bob
    await trust({ account: { by: 'account', accountId } })
    expect(await it_.outcome(await it_.idp.serviceToken())).to.equal(`200 ${accountId}`)
  })

  it('as the app, for a CI job that the rule names by repository, branch and environment', async () => {
    await trust({
      rules: [
        {
          name: 'deployments',
          when: {
            all: [
              { claim: 'repository', glob: 'acme/*' },
              { claim: 'ref', equals: 'refs/heads/main' },
              { claim: 'environment', in: ['staging', 'production'] },
            ],
          },
          account: { by: 'app' },
          access: 'read',
        },
      ],
    })
    const job = { repository: 'acme/shop', ref: 'refs/heads/main', environment: 'production' }
    const subject = 'repo:acme/shop:environment:production'
    expect(await it_.outcome(await it_.idp.token({ subject, claims: job }))).to.match(/^200 /)
    expect(await (await it_.call(MYSELF, await it_.idp.token({ claims: job }))).json())
      .to.have.property('accountType')
      .that.equals('app')
    for (const other of [
      { repository: 'acme/shop/fork' },
      { ref: 'refs/heads/main2' },
      { environment: 'test' },
    ]) {
      const token = await it_.idp.token({ subject, claims: { ...job, ...other } })
      expect(await it_.outcome(token)).to.equal('403 token/no-rule')
    }
  })

  it('with the first rule that fits: roles of Keycloak, groups, or neither', async () => {
    const [alice, bob] = [it_.people.alice, it_.people.bob]
    await trust({
      rules: [
        {
          name: 'testers',
          when: { claim: 'realm_access.roles', equals: 'tester' },
          account: { by: 'account', accountId: alice.accountId },
          access: 'read',
        },
        {
          name: 'developers',
          when: { claim: 'groups', prefix: 'dev-' },
          account: { by: 'account', accountId: bob.accountId },
          access: 'read',
        },
      ],
    })
    const as = async (claims: Record<string, unknown>) =>
      it_.outcome(await it_.idp.token({ claims }))
    const realm_access = { roles: ['user', 'tester'] }
    expect(await as({ realm_access, groups: ['dev-web'] })).to.equal(`200 ${alice.accountId}`)
    expect(await as({ groups: ['ops', 'dev-web'] })).to.equal(`200 ${bob.accountId}`)
    expect(await as({ groups: ['ops'] })).to.equal('403 token/no-rule')
  })

  it('also after a restart, with what was trusted and linked before', async () => {
    await it_.trust(introspectingLogin(it_.idp, 'signed'))
    await it_.link('stays@idp', it_.people.alice.accountId)
    const token = await it_.idp.opaqueToken({ subject: 'stays@idp' })
    const { clock, databaseFile, url } = it_.gatehouse
    await it_.gatehouse.stop()
    const again = await startGatehouse(it_.world, {
      clock,
      databaseFile,
      port: Number(new URL(url).port),
      environment: PRIVATE_ADDRESSES,
    })
    expect(await it_.outcome(token)).to.equal(`200 ${it_.people.alice.accountId}`)
    await again.stop()
  })
})
