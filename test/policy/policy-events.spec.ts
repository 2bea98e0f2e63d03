import { expect } from 'chai'
import { Secret } from '../../src/lib/secret.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { policyEvents } from '../../src/policy/policy-events.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { aDocument, anIntrospected, aSharedSecretProvider } from './policy-things.ts'

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
})
