import { expect } from 'chai'
import { canBeIssuerName, ISSUER_NAME_LENGTH_MAX } from '../../../src/identity/link-identity.ts'
import { issuerNameOf, type Provider } from '../../../src/identity/providers/provider.ts'
import { anIntrospected } from '../../policy/policy-things.ts'
import { aProvider } from './provider-things.ts'

describe('the name under which links of a provider are kept', () => {
  const asking = (url: string, given: Partial<Provider> = {}) => {
    const provider = anIntrospected('a secret', { id: 'opaque', issuer: undefined, ...given })
    if (provider.keys.from !== 'introspection') throw new Error('introspects')
    return issuerNameOf({ ...provider, keys: { ...provider.keys, url } })
  }

  it('is the issuer, whatever else changes but the claim that names the subject', () => {
    const issuer = 'https://login.acme.example'
    const other: Partial<Provider> = { id: 'b', name: 'B', keys: { from: 'discovery' } }
    expect(issuerNameOf(aProvider({ issuer }))).to.equal(issuer)
    expect(issuerNameOf(aProvider({ issuer, ...other }))).to.equal(issuer)
    expect(issuerNameOf(aProvider({ issuer, subjectClaim: 'oid' }))).to.equal(`${issuer}#oid`)
  })

  it('without an issuer is made of the id and the endpoint that says whose a token is', () => {
    const name = asking('https://a.example/introspect')
    expect(name).to.match(/^provider:opaque:[0-9a-f]{16}$/)
    const names = [
      name,
      asking('https://b.example/introspect'),
      asking('https://a.example/introspect', { id: 'other' }),
      asking('https://a.example/introspect', { subjectClaim: 'username' }),
    ]
    expect(new Set(names)).to.have.length(4)
    expect(asking('https://a.example/introspect', { name: 'Renamed' })).to.equal(name)
  })

  it('can be linked at its longest, and with whatever a claim can be called', () => {
    const issuer = `https://${'x'.repeat(492)}`
    const longest = issuerNameOf(aProvider({ issuer, subjectClaim: 'c'.repeat(200) }))
    expect(longest).to.have.length(ISSUER_NAME_LENGTH_MAX)
    for (const name of [
      longest,
      asking('https://a.example', { id: 'i'.repeat(40), subjectClaim: 'c'.repeat(200) }),
      asking('https://a.example'),
      issuerNameOf(aProvider({ subjectClaim: '/https:~1~1acme.com~1user id' })),
      issuerNameOf(aProvider({ subjectClaim: 'a#b' })),
    ]) {
      expect(canBeIssuerName(name), name).to.equal(true)
    }
  })

  it('is nothing that no provider can have', () => {
    const issuer = 'https://login.acme.example'
    for (const name of [
      `${issuer}#`,
      `${issuer}#sub`,
      `${issuer}#a..b`,
      `${issuer}#a\0`,
      `${issuer}#${'c'.repeat(201)}`,
      `https://${'x'.repeat(493)}#oid`,
      'provider:opaque',
      'provider:opaque:0123',
      'provider:Opaque:0123456789abcdef',
      '#oid',
      '',
    ]) {
      expect(canBeIssuerName(name), name).to.equal(false)
    }
  })
})
