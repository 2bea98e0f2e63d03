import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { inspect } from 'node:util'
import { expect } from 'chai'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import type { IntrospectionClient, Provider } from '../../src/identity/providers/provider.ts'
import { Secret } from '../../src/lib/secret.ts'
import { PROVIDER_LIMITS } from '../../src/upstream/limits.ts'
import { createProviderClient } from '../../src/upstream/provider-client.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { introspected } from '../identity/verification/introspection-things.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aTenant } from '../support/things.ts'
import { watchForSecret } from '../support/sinks.ts'

const ACTIVE = { active: true }
const TOKEN = 'opaque token+with/odd&characters='
const SECRET = 'pass:word &=%+ü of the client'
const secretClient = (
  method: 'client_secret_basic' | 'client_secret_post',
): IntrospectionClient => ({
  method,
  clientId: 'gate:house',
  clientSecret: new Secret(SECRET),
})

describe('introspection', () => {
  const clock = stoppedClock()
  const tenant = aTenant()
  let server: SmallServer
  let client: ReturnType<typeof createProviderClient>
  before(() => {
    watchForSecret(TOKEN)
    watchForSecret(SECRET)
  })
  beforeEach(async () => {
    server = await startSmallServer()
    client = createProviderClient({ allowPrivateAddresses: true, clock })
    server.handler = (_req, res) => res.end('{"active":true,"sub":"ann"}')
  })
  afterEach(() => Promise.all([client.close(), server.close()]))

  const providerWith = (as: IntrospectionClient, given: Partial<Provider> = {}) =>
    aProvider({
      keys: introspected({ url: `${server.origin}/introspect?v=2`, client: as }),
      ...given,
    })
  const ask = (as = secretClient('client_secret_basic'), given: Partial<Provider> = {}) =>
    client.introspect(tenant, providerWith(as, given), TOKEN)
  const form = () => Object.fromEntries(new URLSearchParams(server.seen.at(-1)?.body))

  const refused = async (says: RegExp, work = ask()) => {
    const refusal = await expectRefusal(work, 'provider/unavailable')
    expect(refusal.detail).to.match(says)
    for (const secret of [TOKEN, SECRET, encodeURIComponent(SECRET), 'v=2']) {
      expect(inspect(refusal, { depth: 9 })).not.to.contain(secret)
    }
    return refusal
  }

  it('posts the token as a form and gives the answer as it is (RFC 7662 §2.1)', async () => {
    expect(await ask()).to.deep.equal({ active: true, sub: 'ann' })
    const [request] = server.seen
    expect(request).to.deep.include({ method: 'POST', url: '/introspect?v=2' })
    expect(request?.headers['content-type']).to.equal('application/x-www-form-urlencoded')
    expect(request?.headers.accept).to.equal('application/json')
    expect(form()).to.deep.equal({ token: TOKEN, token_type_hint: 'access_token' })
  })

  it('with Basic encodes id and secret before it joins them (RFC 6749 §2.3.1)', async () => {
    await ask()
    const encoded = 'gate%3Ahouse:pass%3Aword+%26%3D%25%2B%C3%BC+of+the+client'
    const expected = `Basic ${Buffer.from(encoded).toString('base64')}`
    expect(server.seen[0]?.headers.authorization).to.equal(expected)
  })

  it('with a secret in the form sends no header', async () => {
    await ask(secretClient('client_secret_post'))
    expect(server.seen[0]?.headers).not.to.have.property('authorization')
    expect(form()).to.deep.include({ client_id: 'gate:house', client_secret: SECRET })
  })

  describe('with a key', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const ed = generateKeyPairSync('ed25519')
    const pemOf = (key: KeyObject) =>
      new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString())
    const keyClient = (given: object = {}): IntrospectionClient => ({
      method: 'private_key_jwt',
      clientId: 'gatehouse',
      privateKey: pemOf(rsa.privateKey),
      algorithm: 'RS256',
      ...given,
    })
    const assertion = () => form()['client_assertion'] ?? ''
    const verified = async (key: KeyObject) =>
      (await jwtVerify(assertion(), key, { currentDate: new Date(clock.now()) })).payload

    it('proves that it holds it, for a minute, and never twice with one proof (RFC 7523 §3)', async () => {
      await ask(keyClient({ keyId: 'k1' }))
      expect(form()['client_assertion_type']).to.equal(
        'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      )
      expect(decodeProtectedHeader(assertion())).to.deep.equal({
        alg: 'RS256',
        typ: 'JWT',
        kid: 'k1',
      })
      const { jti, ...claims } = await verified(rsa.publicKey)
      const iat = Math.floor(clock.now() / 1000)
      expect(claims).to.deep.equal({
        iss: 'gatehouse',
        sub: 'gatehouse',
        aud: 'https://login.acme.example',
        iat,
        exp: iat + 60,
      })
      await ask(keyClient())
      expect(decodeProtectedHeader(assertion())).not.to.have.property('kid')
      expect((await verified(rsa.publicKey)).jti)
        .to.be.a('string')
        .that.does.not.equal(jti)
    })

    it('names the audience that was set, or the endpoint when there is no issuer', async () => {
      await ask(keyClient({ audience: 'https://aud.example' }))
      expect((await verified(rsa.publicKey)).aud).to.equal('https://aud.example')
      await ask(keyClient(), { issuer: undefined })
      expect((await verified(rsa.publicKey)).aud).to.equal(`${server.origin}/introspect?v=2`)
    })

    it('signs with every kind of key', async () => {
      for (const [pair, algorithm] of [
        [ec, 'ES256'],
        [ed, 'EdDSA'],
        [ed, 'Ed25519'],
        [rsa, 'PS512'],
      ] as const) {
        await ask(keyClient({ privateKey: pemOf(pair.privateKey), algorithm }))
        expect(await verified(pair.publicKey)).to.include({ iss: 'gatehouse' })
      }
    })

    it('that does not fit is a refusal that shows nothing of it, and nobody is asked', async () => {
      for (const given of [
        { algorithm: 'ES256' },
        { privateKey: pemOf(ec.privateKey) },
        { privateKey: new Secret(SECRET) },
      ]) {
        const refusal = await refused(/private key cannot sign with/, ask(keyClient(given)))
        expect(inspect(refusal, { depth: 9 })).not.to.contain('BEGIN')
      }
      expect(server.seen).to.deep.equal([])
    })
  })

  for (const status of [400, 401, 403]) {
    it(`answered with ${String(status)} says that it is our client that is not accepted`, async () => {
      server.handler = (_req, res) => res.writeHead(status).end('{"active":true}')
      await refused(/does not accept Gatehouse as its client/)
    })
  }

  it('answered with anything but a JSON object is refused', async () => {
    for (const [type, body] of [
      ['application/token-introspection+jwt', 'eyJhbGciOiJub25lIn0.eyJhY3RpdmUiOnRydWV9.'],
      ['application/json', '[{"active":true}]'],
      ['application/json', '{"active":false,"active":true}'],
      ['text/html', '<html>'],
    ] as const) {
      server.handler = (_req, res) => res.writeHead(200, { 'content-type': type }).end(body)
      await refused(/not one JSON object/)
    }
    server.handler = (_req, res) => res.end(JSON.stringify({ active: true, a: 'x'.repeat(65_536) }))
    await refused(/too long/)
  })

  it('that is redirected sends neither token nor secret there', async () => {
    const other = await startSmallServer()
    for (const status of [302, 307, 308]) {
      server.handler = (_req, res) => res.writeHead(status, { location: other.origin }).end()
      await refused(new RegExp(`answered ${String(status)}`))
    }
    expect(other.seen).to.deep.equal([])
    await other.close()
  })

  describe('that hangs', () => {
    const hanging: ServerResponse[] = []
    let under: Promise<unknown>
    // Sixteen questions about tokens of one provider are under way, and none is answered.
    beforeEach(async () => {
      hanging.length = 0
      const all = new Promise<void>((resolve) => {
        server.handler = (_req, res) => {
          if (hanging.push(res) === 16) resolve()
        }
      })
      under = Promise.allSettled(Array.from({ length: 16 }, () => ask()))
      await all
      server.handler = (_req, res) => res.end('{"active":true,"keys":[]}')
    })
    afterEach(async () => {
      await client.close()
      await under
    })

    it('takes no place away from reading keys', async () => {
      const keys = await client.fetchKeys(tenant, aProvider(), `${server.origin}/keys`)
      expect(keys).to.deep.equal({ keys: [] })
    })

    it('takes none away from another provider or another tenant at the same origin', async () => {
      const same = providerWith(secretClient('client_secret_post'))
      expect(await client.introspect(tenant, { ...same, id: 'other' }, TOKEN)).to.include(ACTIVE)
      expect(await client.introspect(aTenant(), same, TOKEN)).to.include(ACTIVE)
    })

    it('lets the next one wait, who is served as soon as another has ended', async () => {
      const next = ask()
      await new Promise((resolve) => setImmediate(resolve))
      expect(server.seen, 'not asked yet').to.have.length(16)
      hanging[0]?.end('{"active":false}')
      expect(await next).to.include(ACTIVE)
    })

    it('lets nobody wait for more than two seconds', async () => {
      const refusal = await refused(/no place for another question in time/)
      expect(refusal.retryAfterSeconds).to.equal(1)
      expect(server.seen).to.have.length(16)
      expect(PROVIDER_LIMITS.places.waitMs).to.equal(2_000)
    })
  })

  it('of a provider that does not introspect is a fault of ours', async () => {
    const thrown = await client
      .introspect(tenant, aProvider(), TOKEN)
      .catch((cause: unknown) => cause)
    expect(thrown).to.be.instanceOf(Error).with.property('name', 'Error')
  })
})
