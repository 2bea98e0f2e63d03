import { expect } from 'chai'
import { chooseProvider } from '../../../src/identity/providers/choose-provider.ts'
import type { ProviderKeys } from '../../../src/identity/providers/provider.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { aProvider, jwtShaped } from './provider-things.ts'

function introspection(prefix?: string): ProviderKeys {
  return {
    from: 'introspection',
    url: 'https://login.acme.example/introspect',
    client: {
      method: 'client_secret_basic',
      clientId: 'gatehouse',
      clientSecret: new Secret('a secret of the introspection client'),
    },
    cacheSeconds: 30,
    prefix,
  }
}

const ACME = aProvider()
const OTHER = aProvider({ id: 'other', issuer: 'https://login.other.example' })
const OPAQUE = aProvider({ id: 'opaque', issuer: undefined, keys: introspection('oat_') })
const LONGER = aProvider({ id: 'longer', issuer: undefined, keys: introspection('oat_eu_') })
const REST = aProvider({ id: 'rest', issuer: undefined, keys: introspection('') })

describe('the provider that answers for a token', () => {
  const chosen = (token: string, ...providers: Parameters<typeof chooseProvider>[0]) =>
    chooseProvider(providers, token)?.id

  it('is the one with the very issuer, in whatever order they stand', () => {
    const token = jwtShaped({ iss: 'https://login.other.example' })
    expect(chosen(token, ACME, OTHER)).to.equal('other')
    expect(chosen(token, OTHER, ACME)).to.equal('other')
  })

  it('is nobody for an issuer that only looks alike', () => {
    const alike = [
      'https://login.acme.example/',
      'https://LOGIN.acme.example',
      'https://login.acme.example ',
      'http://login.acme.example',
      'https://login.acme.example:443',
      'https://login.acme.example%00',
      '',
    ]
    for (const iss of alike) expect(chosen(jwtShaped({ iss }), ACME, REST), iss).to.equal(undefined)
    for (const iss of [undefined, null, 7, ['https://login.acme.example'], { a: 1 }]) {
      expect(chosen(jwtShaped({ iss }), ACME, REST)).to.equal(undefined)
    }
  })

  it('is never one that is switched off, nor anybody in its place', () => {
    const off = { ...ACME, enabled: false }
    expect(chosen(jwtShaped({ iss: ACME.issuer }), off, OTHER, REST)).to.equal(undefined)
    expect(chosen('oat_1234', { ...OPAQUE, enabled: false })).to.equal(undefined)
  })

  it('is, for a token that is no JWT, the one with the longest prefix that it begins with', () => {
    for (const order of [
      [ACME, REST, OPAQUE, LONGER],
      [LONGER, OPAQUE, REST, ACME],
    ]) {
      expect(chosen('oat_eu_1234', ...order)).to.equal('longer')
      expect(chosen('oat_us_1234', ...order)).to.equal('opaque')
      expect(chosen('whatever', ...order)).to.equal('rest')
    }
    expect(chosen('whatever', ACME, OPAQUE, LONGER)).to.equal(undefined)
  })

  it('is nobody for an API token of ours, whole or not', () => {
    expect(chosen('gatehouse_0123456789abcdef_x', REST, OPAQUE)).to.equal(undefined)
    expect(chosen('gatehouse_a.b.c', REST, OPAQUE)).to.equal(undefined)
  })

  it('gets no opaque token when it introspects the JWTs of its issuer alone', () => {
    const ofJwts = aProvider({ keys: introspection() })
    expect(chosen('whatever', ofJwts)).to.equal(undefined)
    expect(chosen(jwtShaped({ iss: ofJwts.issuer }), ofJwts)).to.equal('acme')
  })
})
