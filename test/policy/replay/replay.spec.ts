import { expect } from 'chai'
import type { CallEvent } from '../../../src/audit/audit-event.ts'
import type { Principal } from '../../../src/identity/principal.ts'
import { replay } from '../../../src/policy/replay/replay.ts'
import type { ReplayEvent, ReplayWorld } from '../../../src/policy/replay/replay-world.ts'
import type { PolicyDocument } from '../../../src/policy/policy-document.ts'
import { compilePolicy } from '../../../src/policy/snapshot.ts'
import { EVERYTHING } from '../../../src/policy/starter-sets.ts'
import type { Product } from '../../../src/tenants/tenant.ts'
import { aProvider } from '../../identity/providers/provider-things.ts'
import { bypass, group, resourceRule } from '../policy-parts.ts'
import { aDocument, anIntrospected } from '../policy-things.ts'
import { aPrincipal } from '../situation-things.ts'

const NOW = Date.parse('2030-06-01T00:00:00Z')
const OPEN = aDocument({ resources: [EVERYTHING] })
const NO_DELETES = resourceRule('no-deletes', { effect: 'deny', methods: ['DELETE'], path: '/**' })

/** Alice reads an issue with her API token, and is let through by the rule for everything. */
function anEvent(given: Partial<CallEvent> = {}): ReplayEvent {
  return {
    id: `event-${String(Math.random())}`,
    tenantId: 'jira-tenant',
    at: NOW,
    requestId: 'request-1',
    kind: 'call',
    credentialKind: 'api-token',
    credentialId: 'token-1',
    subject: undefined,
    trustRule: undefined,
    accountId: 'alice',
    actsAs: 'user',
    method: 'GET',
    path: '/rest/api/3/issue/P-1',
    address: '203.0.113.9',
    decision: 'allow',
    rule: `resource:${EVERYTHING.id}`,
    detail: undefined,
    shadows: undefined,
    outcome: 'answered',
    policyVersion: 2,
    caller: 'api-token token-1',
    seen: { access: 'write', groups: [], queryNames: [] },
    ...given,
  }
}

const holder: Principal = aPrincipal({
  credential: { kind: 'api-token', id: 'token-1' },
  ownerAccountId: 'alice',
  token: { createdAt: NOW - 1_000, lastActiveAt: NOW, isService: false },
})

interface Given extends Partial<Omit<ReplayWorld, 'current' | 'draft'>> {
  readonly current?: PolicyDocument
  readonly product?: Product
}

function tried(
  events: readonly ReplayEvent[],
  draft: Partial<PolicyDocument>,
  { current = OPEN, product = 'jira', ...given }: Given = {},
) {
  const document = { ...current, ...draft }
  return replay(events, {
    siteHost: 'acme.atlassian.net',
    current: compilePolicy({ version: 2, document: current }, product),
    draft: compilePolicy({ version: 2, document }, product),
    versionOf: async () => undefined,
    holderOf: async () => holder,
    groupsOf: async () => undefined,
    isAdmin: async () => undefined,
    breathe: async () => {},
    ...given,
  })
}

describe('a replay', () => {
  it('tells who loses and who gains, most affected first, with the latest call of each kind', async () => {
    const events = [
      anEvent({ id: 'newest', method: 'DELETE' }),
      anEvent({ method: 'DELETE', path: '/rest/api/3/issue/P-2' }),
      anEvent({ caller: 'api-token token-2', credentialId: 'token-2', method: 'DELETE' }),
      anEvent(),
    ]
    const summary = await tried(events, { resources: [EVERYTHING, NO_DELETES] })
    expect(summary).to.include({ calls: 4, loses: 3, gains: 0, unchanged: 1, callersAffected: 2 })
    expect(summary.callers.map(({ caller, loses }) => [caller, loses])).to.deep.equal([
      ['api-token token-1', 2],
      ['api-token token-2', 1],
    ])
    expect(summary.callers[0]?.changes).to.have.length(1)
    expect(summary.callers[0]?.changes[0]).to.deep.include({
      way: 'loses',
      calls: 2,
      after: { allowed: false, code: 'call/denied', rule: 'resource:no-deletes' },
    })
    expect(summary.callers[0]?.changes[0]?.example.eventId).to.equal('newest')
  })

  it('tells of calls that are refused for another reason', async () => {
    const refused = anEvent({ decision: 'deny', rule: 'no-rule-allows' })
    const current = aDocument()
    const summary = await tried(
      [refused],
      { networks: { allow: ['10.0.0.0/8'], deny: [] } },
      { current },
    )
    expect(summary).to.include({ otherCode: 1, loses: 0, gains: 0 })
    expect(summary.callers[0]?.changes[0]).to.deep.include({
      before: { allowed: false, code: 'call/not-available', rule: 'no-rule-allows' },
      after: { allowed: false, code: 'call/outside-networks', rule: 'address-is-allowed' },
    })
  })

  it('compares with the rules of today, and says how many were decided otherwise at their time', async () => {
    const then = compilePolicy({ version: 1, document: aDocument() }, 'jira')
    const old = anEvent({ policyVersion: 1, decision: 'deny', rule: 'no-rule-allows' })
    const summary = await tried([old, anEvent()], {}, { versionOf: async () => then })
    expect(summary).to.include({ unchanged: 2, loses: 0, gains: 0, decidedOtherwise: 1 })
  })

  it('takes what a limit refused for a call that the rules allow', async () => {
    const limited = anEvent({ decision: 'deny', rule: 'limit:each' })
    const summary = await tried([limited], { resources: [] })
    expect(summary).to.include({ loses: 1, decidedOtherwise: 0 })
  })

  it('does not try what was never decided on, what old rules decided, and calls of tokens that are gone', async () => {
    const events = [
      anEvent({ seen: undefined }),
      anEvent({ path: `/${'a'.repeat(3_000)}` }),
      anEvent({ policyVersion: 1 }),
      anEvent({ credentialId: 'gone' }),
    ]
    const holderOf = async (id: string) => (id === 'gone' ? undefined : holder)
    const summary = await tried(events, { resources: [] }, { holderOf })
    expect(summary.notTried).to.deep.equal({
      'never-decided': 2,
      'rules-not-kept': 1,
      'token-gone': 1,
    })
    expect(summary).to.include({ loses: 0, unchanged: 0 })
  })

  describe('of groups', () => {
    const engineers = group('engineers')
    const only = { groups: [engineers], access: { ...OPEN.access, mayCall: ['engineers'] } }

    it('believes the record where its rules had the same sources, under whichever id', async () => {
      const current = { ...OPEN, ...only }
      const renamed = { ...engineers, id: 'builders' }
      const inIt = anEvent({ seen: { access: 'write', groups: ['engineers'], queryNames: [] } })
      const draft = { groups: [renamed], access: { ...OPEN.access, readOnly: ['builders'] } }
      const summary = await tried([{ ...inIt, method: 'PUT' }, anEvent({ method: 'PUT' })], draft, {
        current,
      })
      expect(summary.unsaid).to.deep.equal({})
      expect(summary).to.include({ loses: 1, gains: 1 })
    })

    it('asks the product about a group that is new, and says nothing where nobody answers', async () => {
      const asked: string[] = []
      const groupsOf = async (accountId: string) => {
        asked.push(accountId)
        return new Set<string>()
      }
      expect(await tried([anEvent()], only, { groupsOf })).to.include({ loses: 1 })
      expect(asked).to.deep.equal(['alice'])
      const silent = await tried([anEvent()], only)
      expect(silent).to.include({ loses: 0, unchanged: 0 })
      expect(silent.unsaid).to.deep.equal({ groups: 1 })
    })

    it('believes no record of rules that asked nobody', async () => {
      const current = { ...OPEN, groups: [engineers] }
      const summary = await tried([anEvent()], only, { current })
      expect(summary.unsaid).to.deep.equal({ groups: 1 })
    })

    it('says nothing of a token that may leave its groups out, where nobody looked for them', async () => {
      const providers = [aProvider({ groupsClaim: 'groups' })]
      const claimed = { from: 'provider', provider: 'acme', value: 'ops' } as const
      const event = anEvent({
        credentialKind: 'provider-token',
        trustRule: 'everybody',
        seen: { access: 'write', provider: 'acme', groups: [], queryNames: [] },
      })
      const current = { ...OPEN, providers }
      const draft = { groups: [group('ops', { sources: [claimed] })] }
      expect((await tried([event], draft, { current })).unsaid).to.deep.equal({ groups: 1 })
    })

    it('asks nobody where nothing hangs on the answer', async () => {
      const groupsOf = () => Promise.reject(new Error('nobody was to be asked'))
      const draft = { ...only, resources: [] }
      const current = aDocument()
      const call = anEvent({
        decision: 'deny',
        rule: 'no-rule-allows',
        method: 'OPTIONS',
        path: '/rest/x',
      })
      const summary = await tried([call], { ...draft, access: OPEN.access }, { current, groupsOf })
      expect(summary).to.include({ unchanged: 1 })
    })
  })

  describe('of a query', () => {
    const named = (name: string) => ({ access: 'write' as const, groups: [], queryNames: [name] })
    const narrow = resourceRule('names', {
      path: '/**',
      query: [{ name: 'expand', equals: 'names' }],
    })

    it('says nothing where a value decides, and all where the record tells what it was', async () => {
      const event = anEvent({ seen: named('expand') })
      expect((await tried([event], { resources: [narrow] })).unsaid).to.deep.equal({ query: 1 })
      const current = { ...OPEN, resources: [narrow] }
      const let_ = anEvent({ seen: named('expand'), rule: 'resource:names' })
      expect(await tried([let_], { resources: [] }, { current })).to.include({ loses: 1 })
    })

    it('is certain of a parameter that was not sent', async () => {
      const event = anEvent({ seen: named('fields') })
      expect(await tried([event], { resources: [narrow] })).to.include({ loses: 1 })
    })

    it('says nothing of a space that only the query names', async () => {
      const event = anEvent({ path: '/rest/api/content', seen: named('spaceKey') })
      const holderOf = async () => ({ ...holder, places: ['DOCS'] })
      const options = { product: 'confluence', holderOf } as const
      expect((await tried([event], { resources: [] }, options)).unsaid).to.deep.equal({})
      const refused = { ...event, decision: 'deny', rule: 'no-rule-allows' } as const
      const current = aDocument()
      const opened = await tried([refused], { resources: [EVERYTHING] }, { ...options, current })
      expect(opened).to.include({ gains: 1 })
      const twice = await tried(
        [{ ...refused, policyVersion: 1 }],
        { resources: [EVERYTHING] },
        {
          ...options,
          current,
          versionOf: async () =>
            compilePolicy(
              {
                version: 1,
                document: aDocument({ switches: { ...OPEN.switches, gateway: false } }),
              },
              'confluence',
            ),
        },
      )
      expect(twice.unsaid).to.deep.equal({ query: 1 })
    })
  })

  describe('of credentials', () => {
    const acme = aProvider({
      rules: [
        { name: 'deploy', access: 'write', when: { claim: 'env', equals: 'prod' } },
        { name: 'others', access: 'read' },
      ],
    })
    const current: PolicyDocument = { ...OPEN, providers: [acme] }
    const byRule = (trustRule: string) =>
      anEvent({
        credentialKind: 'provider-token',
        credentialId: 'acme#digest',
        subject: 'ci',
        trustRule,
        caller: 'provider-token acme ci',
        seen: { access: 'write', provider: 'acme', groups: [], queryNames: [] },
      })
    const codeOf = async (event: ReplayEvent, draft: Partial<PolicyDocument>, now = current) => {
      const { callers, unsaid, unchanged } = await tried([event], draft, { current: now })
      if (unchanged === 1) return 'unchanged'
      return Object.keys(unsaid)[0] ?? callers[0]?.changes[0]?.after.code
    }

    it('counts a kind that is switched off as refused', async () => {
      const switches = { ...OPEN.switches, apiTokens: false }
      expect(await codeOf(anEvent(), { switches })).to.equal('credential/switched-off')
      const ofProvider = { ...OPEN.switches, providerTokens: false }
      expect(await codeOf(byRule('deploy'), { switches: ofProvider })).to.equal(
        'credential/switched-off',
      )
    })

    it('counts a provider that is off or gone as refused, unless another has its issuer', async () => {
      expect(await codeOf(byRule('others'), { providers: [] })).to.equal('token/untrusted')
      const off = { ...acme, enabled: false }
      expect(await codeOf(byRule('others'), { providers: [off] })).to.equal('token/untrusted')
      const again = { ...acme, id: 'again' }
      expect(await codeOf(byRule('others'), { providers: [again] })).to.equal('provider')
      const opaque = anIntrospected('secret', { id: 'acme', issuer: undefined })
      const withPrefix = { ...opaque, keys: { ...opaque.keys, prefix: 'op_' } } as typeof opaque
      const one = { ...withPrefix, rules: acme.rules }
      expect(
        await codeOf(byRule('others'), { providers: [] }, { ...OPEN, providers: [one] }),
      ).to.equal('credential/invalid')
    })

    it('counts a trust rule that is gone as refused where no other can fit', async () => {
      const [deploy, others] = acme.rules
      if (deploy === undefined || others === undefined) throw new Error('two rules')
      expect(
        await codeOf(byRule('others'), { providers: [{ ...acme, rules: [deploy] }] }),
      ).to.equal('token/no-rule')
      expect(
        await codeOf(byRule('deploy'), { providers: [{ ...acme, rules: [others] }] }),
      ).to.equal('unchanged')
      const stricter = { ...deploy, when: { claim: 'env', equals: 'live' } } as const
      expect(
        await codeOf(byRule('deploy'), { providers: [{ ...acme, rules: [stricter] }] }),
      ).to.equal('provider')
      const other = { ...deploy, account: { by: 'app' } } as const
      expect(await codeOf(byRule('deploy'), { providers: [{ ...acme, rules: [other] }] })).to.equal(
        'provider',
      )
    })

    it('says nothing of tokens of a provider that reads or believes them otherwise', async () => {
      const providers = [{ ...acme, audiences: ['another'] }]
      expect(await codeOf(byRule('deploy'), { providers })).to.equal('provider')
    })

    it('follows a bypass that comes or goes, as far as the credential is known', async () => {
      const bypassing = anEvent({
        credentialKind: 'bypass',
        credentialId: 'b1',
        subject: 'robot',
        accountId: undefined,
        actsAs: 'caller',
        address: '10.0.0.1',
        rule: 'bypass:b1',
        caller: 'bypass 10.0.0.1',
      })
      const b1 = bypass('b1', { path: '/**', methods: 'all' })
      const now = { ...OPEN, bypasses: [b1] }
      expect(await codeOf(bypassing, { bypasses: [] }, now)).to.equal('credential/invalid')
      const passed = { ...OPEN.switches, basicPassThrough: true }
      expect(await codeOf(bypassing, { bypasses: [], switches: passed }, now)).to.equal('unchanged')
      expect(await codeOf(bypassing, { bypasses: [], providers: [acme] }, now)).to.equal(
        'credential',
      )
    })

    it('says nothing where proxies change and an address decides', async () => {
      const proxy = { header: 'x-real-ip', trusted: ['10.0.0.0/8'] }
      const networks = { allow: [], deny: [], proxy }
      expect(await codeOf(anEvent(), { networks })).to.equal('unchanged')
      const denying = { ...networks, deny: ['198.51.100.0/24'] }
      expect(await codeOf(anEvent(), { networks: denying })).to.equal('address')
    })
  })

  it('lets others have a turn while it runs', async () => {
    let turns = 0
    const events = Array.from({ length: 5_000 }, () => anEvent({ method: 'DELETE' }))
    const breathe = async () => void (turns += 1)
    await tried(events, { resources: [EVERYTHING, NO_DELETES] }, { breathe })
    expect(turns).to.be.above(0)
  })
})
