import { expect } from 'chai'
import type { ActsAs } from '../../src/identity/principal.ts'
import { Secret } from '../../src/lib/secret.ts'
import { joinKeyOf } from '../../src/upstream/coalesce-key.ts'
import type { SiteRequest } from '../../src/upstream/site-request.ts'
import { aTenant } from '../support/things.ts'

const TENANT = aTenant()
const ANN: ActsAs = { kind: 'user', accountId: 'ann' }

function key(given: Partial<SiteRequest> = {}, credential = 'token-1'): string | undefined {
  const request: SiteRequest = {
    tenant: TENANT,
    actsAs: ANN,
    needs: 'READ',
    method: 'GET',
    path: '/rest/api/3/myself',
    query: '',
    headers: ['accept', 'application/json'],
    redirects: 'follow',
    ...given,
  }
  return joinKeyOf(request, credential)
}

describe('the name of a question', () => {
  it('is the same for the same question', () => {
    expect(key()).to.equal(key())
  })

  it('is another for anything that could make the answer another', () => {
    const keys = [
      key(),
      key({ tenant: aTenant() }),
      key({ actsAs: { kind: 'user', accountId: 'bob' } }),
      key({ actsAs: { kind: 'app' } }),
      key({}, 'token-2'),
      key({ path: '/rest/api/3/project' }),
      key({ query: 'a=1' }),
      key({ headers: ['accept', 'text/html'] }),
      key({ headers: ['accept', 'application/json', 'accept-language', 'de'] }),
      key({ headers: [] }),
    ]
    expect(keys).not.to.include(undefined)
    expect(new Set(keys).size).to.equal(keys.length)
  })

  it('is none for what is never shared', () => {
    const authorization = new Secret('Basic of-somebody')
    for (const given of [
      { method: 'HEAD' },
      { method: 'POST' },
      { body: Buffer.from('x') },
      { redirects: 'manual' },
      { actsAs: { kind: 'caller', authorization } },
      { actsAs: { kind: 'anonymous' } },
      { headers: ['range', 'bytes=0-'] },
      { headers: ['if-none-match', '"x"'] },
      { headers: ['pragma', 'no-cache'] },
    ] as const) {
      expect(key(given)).to.equal(undefined)
    }
  })
})
