import { expect } from 'chai'
import { RefusedCaller } from '../../../src/identity/refused-caller.ts'
import { NOT_MINE, type Credential } from '../../../src/identity/credential.ts'
import { createAccountResolver } from '../../../src/identity/providers/account-resolver.ts'
import { createTokenInspector } from '../../../src/identity/providers/inspect-token.ts'
import {
  admittingRule,
  createProviderAuthenticator,
} from '../../../src/identity/providers/provider-authenticator.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import type { Claims } from '../../../src/identity/verification/token-findings.ts'
import type {
  Verification,
  VerificationRefusal,
} from '../../../src/identity/verification/verification.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { expectRefusal } from '../../support/refusals.ts'
import { aTenant } from '../../support/things.ts'
import { aCountedObject } from './counted.ts'
import { aProvider, aVerifiedToken, jwtShaped } from './provider-things.ts'

const ISSUER = 'https://login.acme.example'

/** Authenticator and inspector over the same parts; what the verifier says is up to the test. */
function world(given: Partial<Provider> = {}) {
  const provider = aProvider({ issuer: ISSUER, account: { by: 'link' }, ...given })
  const tenant = aTenant()
  const state = {
    claims: { sub: 'ann' } as Claims,
    refused: undefined as VerificationRefusal | undefined,
    down: false,
    linked: true,
  }
  const verify = async (_tenant: unknown, by: Provider): Promise<Verification> => {
    if (state.down) throw new Refusal('provider/unavailable', { detail: 'login.acme.example: 500' })
    const { refused, claims } = state
    if (refused !== undefined) {
      return { kind: 'refused', code: refused, detail: 'failed: audience', findings: [] }
    }
    const token = aVerifiedToken({ provider: by, claims })
    return { kind: 'verified', findings: [], header: { alg: 'RS256' }, claims, token }
  }
  const resolveAccount = createAccountResolver({
    links: { accountOf: async () => (state.linked ? 'account-ann' : undefined) },
    findByEmail: async () => [],
  })
  const authenticate = createProviderAuthenticator({
    providersOf: async (id) => (id === tenant.id ? [provider] : []),
    resolveAccount,
    verifiedTokens: {
      recall: () => undefined,
      async get(...question) {
        const verification = await verify(question[0], question[1])
        if (verification.kind === 'verified') return verification.token
        throw new Refusal(verification.code, { detail: verification.detail })
      },
    },
  })
  const inspector = createTokenInspector({ verifier: { verify }, resolveAccount })
  const token = new Secret(jwtShaped({ iss: ISSUER }))
  const bearer = (text = token): Credential => ({ scheme: 'bearer', token: text })
  return { provider, tenant, state, authenticate, inspector, token, bearer }
}

const INTROSPECTION = {
  from: 'introspection',
  url: 'https://login.acme.example/introspect',
  client: {
    method: 'client_secret_basic',
    clientId: 'gatehouse',
    clientSecret: new Secret('s'.repeat(32)),
  },
  cacheSeconds: 30,
} as const

const RULES: Provider['rules'] = [
  {
    name: 'robots',
    when: { claim: 'robot', equals: true },
    account: { by: 'app' },
    access: 'write',
    resources: ['/rest/api/3/issue/**'],
    networks: ['10.0.0.0/8', '2001:db8::7'],
  },
  { name: 'people', when: { claim: 'groups', equals: 'api-users' }, access: 'read' },
]

describe('tokens of a provider at the gateway', () => {
  it('make the principal that rule and mapping say, with what the audit log needs', async () => {
    const { authenticate, bearer, tenant, state } = world({ rules: RULES })
    state.claims = { sub: 'ann', groups: ['api-users'] }
    const { digest } = aVerifiedToken()
    expect(await authenticate(bearer(), tenant)).to.deep.equal({
      tenantId: tenant.id,
      actsAs: { kind: 'user', accountId: 'account-ann' },
      access: 'read',
      resources: undefined,
      networks: undefined,
      claimedGroups: undefined,
      credential: {
        kind: 'provider-token',
        id: `acme#${digest}`,
        subject: 'ann',
        provider: 'acme',
        trustRule: 'people',
      },
      ownerAccountId: 'account-ann',
    })
  })

  it('take identity, access, resources and networks from the rule that fits first', async () => {
    const { authenticate, bearer, tenant, state } = world({ rules: RULES })
    state.claims = { sub: 'ann', robot: true, groups: ['api-users'] }
    const principal = await authenticate(bearer(), tenant)
    expect(principal).to.deep.include({
      actsAs: { kind: 'app' },
      access: 'write',
      resources: ['/rest/api/3/issue/**'],
      networks: ['10.0.0.0/8', '2001:db8::7'],
      ownerAccountId: undefined,
    })
  })

  it('carry the groups that they claim, or that these are left out', async () => {
    const { authenticate, bearer, tenant, state } = world({ groupsClaim: 'groups' })
    const groupsOf = async (claims: Claims) => {
      state.claims = { sub: 'ann', ...claims }
      const principal = await authenticate(bearer(), tenant)
      return principal === NOT_MINE ? NOT_MINE : principal.claimedGroups
    }
    expect(await groupsOf({ groups: ['api-users', 7] })).to.deep.equal(['api-users', '7'])
    expect(await groupsOf({})).to.deep.equal([])
    expect(await groupsOf({ hasgroups: true })).to.equal('left-out')
    expect(await groupsOf({ groups: [], _claim_names: { groups: 'src1' } })).to.equal('left-out')
  })

  it('cost one look at the rules, however many calls come with the same token', async () => {
    const provider = aProvider({ rules: RULES, account: { by: 'link' } })
    for (const given of [{ groups: ['api-users'] }, { groups: [] }, { hasgroups: true }]) {
      const claims = aCountedObject({ sub: 'ann', ...given })
      const token = aVerifiedToken({ provider, claims: claims.value })
      const outcomes = [1, 2, 3].map(() => {
        try {
          // A copy each time, as remembered tokens are handed out.
          return [admittingRule({ ...token }).name, claims.looks()]
        } catch (thrown) {
          return [(thrown as Refusal).code, claims.looks()]
        }
      })
      expect(outcomes[1], JSON.stringify(given)).to.deep.equal(outcomes[0])
      expect(outcomes[2]).to.deep.equal(outcomes[0])
    }
  })

  it('are judged by the rules of their own provider, after an edit by the new ones', async () => {
    const [before, after] = [aProvider({ rules: RULES }), aProvider({ rules: RULES.slice(0, 1) })]
    const claims = { sub: 'ann', groups: ['api-users'] }
    expect(admittingRule(aVerifiedToken({ provider: before, claims })).name).to.equal('people')
    const edited = aVerifiedToken({ provider: after, claims })
    await expectRefusal((async () => admittingRule(edited))(), 'token/no-rule')
  })

  it('are refused as a class, with the reason in the detail alone', async () => {
    const { authenticate, bearer, tenant, state } = world({ rules: RULES })
    const refusal = await expectRefusal(authenticate(bearer(), tenant), 'token/no-rule')
    expect(refusal.detail).to.equal('provider acme, subject "ann"')
    state.claims = { sub: 'ann', _claim_names: { groups: 'src1' } }
    await expectRefusal(authenticate(bearer(), tenant), 'token/incomplete')
    state.claims = { sub: 'ann', groups: ['api-users'] }
    state.linked = false
    await expectRefusal(authenticate(bearer(), tenant), 'account/unlinked')
    state.refused = 'token/expired'
    await expectRefusal(authenticate(bearer(), tenant), 'token/expired')
    state.down = true
    await expectRefusal(authenticate(bearer(), tenant), 'provider/unavailable')
  })

  it('tell the record who was refused, and whether a rule had let them in', async () => {
    const { authenticate, bearer, tenant, state } = world({ rules: RULES })
    const { digest } = aVerifiedToken()
    const credential = {
      kind: 'provider-token',
      id: `acme#${digest}`,
      subject: 'ann',
      provider: 'acme',
    }
    const stranger = await expectRefusal(authenticate(bearer(), tenant), 'token/no-rule')
    expect(stranger)
      .to.be.instanceOf(RefusedCaller)
      .and.deep.include({
        caller: { credential, ownerAccountId: undefined },
        isAdmitted: false,
      })
    state.claims = { sub: 'ann', groups: ['api-users'] }
    state.linked = false
    const known = await expectRefusal(authenticate(bearer(), tenant), 'account/unlinked')
    expect(known)
      .to.be.instanceOf(RefusedCaller)
      .and.deep.include({
        caller: { credential: { ...credential, trustRule: 'people' }, ownerAccountId: undefined },
        isAdmitted: true,
      })
  })

  it('answer a guess at an opaque token as where nobody takes any', async () => {
    const { bearer, tenant, state, inspector, ...rest } = world({
      keys: { ...INTROSPECTION, prefix: '' },
    })
    state.refused = 'token/untrusted'
    const guess = new Secret('just-a-guess')
    await expectRefusal(rest.authenticate(bearer(guess), tenant), 'credential/invalid')
    const { code } = await inspector.inspect(tenant, [rest.provider], guess)
    expect(code).to.equal('credential/invalid')
    await expectRefusal(rest.authenticate(bearer(), tenant), 'token/untrusted')
  })

  it('end the search when they are JWTs of nobody, and pass on what is no JWT', async () => {
    const { authenticate, bearer, tenant } = world()
    const strange = new Secret(jwtShaped({ iss: 'https://evil.example' }))
    const refusal = await expectRefusal(authenticate(bearer(strange), tenant), 'token/untrusted')
    expect(refusal.detail).to.equal('no provider for the issuer "https://evil.example"')
    expect(await authenticate(bearer(new Secret('opaque')), tenant)).to.equal(NOT_MINE)
    const jwt: Credential = { scheme: 'jwt', token: strange }
    expect(await authenticate(jwt, tenant)).to.equal(NOT_MINE)
  })

  it('mean nothing at another tenant, which has not entered their provider', async () => {
    const { authenticate, bearer } = world()
    await expectRefusal(authenticate(bearer(), aTenant()), 'token/untrusted')
  })
})

describe('the test of a token', () => {
  it('says the same as the gateway, whatever comes of the token', async () => {
    const { authenticate, bearer, inspector, provider, tenant, token, state } = world({
      rules: RULES,
    })
    const changes: (() => void)[] = [
      () => (state.claims = { sub: 'ann', groups: ['api-users'] }),
      () => (state.claims = { sub: 'ann', robot: true }),
      () => (state.claims = { sub: 'ann' }),
      () => (state.claims = { sub: 'ann', hasgroups: true }),
      () => {
        state.claims = { sub: 'ann', groups: ['api-users'] }
        state.linked = false
      },
      () => (state.refused = 'token/untrusted'),
      () => (state.refused = 'token/expired'),
      () => (state.down = true),
    ]
    const seen: (string | undefined)[] = []
    for (const change of changes) {
      change()
      const outcome = await Promise.resolve(authenticate(bearer(), tenant)).then(
        () => undefined,
        (thrown: unknown) => (thrown as Refusal).code,
      )
      const inspection = await inspector.inspect(tenant, [provider], token)
      expect(inspection.code).to.equal(outcome)
      expect(inspection.verdict).to.equal(outcome === undefined ? 'admitted' : 'refused')
      seen.push(outcome)
    }
    expect(new Set(seen).size).to.equal(7)
  })

  it('names rule, access, resources, networks and account', async () => {
    const { inspector, provider, tenant, token, state } = world({ rules: RULES })
    state.claims = { sub: 'ann', robot: true }
    const inspection = await inspector.inspect(tenant, [provider], token)
    expect(inspection).to.deep.include({
      provider: { id: 'acme', name: 'Acme login' },
      rule: 'robots',
      access: 'write',
      resources: ['/rest/api/3/issue/**'],
      networks: ['10.0.0.0/8', '2001:db8::7'],
      actsAs: { kind: 'app' },
      header: { alg: 'RS256' },
    })
    expect(inspection).not.to.have.any.keys('claimedGroups')
    expect(inspection.findings.map(({ check }) => check)).to.deep.equal([
      'provider',
      'rule',
      'account',
    ])
  })

  it('tells which groups a token claims, and when they cannot be told', async () => {
    const { inspector, provider, tenant, token, state } = world({ groupsClaim: 'groups' })
    const told = async (claims: Claims) => {
      state.claims = { sub: 'ann', ...claims }
      const { claimedGroups, findings } = await inspector.inspect(tenant, [provider], token)
      const { verdict, says } = findings.find(({ check }) => check === 'groups') ?? expect.fail()
      return [claimedGroups, verdict, says]
    }
    const some = ['`groups` names "dev", "ops".']
    expect(await told({ groups: ['dev', 'ops'] })).to.deep.equal([
      ['dev', 'ops'],
      'passed',
      ...some,
    ])
    expect(await told({})).to.deep.equal([[], 'passed', '`groups` names no group.'])
    const [groups, verdict, says] = await told({ hasgroups: true })
    expect([groups, verdict]).to.deep.equal(['left-out', 'skipped'])
    expect(says).to.contain('not in the token in full')
  })

  it('does not repeat the token where an introspection endpoint gives it back as a group', async () => {
    const { inspector, provider, tenant, token, state } = world({ groupsClaim: 'groups' })
    state.claims = { sub: 'ann', groups: ['dev', `x${token.reveal()}`] }
    const inspection = await inspector.inspect(tenant, [provider], token)
    expect(inspection.claimedGroups).to.deep.equal(['dev', 'x[sealed]'])
    expect(JSON.stringify(inspection)).not.to.contain(token.reveal())
  })

  it('says which issuers are known to who pastes a token of another', async () => {
    const { inspector, provider, tenant } = world()
    const strange = new Secret(jwtShaped({ iss: 'https://login.acme.example/' }))
    const { code, findings } = await inspector.inspect(tenant, [provider], strange)
    expect(code).to.equal('token/untrusted')
    expect(findings[0]?.says).to.contain('"https://login.acme.example/"').and.contain(`"${ISSUER}"`)
    const broken = new Secret(`${jwtShaped({ iss: ISSUER })}=`.replace('.', '.x'))
    const unreadable = new Secret('aaaa.bbbb.cccc')
    expect((await inspector.inspect(tenant, [provider], unreadable)).findings[0]).to.deep.include({
      check: 'form',
      verdict: 'failed',
    })
    expect((await inspector.inspect(tenant, [provider], broken)).code).to.equal(
      'credential/invalid',
    )
    const opaque = await inspector.inspect(tenant, [provider], new Secret('opaque'))
    expect(opaque.code).to.equal('credential/invalid')
  })

  it('proves an identity for a link only where the rule that fits maps by links', async () => {
    const { inspector, provider, tenant, token, state } = world({ rules: RULES })
    state.claims = { sub: 'ann', groups: ['api-users'] }
    state.linked = false
    const proof = await inspector.proves(tenant, [provider], token)
    expect(proof).to.deep.equal({ issuer: ISSUER, subject: 'ann', provider })
    state.claims = { sub: 'ann', robot: true }
    await expectRefusal(inspector.proves(tenant, [provider], token), 'account/unknown')
    state.claims = { sub: 'ann' }
    await expectRefusal(inspector.proves(tenant, [provider], token), 'token/no-rule')
    state.refused = 'token/expired'
    await expectRefusal(inspector.proves(tenant, [provider], token), 'token/expired')
    const opaque = new Secret('opaque')
    await expectRefusal(inspector.proves(tenant, [provider], opaque), 'token/untrusted')
  })
})
