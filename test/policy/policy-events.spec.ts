import { expect } from 'chai'
import fc from 'fast-check'
import { isSameValue } from '../../src/lib/same-value.ts'
import { Secret } from '../../src/lib/secret.ts'
import { DEFAULT_LIMITS, type LimitRule } from '../../src/policy/limit-rule.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { policyEvents } from '../../src/policy/policy-events.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { anotherDocument, inOrder } from './another-document.ts'
import { policyDocuments } from './policy-arbitraries.ts'
import { aDocument, anIntrospected, aSharedSecretProvider } from './policy-things.ts'
import { aBypassDraft, aGroupDraft, aLimitDraft, aResourceDraft } from './rule-drafts.ts'

describe('the audit events of a policy', () => {
  const eventsOf = (before: PolicyDocument, after: PolicyDocument) => {
    let count = 0
    const ids = { next: () => `event-${++count}` }
    const common = { tenantId: 'tenant', at: 5_000, requestId: 'request', actor: 'account-admin' }
    return policyEvents(before, after, { ids, version: 4, ...common })
  }
  const told = (before: PolicyDocument, after: PolicyDocument) =>
    eventsOf(before, after).map(({ kind, subject, facts }) => ({ kind, subject, facts }))
  const withProviders = (...providers: PolicyDocument['providers']) => aDocument({ providers })

  it('say who did it, where, when and by which request, each with an id of its own', () => {
    const after = { ...withProviders(aProvider(), aProvider({ id: 'other' })) }
    const events = eventsOf(aDocument(), after)
    expect(events.map((each) => each.id)).to.deep.equal(['event-1', 'event-2'])
    for (const event of events) {
      expect(event).to.deep.include({
        tenantId: 'tenant',
        at: 5_000,
        requestId: 'request',
        actor: 'account-admin',
      })
    }
  })

  it('tell of switches as they always did', () => {
    const after = aDocument({ switches: { ...DEFAULT_SWITCHES, basicPassThrough: true } })
    expect(told(aDocument(), after)).to.deep.equal([
      {
        kind: 'switches.changed',
        subject: 'tenant',
        facts: { basicPassThrough: true, basicPassThroughBefore: false },
      },
    ])
  })

  it('tell of a provider that was added or removed what it was, and in which version', () => {
    const provider = aProvider({ enabled: false })
    const facts = {
      name: 'Acme login',
      enabled: false,
      keysFrom: 'jwks',
      issuer: 'https://login.acme.example',
      version: 4,
    }
    expect(told(aDocument(), withProviders(provider))).to.deep.equal([
      { kind: 'provider.added', subject: 'acme', facts },
    ])
    expect(told(withProviders(provider), aDocument())).to.deep.equal([
      { kind: 'provider.removed', subject: 'acme', facts },
    ])
  })

  it('tell of a changed provider what differs, and of short things how they were and are', () => {
    const before = aProvider()
    const after = aProvider({
      name: 'Acme',
      enabled: false,
      issuer: undefined,
      audiences: ['other'],
      maxLifetimeSeconds: 60,
    })
    expect(told(withProviders(before), withProviders(after))).to.deep.equal([
      {
        kind: 'provider.changed',
        subject: 'acme',
        facts: {
          name: 'Acme',
          nameBefore: 'Acme login',
          enabled: false,
          enabledBefore: true,
          issuer: '',
          issuerBefore: 'https://login.acme.example',
          changed: 'audiences,enabled,issuer,maxLifetimeSeconds,name',
          version: 4,
        },
      },
    ])
  })

  it('see a secret that was replaced, and tell neither the old nor the new one', () => {
    for (const make of [anIntrospected, aSharedSecretProvider]) {
      const [before, after] = [
        withProviders(make('the old one')),
        withProviders(make('the new one')),
      ]
      expect(told(before, after)).to.deep.equal([
        {
          kind: 'provider.changed',
          subject: 'acme',
          facts: { name: 'Acme login', changed: 'keys', version: 4 },
        },
      ])
      const added = JSON.stringify(eventsOf(aDocument(), after))
      expect(added).not.to.contain('the new one')
      expect(added).not.to.contain(String(new Secret('x')))
    }
  })

  it('tell nothing of what stays, in whatever order it is written', () => {
    const [one, two] = [anIntrospected('a secret', { id: 'one' }), aProvider({ id: 'two' })]
    const again = [
      aProvider({ id: 'two', typ: undefined }),
      anIntrospected('a secret', { id: 'one' }),
    ]
    expect(told(withProviders(one, two), withProviders(...again))).to.deep.equal([])
    expect(told(withProviders(one, two), withProviders(two))).to.have.length(1)
  })

  it('tell of each list what came, what went and what is different now, by its id', () => {
    const lists = [
      ['groups', 'group', aGroupDraft],
      ['resources', 'resource', aResourceDraft],
      ['bypasses', 'bypass', aBypassDraft],
    ] as const
    for (const [list, kind, make] of lists) {
      const of = (...entries: unknown[]) => aDocument({ [list]: entries })
      const kinds = (before: PolicyDocument, after: PolicyDocument) =>
        told(before, after).map((each) => [each.kind, each.subject])
      const [a, b, renamed] = [make({ id: 'a' }), make({ id: 'b' }), make({ id: 'a', name: 'New' })]
      expect(kinds(of(a), of(a, b)), list).to.deep.equal([[`${kind}.added`, 'b']])
      expect(kinds(of(a, b), of(b)), list).to.deep.equal([[`${kind}.removed`, 'a']])
      expect(kinds(of(a, b), of(renamed, b)), list).to.deep.equal([[`${kind}.changed`, 'a']])
    }
    const limits = (...rules: LimitRule[]) =>
      aDocument({ limits: { rules, readsWhenBroken: 'refused' } })
    const limit = aLimitDraft({ id: 'b', burst: { points: 5, seconds: 600 } })
    expect(told(limits(), limits(limit))).to.deep.equal([
      {
        kind: 'limit.added',
        subject: 'b',
        facts: {
          name: 'Per token',
          state: 'on',
          per: 'credential',
          points: 100,
          seconds: 60,
          burst: '{"points":5,"seconds":600}',
          version: 4,
        },
      },
    ])
  })

  it('tell of a changed rule how each member that differs is and was, an absent one as empty', () => {
    const before = aResourceDraft({ cost: 5 })
    const after = aResourceDraft({
      state: 'shadow',
      methods: ['GET', 'POST'],
      who: { group: 'devs' },
    })
    expect(
      told(aDocument({ resources: [before] }), aDocument({ resources: [after] })),
    ).to.deep.equal([
      {
        kind: 'resource.changed',
        subject: 'issues',
        facts: {
          name: 'Issues',
          changed: 'cost,methods,state,who',
          cost: '',
          costBefore: 5,
          methods: 'GET,POST',
          methodsBefore: 'reads',
          state: 'shadow',
          stateBefore: 'on',
          who: '{"group":"devs"}',
          whoBefore: '',
          version: 4,
        },
      },
    ])
  })

  it('tell the order of resource rules, and the place of a new one, and no other order', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => aResourceDraft({ id }))
    const of = (...resources: (ResourceRule | undefined)[]) =>
      aDocument({ resources: resources.filter((each) => each !== undefined) })
    expect(told(of(a, b, c), of(c, a, b))).to.deep.equal([
      {
        kind: 'resources.reordered',
        subject: 'tenant',
        facts: { changed: 'order', order: 'c,a,b', orderBefore: 'a,b,c', version: 4 },
      },
    ])
    expect(told(of(a, b, c), of(a, c))).to.have.length(1)
    const [inserted, ...more] = told(of(a, b), of(a, c, b))
    expect(more).to.deep.equal([])
    expect(inserted?.facts['position']).to.equal(2)
    const groups = [aGroupDraft({ id: 'a' }), aGroupDraft({ id: 'b' })]
    expect(told(aDocument({ groups }), aDocument({ groups: groups.toReversed() }))).to.be.empty
  })

  it('tell of what there is once what differs in it, for the tenant as a whole', () => {
    const after = aDocument({
      access: { mayCall: ['devs', 'ops'], readOnly: [], fullAccess: [], mayHoldTokens: 'everyone' },
      networks: {
        allow: ['10.0.0.0/8'],
        deny: [],
        proxy: { header: 'x-real-ip', trusted: ['10.0.0.1'] },
      },
      tokens: { idleDays: 30 },
      limits: { ...DEFAULT_LIMITS, readsWhenBroken: 'served' },
    })
    expect(told(aDocument(), after)).to.deep.equal([
      {
        kind: 'access.changed',
        subject: 'tenant',
        facts: { changed: 'mayCall', mayCall: 'devs,ops', mayCallBefore: 'everyone', version: 4 },
      },
      {
        kind: 'networks.changed',
        subject: 'tenant',
        facts: {
          changed: 'allow,proxy',
          allow: '10.0.0.0/8',
          allowBefore: '',
          proxy: '{"header":"x-real-ip","trusted":["10.0.0.1"]}',
          proxyBefore: '',
          version: 4,
        },
      },
      {
        kind: 'token-rules.changed',
        subject: 'tenant',
        facts: { changed: 'idleDays', idleDays: 30, idleDaysBefore: '', version: 4 },
      },
      {
        kind: 'limits.changed',
        subject: 'tenant',
        facts: {
          changed: 'readsWhenBroken',
          readsWhenBroken: 'served',
          readsWhenBrokenBefore: 'refused',
          version: 4,
        },
      },
    ])
  })

  it('cut what is long, never in the middle of a character', () => {
    const reason = `${'x'.repeat(499)}\u{1F511} and more`
    const [event] = told(aDocument(), aDocument({ bypasses: [aBypassDraft({ reason })] }))
    expect(event?.facts['reason']).to.equal(`${'x'.repeat(499)}…`)
  })

  it('are none exactly where nothing differs but orders that have no meaning', () => {
    const sections = fc.constantFrom('same', 'shuffled', 'tweaked', 'other')
    const pairs = fc.record({
      before: policyDocuments('jira'),
      other: policyDocuments('jira'),
      // Mostly the same, or no pair would ever be.
      ways: fc.array(fc.oneof({ weight: 8, arbitrary: fc.constant('same') }, sections), {
        minLength: 9,
        maxLength: 9,
      }),
      turn: fc.nat(3),
    })
    let [none, some] = [0, 0]
    fc.assert(
      fc.property(pairs, ({ before, other, ways, turn }) => {
        const after = anotherDocument(before, other, ways, turn)
        const isEqual = isSameValue(inOrder(before), inOrder(after))
        expect(eventsOf(before, after).length === 0).to.equal(isEqual)
        if (isEqual) none += 1
        else some += 1
      }),
      { numRuns: 300 },
    )
    expect(Math.min(none, some)).to.be.greaterThan(10)
  })
})
