import { expect } from 'chai'
import fc from 'fast-check'
import { checkReferences } from '../../src/policy/check-references.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { policyDocuments } from './policy-arbitraries.ts'
import { aDocument } from './policy-things.ts'
import { aBypassDraft, aGroupDraft, aLimitDraft, aResourceDraft } from './rule-drafts.ts'

const places = (document: PolicyDocument) => checkReferences(document).map(({ path }) => path)
const claimed = (provider: string) => ({ from: 'provider', provider, value: 'devs' })

describe('the parts of a policy, side by side', () => {
  it('fit together in every document that was accepted', () => {
    fc.assert(
      fc.property(policyDocuments('jira'), (document) => {
        expect(checkReferences(document)).to.deep.equal([])
      }),
    )
  })

  it('keep a group that something still names: every place is told', () => {
    const document = aDocument({
      access: {
        mayCall: ['devs', 'ops'],
        readOnly: ['devs'],
        fullAccess: ['devs'],
        mayHoldTokens: ['ops', 'devs'],
      },
      resources: [
        aResourceDraft({ id: 'a', who: { group: 'devs' } }),
        aResourceDraft({
          id: 'b',
          who: { any: [{ group: 'ops' }, { none: [{ group: 'devs' }] }] },
        }),
      ],
      limits: {
        rules: [aLimitDraft({ who: { all: [{ group: 'devs' }] } })],
        readsWhenBroken: 'refused',
        budget: {
          reservePercent: 20,
          lowPriority: ['ops', 'devs'],
          weights: [{ group: 'devs', weight: 2 }],
        },
      },
    })
    const [devs, ops] = [aGroupDraft(), aGroupDraft({ id: 'ops' })]
    expect(places({ ...document, groups: [devs, ops] })).to.deep.equal([])
    expect(places({ ...document, groups: [ops] })).to.deep.equal([
      'access.mayCall.0',
      'access.readOnly.0',
      'access.fullAccess.0',
      'access.mayHoldTokens.1',
      'resources.0.who.group',
      'resources.1.who.any.1.none.0.group',
      'limits.rules.0.who.all.0.group',
      'limits.budget.lowPriority.1',
      'limits.budget.weights.0.group',
    ])
  })

  it('keep a provider that a rule or a group names, and the claim that holds its groups', () => {
    const document = aDocument({
      groups: [aGroupDraft({ sources: [claimed('acme'), claimed('other')] })],
      resources: [aResourceDraft({ who: { provider: 'acme' } })],
    })
    const other = aProvider({ id: 'other', issuer: 'https://other.example', groupsClaim: 'groups' })
    const acme = aProvider({ groupsClaim: 'groups' })
    expect(places({ ...document, providers: [acme, other] })).to.deep.equal([])
    expect(places({ ...document, providers: [other] })).to.deep.equal([
      'groups.0.sources.0.provider',
      'resources.0.who.provider',
    ])
    const [fault, ...more] = checkReferences({ ...document, providers: [aProvider(), other] })
    expect(more).to.deep.equal([])
    expect(fault?.path).to.equal('groups.0.sources.0.provider')
    expect(fault?.says).to.contain('set groupsClaim there first')
  })

  it('have no id twice in one list, while lists do not mind each other', () => {
    const limits = (ids: readonly string[]) => ({
      rules: ids.map((id) => aLimitDraft({ id })),
      readsWhenBroken: 'refused' as const,
    })
    const of = (ids: readonly string[]) =>
      aDocument({
        groups: ids.map((id) => aGroupDraft({ id })),
        resources: ids.map((id) => aResourceDraft({ id })),
        bypasses: ids.map((id) => aBypassDraft({ id })),
        limits: limits(ids),
      })
    expect(places(of(['a', 'b']))).to.deep.equal([])
    const twice = ['groups', 'resources', 'bypasses', 'limits.rules'].flatMap((list) => [
      `${list}.0.id`,
      `${list}.2.id`,
    ])
    expect(places(of(['a', 'b', 'a']))).to.deep.equal(twice)
  })

  it('tell providers apart by all that could answer for a token', () => {
    const [one, other] = [aProvider(), aProvider({ id: 'other', issuer: 'https://other.example' })]
    expect(places(aDocument({ providers: [one, other] }))).to.deep.equal([])
    expect(places(aDocument({ providers: [one, other, one] }))).to.deep.equal([
      'providers.0.id',
      'providers.2.id',
      'providers.0.issuer',
      'providers.2.issuer',
    ])
  })

  it('are no more than can be looked at', () => {
    const many = <T>(count: number, make: (given: object) => T) =>
      Array.from({ length: count }, (_, n) => make({ id: `e${n}` }))
    const document = (over: number) =>
      aDocument({
        groups: many(200 + over, aGroupDraft),
        resources: many(500 + over, aResourceDraft),
        bypasses: many(100 + over, aBypassDraft),
        limits: { rules: many(50 + over, aLimitDraft), readsWhenBroken: 'refused' },
      })
    expect(places(document(0))).to.deep.equal([])
    expect(places(document(1))).to.deep.equal(['groups', 'resources', 'bypasses', 'limits.rules'])
  })
})
