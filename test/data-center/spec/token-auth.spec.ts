import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { signJws } from '../../site/tokens/jws.ts'
import { basicOf } from '../http/credentials.ts'
import { startConfluence } from '../start-confluence.ts'
import type { Confluence } from '../start-confluence.ts'
import { startCrowd } from '../start-crowd.ts'
import type { Crowd } from '../start-crowd.ts'
import { askProduct } from './ask-product.ts'

const now = Date.parse('2026-03-01T09:00:00Z')
const issuer = { iss: 'gatehouse', secret: 'a secret that two programs share' }
const path = '/rest/token-auth/api/space'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('the way into a stand-in Confluence by token', () => {
  let crowd: Crowd
  let confluence: Confluence

  before(async () => {
    crowd = await startCrowd()
    crowd.addUser('svc-alice')
    crowd.addUser('bob')
    confluence = await startConfluence({
      crowd,
      now: () => now,
      contextPath: '/confluence',
      tokenAuth: {
        allowlist: [{ method: 'GET', pattern: /^\/rest\/token-auth\/api\/(space|user\/current)$/ }],
        subjectPrefix: 'svc-',
        trustedIssuers: [issuer],
      },
    })
  })
  after(() => Promise.all([confluence.close(), crowd.close()]))
  beforeEach(() => (confluence.settings.rateLimit = undefined))

  function token(claims: Readonly<Record<string, unknown>> = {}, secret = issuer.secret): string {
    const seconds = now / 1000
    const qsh = sha256(`GET&${path}&`)
    const usual = { iss: issuer.iss, sub: 'svc-alice', iat: seconds, exp: seconds + 60, qsh }
    return signJws({ typ: 'JWT', alg: 'HS256' }, { ...usual, ...claims }, secret, 'HS256')
  }
  const call = (jwt: string, target = path, method = 'GET') =>
    askProduct(confluence, target, { method, headers: { authorization: `JWT ${jwt}` } })

  it('serves the resources of the usual API as the subject of the token', async () => {
    const answer = await call(token())
    expect(answer).to.include({ status: 200, user: 'svc-alice' })
    expect(answer.text).to.contain('DOCS')
    expect(answer.cookies).to.deep.equal({})
  })

  it('binds the token to the query, in any order', async () => {
    const qsh = sha256(`GET&${path}&a=1%202&limit=1`)
    expect((await call(token({ qsh }), `${path}?limit=1&a=1+2`)).status).to.equal(200)
    expect((await call(token({ qsh }), `${path}?limit=2&a=1+2`)).status).to.equal(401)
  })

  const blocked = [
    ['without a token', undefined],
    ['with a password', basicOf({ name: 'svc-alice', password: 'password-of-svc-alice' })],
  ] as const
  for (const [how, authorization] of blocked) {
    it(`answers an empty 200 to a call ${how}`, async () => {
      const headers = {
        TokenAuthWhitelistOK: 'true',
        ...(authorization === undefined ? {} : { authorization }),
      }
      const answer = await askProduct(confluence, path, { headers })
      expect(answer).to.include({ status: 200, text: '', user: null })
    })
  }

  it('answers an empty 200 to methods, paths and subjects that are not listed', async () => {
    const calls = [
      call(token(), path, 'DELETE'),
      call(token(), '/rest/token-auth/api/content'),
      call(token({ sub: 'bob' })),
      call('not.a.token'),
    ]
    for (const answer of await Promise.all(calls)) {
      expect(answer).to.include({ status: 200, text: '' })
      expect(answer.headers.get('content-length')).to.be.oneOf(['0', null])
    }
  })

  const seconds = now / 1000
  const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['is of an unknown issuer', { iss: 'other' }],
    ['has ended', { exp: seconds - 31 }],
    ['never ends', { exp: undefined }],
    ['was issued in the future', { iat: seconds + 31 }],
    ['was made for another call', { qsh: sha256('GET&/rest/api/space&') }],
    ['names a user who does not exist', { sub: 'svc-nobody' }],
  ]
  for (const [what, claims] of wrong) {
    it(`refuses a listed token that ${what}`, async () => {
      expect(await call(token(claims))).to.include({ status: 401, user: 'anonymous' })
    })
  }

  it('refuses a listed token with another signature', async () => {
    expect((await call(token({}, 'another secret'))).status).to.equal(401)
  })

  it('is left out by the product’s own rate limiter', async () => {
    confluence.settings.rateLimit = { calls: 1, seconds: 60 }
    for (const expected of [200, 200, 200]) expect((await call(token())).status).to.equal(expected)
  })
})
