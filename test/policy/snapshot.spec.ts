import { expect } from 'chai'
import fc from 'fast-check'
import { Refusal } from '../../src/lib/refusal.ts'
import { DEFAULT_ACCESS, type AccessRules } from '../../src/policy/group.ts'
import type { LimitRule } from '../../src/policy/limit-rule.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { compilePolicy } from '../../src/policy/snapshot.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { policyDocuments } from './policy-arbitraries.ts'
import { aDocument } from './policy-things.ts'
import { aGroup, aRule, aSnapshot } from './rule-things.ts'

const group = aGroup('staff')
const ofTokens = aGroup('staff', {
  sources: [{ from: 'provider', provider: 'company', value: 'x' }],
})
const limit: LimitRule = {
  id: 'all',
  name: 'All',
  state: 'on',
  per: 'tenant',
  points: 10,
  seconds: 60,
}
const limits = (given: Partial<LimitRule>) => ({
  limits: { rules: [{ ...limit, ...given }], readsWhenBroken: 'refused' as const },
})
const access = (given: Partial<AccessRules>) => ({ access: { ...DEFAULT_ACCESS, ...given } })

describe('a compiled policy', () => {
  it('asks for the product’s groups exactly where something depends on one', () => {
    const depends: readonly Partial<PolicyDocument>[] = [
      access({ mayCall: ['staff'] }),
      access({ readOnly: ['staff'] }),
      access({ fullAccess: ['staff'] }),
      access({ mayHoldTokens: ['staff'] }),
      { resources: [aRule({ who: { all: [{ none: [{ any: [{ group: 'staff' }] }] }] } })] },
      { resources: [aRule({ state: 'shadow', who: { group: 'staff' } })] },
      limits({ who: { group: 'staff' } }),
      limits({ per: 'group' }),
      { groups: [aGroup('staff', { tokenDaysMax: 30 })] },
      { groups: [aGroup('staff', { liveTokensMax: 3 })] },
    ]
    for (const given of depends) {
      const says = JSON.stringify(given)
      expect(aSnapshot({ groups: [group], ...given }).needsProductGroups, says).to.equal(true)
      if (given.groups !== undefined) continue
      const asksNobody = aSnapshot({ ...given, groups: [ofTokens] })
      expect(asksNobody.needsProductGroups, says).to.equal(false)
    }
    const independent: readonly Partial<PolicyDocument>[] = [
      {},
      { resources: [aRule({ state: 'off', who: { group: 'staff' } })] },
      limits({ state: 'off', who: { group: 'staff' } }),
      limits({ state: 'off', per: 'group' }),
      access({ mayCall: ['another'] }),
    ]
    for (const given of independent) {
      const { needsProductGroups } = aSnapshot({ groups: [group], ...given })
      expect(needsProductGroups, JSON.stringify(given)).to.equal(false)
    }
  })

  it('asks whether owners are administrators where tokens are for some alone', () => {
    expect(aSnapshot().needsOwnerIsAdmin).to.equal(false)
    expect(aSnapshot(access({ mayHoldTokens: [] })).needsOwnerIsAdmin).to.equal(true)
  })

  it('accepts credentials as they are switched', () => {
    const switches = { ...DEFAULT_SWITCHES, anonymousCalls: true, apiTokens: false }
    expect(aSnapshot({ switches }).acceptedKinds).to.include({
      anonymous: true,
      bypass: true,
      'api-token': false,
    })
  })

  it('is frozen, and knows of which version and product it is', () => {
    const snapshot = compilePolicy({ version: 7, document: aDocument() }, 'confluence')
    expect(snapshot).to.include({ version: 7, product: 'confluence' }).and.to.be.frozen
  })

  it('is made of every document that an admin can have', () => {
    for (const product of ['jira', 'confluence'] as const) {
      fc.assert(
        fc.property(policyDocuments(product), (document) => {
          compilePolicy({ version: 1, document }, product)
        }),
        { numRuns: 100 },
      )
    }
  })

  it('is not made of a document that says what is not understood, in whatever place', () => {
    const from = (text: string): unknown => JSON.parse(text)
    const unknown: readonly Record<string, unknown>[] = [
      { countries: ['de'] },
      { switches: { ...DEFAULT_SWITCHES, quietHours: true } },
      { groups: [{ ...group, expiresAt: 1 }] },
      { groups: [{ ...group, sources: [{ from: 'directory', value: 'x' }] }] },
      { access: { ...DEFAULT_ACCESS, mayExport: [] } },
      { networks: { allow: [], deny: [], countries: ['de'] } },
      { networks: { allow: [], deny: ['somewhere'] } },
      { resources: [{ ...EVERYTHING, hours: '9-17' }] },
      { resources: [{ ...EVERYTHING, effect: 'delay' }] },
      { resources: [{ ...EVERYTHING, state: 'trial' }] },
      { resources: [{ ...EVERYTHING, methods: 'writes' }] },
      { resources: [{ ...EVERYTHING, methods: ['GET', 'PURGE'] }] },
      { resources: [{ ...EVERYTHING, actsAs: 'robot' }] },
      { resources: [{ ...EVERYTHING, path: '/rest/api/3/*/x' }] },
      { resources: [{ ...EVERYTHING, networks: ['somewhere'] }] },
      { resources: [{ ...EVERYTHING, who: { country: 'de' } }] },
      { resources: [{ ...EVERYTHING, state: 'off', who: { country: 'de' } }] },
      { resources: [{ ...EVERYTHING, query: [{ name: 'a', is: 'long' }] }] },
      { resources: [{ ...EVERYTHING, query: [{ name: 'a', matches: 'x' }] }] },
      { bypasses: [{ hours: '9-17' }] },
      { tokens: { rotateDays: 3 } },
      { limits: { rules: [], readsWhenBroken: 'refused', writes: 'served' } },
      ...[
        { destructive: { perHour: 5, state: 'trial' } },
        { destructive: { perHour: 5, state: 'on', per: 'address' } },
        { budget: { reservePercent: 5, lowPriority: [], weights: [], hourly: 9 } },
        { budget: { reservePercent: 5, lowPriority: [], weights: [{ group: 'a', share: 2 }] } },
      ].map((given) => ({ limits: { rules: [], readsWhenBroken: 'refused', ...given } })),
      { limits: { rules: [{ ...limit, per: 'planet' }], readsWhenBroken: 'refused' } },
      { limits: { rules: [{ ...limit, kind: 'sliding' }], readsWhenBroken: 'refused' } },
      { limits: { rules: [{ ...limit, who: { country: 'de' } }], readsWhenBroken: 'refused' } },
    ]
    for (const given of unknown) {
      // As it comes from storage, where what a later version has written is text like this.
      const document = from(JSON.stringify({ ...aDocument(), ...given })) as PolicyDocument
      expect(() => compilePolicy({ version: 1, document }, 'jira'), JSON.stringify(given))
        .to.throw(Refusal)
        .with.property('code', 'policy/unavailable')
    }
  })
})
