import { expect } from 'chai'
import { recordedSituation } from '../../src/policy/recorded-situation.ts'
import type { Product } from '../../src/tenants/tenant.ts'
import { aCallEvent } from '../support/things.ts'
import { aDocument } from './policy-things.ts'

const SEEN = { access: 'read', groups: [], queryNames: ['a', 'b c'] } as const

describe('a call of the log that is decided on again', () => {
  const callOf = (path: string, product: Product) =>
    recordedSituation(aCallEvent({ path, credentialKind: 'api-token', seen: SEEN }), {
      product,
      siteHost: 'acme.atlassian.net',
      document: aDocument(),
    })?.call

  it('is served by the path that the gateway served it by, and remembers the prefix for tokens', () => {
    expect(callOf('/rest/token-auth/api/content/1', 'confluence')).to.deep.include({
      path: '/rest/api/content/1',
      needsToken: true,
      query: 'a&b%20c',
    })
    for (const [path, product] of [
      ['/rest/api/content/1', 'confluence'],
      ['/rest/token-auth/apis', 'confluence'],
      ['/rest/token-auth/api/content/1', 'jira'],
    ] as const) {
      expect(callOf(path, product)).to.deep.include({ path, needsToken: false })
    }
  })

  it('is none where the record may have cut its path off', () => {
    expect(callOf(`/${'x'.repeat(2_047)}`, 'jira')).to.equal(undefined)
    expect(callOf(`/${'x'.repeat(2_046)}`, 'jira')).to.be.an('object')
  })
})
