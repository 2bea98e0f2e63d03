import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { claimedGroups } from '../../../src/identity/providers/claimed-groups.ts'
import { chooseRule } from '../../../src/identity/providers/choose-rule.ts'
import type { Preset } from '../../../src/identity/providers/preset.ts'
import { PRESETS } from '../../../src/identity/providers/presets.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import type { Claims } from '../../../src/identity/verification/token-findings.ts'
import { accepted, asJson, EC_PEM, faultsIn, JIRA, RSA_PEM } from './drafts.ts'

const CONFLUENCE = { ...JIRA, product: 'confluence' as const }
const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47'
const CLIENT = '6e74172b-be56-4843-9ff4-e66a39bb12e3'
const TIMES = { iat: 1_700_000_000, nbf: 1_700_000_000, exp: 1_700_003_600 }

/** What an admin fills in, by the name of the placeholder. */
const FILLED: Readonly<Record<string, string>> = {
  '{audience}': 'https://gatehouse.example.com',
  '{issuer}': 'login.acme.example',
  '{owner}': 'acme',
  '{repository}': 'web',
  '{group}': 'acme',
  '{project}': 'platform/web',
  '{namespace}': 'ci',
  '{service-account}': 'deployer',
  '{public-key}': RSA_PEM,
  '{tenant-id}': TENANT,
  '{client-id}': CLIENT,
  '{app-role}': 'Gatehouse.Call',
  '{okta-domain}': 'acme.okta.com',
  '{host}': 'sso.acme.example',
  '{realm}': 'acme',
  '{role}': 'gatehouse',
}

interface Tokens {
  readonly claims: Claims
  /** Each replaces some claims, and the token is admitted no more. */
  readonly nearMisses: readonly Claims[]
}

/** Claims as the makers' own descriptions show them. */
const TOKENS: Readonly<Record<string, Tokens>> = {
  oidc: {
    claims: { ...TIMES, iss: 'https://login.acme.example', sub: 'ann', groups: ['x', 'acme'] },
    nearMisses: [{ groups: ['acme-guests'] }, { groups: undefined }, { groups: 'Acme' }],
  },
  'github-actions': {
    claims: {
      ...TIMES,
      jti: 'example-id',
      iss: 'https://token.actions.githubusercontent.com',
      sub: 'repo:acme/web:environment:production',
      environment: 'production',
      ref: 'refs/heads/main',
      sha: 'example-sha',
      repository: 'acme/web',
      repository_owner: 'acme',
      repository_id: '74',
      repository_owner_id: '65',
      actor: 'octocat',
      actor_id: '12',
      event_name: 'workflow_dispatch',
      ref_type: 'branch',
      ref_protected: 'true',
      runner_environment: 'github-hosted',
      job_workflow_ref: 'acme/ci/.github/workflows/deploy.yml@refs/heads/main',
    },
    nearMisses: [
      { repository: 'acme/web-fork' },
      { repository: 'attacker/web' },
      { ref: 'refs/heads/main-2' },
      { ref: 'refs/pull/7/merge' },
      { ref: 'refs/tags/main' },
      { environment: 'staging' },
      { environment: undefined },
    ],
  },
  'gitlab-ci': {
    claims: {
      ...TIMES,
      iss: 'https://gitlab.com',
      sub: 'project_path:acme/platform/web:ref_type:branch:ref:main',
      namespace_id: '72',
      namespace_path: 'acme/platform',
      project_id: '20',
      project_path: 'acme/platform/web',
      user_login: 'ann',
      pipeline_source: 'push',
      ref: 'main',
      ref_type: 'branch',
      ref_path: 'refs/heads/main',
      ref_protected: 'true',
      runner_environment: 'gitlab-hosted',
    },
    nearMisses: [
      { project_path: 'acme/platform/web2' },
      { project_path: 'fork/web' },
      { ref_type: 'tag' },
      { ref: 'feature' },
      { ref_protected: 'false' },
      { ref_protected: true },
    ],
  },
  kubernetes: {
    claims: {
      ...TIMES,
      aud: ['https://gatehouse.example.com'],
      iss: 'https://kubernetes.default.svc.cluster.local',
      sub: 'system:serviceaccount:ci:deployer',
      'kubernetes.io': {
        namespace: 'ci',
        node: { name: 'node-1', uid: '58456cb0-dd00-45ed-b797-5578fdceaced' },
        pod: { name: 'deploy-x', uid: '778a530c-b3f4-47c0-9cd5-ab018fb64f33' },
        serviceaccount: { name: 'deployer', uid: 'a087d5a0-e1dd-43ec-93ac-f13d89cd13af' },
        warnafter: 1_700_003_000,
      },
    },
    nearMisses: [
      { sub: 'system:serviceaccount:ci:default' },
      { sub: 'system:serviceaccount:dev:deployer' },
      { 'kubernetes.io': { namespace: 'dev' } },
      { 'kubernetes.io': undefined, kubernetes: { io: { namespace: 'ci' } } },
    ],
  },
  'entra-id': {
    claims: {
      ...TIMES,
      aud: CLIENT,
      iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      azp: '00001111-aaaa-2222-bbbb-3333cccc4444',
      oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
      roles: ['Gatehouse.Call'],
      scp: 'access_as_user',
      sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
      tid: TENANT,
      ver: '2.0',
      hasgroups: true,
    },
    nearMisses: [{ tid: CLIENT }, { roles: ['Other.Call'] }, { roles: undefined }],
  },
  okta: {
    claims: {
      ...TIMES,
      ver: 1,
      jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
      iss: 'https://acme.okta.com/oauth2/default',
      aud: 'api://default',
      cid: CLIENT,
      uid: '00ujmkLgagxeRrAg20g3',
      scp: ['openid', 'email'],
      sub: 'ann@acme.example',
      groups: ['Everyone', 'acme'],
    },
    nearMisses: [{ cid: 'nmdP1fcyvdVO11AL7ECm' }, { groups: ['Everyone'] }, { groups: undefined }],
  },
  keycloak: {
    claims: {
      ...TIMES,
      iss: 'https://sso.acme.example/realms/acme',
      aud: ['https://gatehouse.example.com', 'account'],
      sub: 'f:90b1cc1c:ann',
      typ: 'Bearer',
      azp: 'cli',
      realm_access: { roles: ['offline_access', 'gatehouse'] },
      resource_access: { account: { roles: ['view-profile'] } },
      scope: 'openid profile',
      email_verified: true,
      preferred_username: 'ann',
    },
    nearMisses: [
      { iss: 'https://sso.acme.example/realms/other' },
      { iss: 'https://sso.acme.example/auth/realms/acme' },
      { realm_access: { roles: ['gatehouse-guest'] } },
      { realm_access: undefined, resource_access: { gatehouse: { roles: ['gatehouse'] } } },
    ],
  },
}

function filledIn({ draft }: Preset): unknown {
  const text = JSON.stringify(draft)
  return JSON.parse(
    Object.entries(FILLED).reduce(
      (filled, [name, value]) => filled.replaceAll(name, JSON.stringify(value).slice(1, -1)),
      text,
    ),
  )
}

// The claims of a token that would get as far as the rules: of this issuer, with a subject.
function admits(provider: Provider, claims: Claims): boolean {
  return claims['iss'] === provider.issuer && chooseRule(provider.rules, claims).kind === 'rule'
}

describe('the presets', () => {
  it('have names of their own, and there are tokens here for each of them', () => {
    const ids = PRESETS.map(({ id }) => id)
    expect(new Set(ids).size).to.equal(ids.length)
    expect(Object.keys(TOKENS)).to.have.members(ids)
  })

  for (const preset of PRESETS) {
    const { name, placeholders, draft } = preset
    const { claims, nearMisses } = TOKENS[preset.id] ?? { claims: {}, nearMisses: [] }

    describe(`of ${name}`, () => {
      it('cannot be saved before everything is filled in that only the admin knows', () => {
        const faults = faultsIn(asJson(draft))
        const unfilled = faults.filter(({ says }) => says.includes('has to be replaced'))
        expect(unfilled).to.deep.equal(faults)
        expect(faults.map(({ path }) => path)).to.have.members(placeholders.map((each) => each.in))
      })

      it('is a provider of either product when it is filled in', () => {
        const provider = accepted(filledIn(preset))
        expect(accepted(filledIn(preset), CONFLUENCE)).to.deep.equal(provider)
        expect(provider.algorithms).to.deep.equal(draft.algorithms)
      })

      it('admits a token as its maker describes it, and finds the subject in it', () => {
        const provider = accepted(filledIn(preset))
        expect(admits(provider, claims)).to.equal(true)
        expect(claims[provider.subjectClaim]).to.be.a('string')
      })

      it('finds groups where its maker puts them, or knows that they are left out', () => {
        const { groupsClaim } = accepted(filledIn(preset))
        const groups = claimedGroups({ groupsClaim }, claims)
        if (groupsClaim === undefined) expect(groups).to.equal(undefined)
        else expect(groups).not.to.deep.equal([])
      })

      it('admits no token that misses it by a little', () => {
        const provider = accepted(filledIn(preset))
        expect(nearMisses.length).to.be.greaterThan(2)
        for (const other of nearMisses) {
          const near = asJson({ ...claims, ...other }) as Claims // An object, as it was before.
          expect(admits(provider, near), JSON.stringify(other)).to.equal(false)
        }
      })
    })
  }

  it('are each set up in five steps in docs/identity.md, which names the claims that their rules ask for', () => {
    const docs = readFileSync(new URL('../../../docs/identity.md', import.meta.url), 'utf8')
    for (const { name, draft } of PRESETS) {
      const section = docs.split(`\n### ${name}\n`)[1]?.split(/\n##/)[0] ?? ''
      expect(section.match(/^\d\. /gm), name).to.deep.equal(['1. ', '2. ', '3. ', '4. ', '5. '])
      const claims = [...JSON.stringify(draft).matchAll(/"claim":"([^"{]+)"/g)].map(
        ([, claim]) => claim,
      )
      for (const claim of claims) expect(section, name).to.include(`\`${claim ?? ''}\``)
    }
  })

  it('of Kubernetes takes the keys of two clusters’ lives side by side', () => {
    const preset = PRESETS.find(({ id }) => id === 'kubernetes')
    const draft = { ...(preset && (filledIn(preset) as object)) }
    const rotated = { ...draft, keys: { from: 'pem', pems: [RSA_PEM, EC_PEM] } }
    expect(faultsIn({ ...rotated, algorithms: ['RS256', 'ES256'] })).to.deep.equal([])
  })
})
