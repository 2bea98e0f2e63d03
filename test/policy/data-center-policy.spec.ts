import { expect } from 'chai'
import { parseResource } from '../../src/policy/parse-resources.ts'
import { parseBypass } from '../../src/policy/parse-bypasses.ts'
import { parseProvider } from '../../src/identity/providers/parse-provider.ts'
import { parsePolicy } from '../../src/policy/parse-policy.ts'
import { DEFAULT_POLICY } from '../../src/policy/policy-document.ts'
import type { SiteKind } from '../../src/policy/site-kind.ts'

const CLOUD: SiteKind = { product: 'confluence' }
const DATA_CENTER: SiteKind = { product: 'confluence', isDataCenter: true }
const rule = {
  id: 'listed',
  name: 'Listed',
  state: 'on',
  effect: 'allow',
  methods: ['GET'],
  path: '/rest/token-auth/api/user/current',
}

function faultsOf(input: object, kind: SiteKind): string[] {
  const parsed = parseResource(input, kind)
  return parsed.kind === 'refused' ? parsed.faults.map(({ path }) => path) : []
}

function policyFaults(switches: object, kind: SiteKind): string[] {
  const { document } = DEFAULT_POLICY
  const input = { ...document, switches: { ...document.switches, ...switches } }
  const context = { ...kind, allowPrivateAddresses: false, existing: document, now: 0 }
  const parsed = parsePolicy(JSON.parse(JSON.stringify(input)), context)
  return parsed.kind === 'refused' ? parsed.faults.map(({ path }) => path) : []
}

describe('what a policy may say of a Data Center site', () => {
  it('has the prefix for tokens in its rules, which a site of the Cloud has not', () => {
    expect(faultsOf(rule, DATA_CENTER)).to.deep.equal([])
    expect(faultsOf(rule, CLOUD)).to.deep.equal(['path'])
    expect(faultsOf({ ...rule, path: '/rest/token-auth/1.0/tokens' }, DATA_CENTER)).to.deep.equal([
      'path',
    ])
    expect(faultsOf(rule, { product: 'jira', isDataCenter: true })).to.deep.equal(['path'])
  })

  it('lists nothing that is open to nobody too without saying that this is known', () => {
    for (const path of ['content/{id}', 'search', 'space/**', '**', '{anything}/x']) {
      const open = { ...rule, path: `/rest/token-auth/api/${path}` }
      expect(faultsOf(open, DATA_CENTER), path).to.deep.equal(['anonymousConfirmed'])
      const confirmed = { ...open, anonymousConfirmed: true }
      expect(faultsOf(confirmed, DATA_CENTER), path).to.deep.equal([])
      // Who says no lists nothing, and who only writes is somebody.
      expect(faultsOf({ ...open, effect: 'deny' }, DATA_CENTER), path).to.deep.equal([])
      expect(faultsOf({ ...open, methods: ['POST'] }, DATA_CENTER), path).to.deep.equal([])
      expect(faultsOf({ ...open, methods: 'all' }, DATA_CENTER), path).to.deep.equal([
        'anonymousConfirmed',
      ])
    }
  })

  it('never opens the prefix for tokens to calls without one, nor by a bypass', () => {
    const anonymous = { ...rule, anonymous: true }
    expect(faultsOf(anonymous, DATA_CENTER)).to.deep.equal(['anonymous'])
    const bypass = {
      id: 'old-ci',
      name: 'Old CI',
      enabled: true,
      methods: 'all',
      path: '/rest/token-auth/api/user/**',
      networks: ['10.0.0.0/8'],
      ownerAccountId: 'jane',
      reason: 'Until it is rewritten',
      expiresAt: '1970-02-01T00:00:00Z',
    }
    const parsed = parseBypass(bypass, { ...DATA_CENTER, now: 0 })
    expect(parsed.kind === 'refused' && parsed.faults.map(({ path }) => path)).to.deep.equal([
      'path',
    ])
  })

  it('says of a rule elsewhere nothing of being open: there it has no meaning', () => {
    const elsewhere = { ...rule, path: '/rest/api/content', anonymousConfirmed: true }
    expect(faultsOf(elsewhere, DATA_CENTER)).to.deep.equal(['anonymousConfirmed'])
  })

  it('can have the switches of Data Center on, and a site of the Cloud cannot', () => {
    const on = { signOnCookies: true, bearerPassThrough: true }
    expect(policyFaults(on, DATA_CENTER)).to.deep.equal([])
    expect(policyFaults(on, CLOUD)).to.have.members([
      'switches.signOnCookies',
      'switches.bearerPassThrough',
    ])
    const off = { signOnCookies: undefined, bearerPassThrough: undefined }
    expect(policyFaults(off, CLOUD)).to.deep.equal([])
  })

  it('names people by their user names, where a site of the Cloud has account ids', () => {
    const provider = (account: object) => ({
      id: 'acme',
      name: 'Acme',
      issuer: 'https://login.acme.example',
      audiences: ['gatehouse'],
      keys: { from: 'discovery' },
      account,
      rules: [
        { name: 'everybody', access: 'read', account: { by: 'account', accountId: 'svc.ci@x' } },
      ],
    })
    const faultsOfProvider = (kind: SiteKind) => {
      const input = provider({ by: 'account', accountId: 'jane.doe' })
      const parsed = parseProvider(input, { ...kind, allowPrivateAddresses: false })
      return parsed.kind === 'refused' ? parsed.faults.map(({ path }) => path) : []
    }
    expect(faultsOfProvider(DATA_CENTER)).to.deep.equal([])
    expect(faultsOfProvider(CLOUD)).to.have.members([
      'account.accountId',
      'rules.0.account.accountId',
    ])
  })
})
