import { createPrivateKey, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { basicOf } from '../idp-calls.ts'
import { invalidJson, oversized, serverError } from '../idp-faults.ts'
import { AUDIENCE, startIdp, type Idp } from '../start-idp.ts'

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const
type Members = Readonly<Record<string, unknown>>

describe('the identity provider of the tests', () => {
  let idp: Idp
  beforeEach(async () => {
    idp = await startIdp()
  })
  afterEach(() => idp.stop())

  const verified = (token: string, by = idp) =>
    jwtVerify(token, createRemoteJWKSet(new URL(by.jwksUrl)), {
      issuer: idp.issuer,
      audience: AUDIENCE,
      typ: 'at+jwt',
    })
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (cause: unknown) => (cause as { code?: string }).code,
    )
  const post = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(idp.introspectionUrl, { method: 'POST', headers, body: new URLSearchParams(form) })
  const asBasic = (client: 'basic' | 'stranger') => {
    const { clientId, clientSecret } = idp.clients[client]
    return { authorization: basicOf(clientId, clientSecret) }
  }
  const introspect = async (token: string) =>
    (await (await post({ token }, asBasic('basic'))).json()) as Members

  it('names itself in its discovery document, and where its keys and its introspection are', async () => {
    const document = (await (await fetch(idp.discoveryUrl)).json()) as Members
    expect(document).to.include({
      issuer: idp.issuer,
      jwks_uri: idp.jwksUrl,
      introspection_endpoint: idp.introspectionUrl,
    })
  })

  for (const alg of ALGORITHMS) {
    it(`issues JWT access tokens signed with ${alg} that its key set verifies`, async () => {
      const claims = { groups: ['dev'], realm_access: { roles: ['tester'] } }
      const { payload, protectedHeader } = await verified(
        await idp.token({ alg, subject: 'alice', claims, lifeSeconds: 60 }),
      )
      expect(protectedHeader.alg).to.equal(alg)
      expect(payload).to.deep.include({ sub: 'alice', client_id: 'portal', ...claims })
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).to.equal(60)
    })
  }

  it('issues tokens that have ended, to be refused', async () => {
    const ended = await idp.token({ issuedSecondsAgo: 120, lifeSeconds: 60 })
    expect(await failure(verified(ended))).to.equal('ERR_JWT_EXPIRED')
    const opaque = await idp.opaqueToken({ issuedSecondsAgo: 120, lifeSeconds: 60 })
    expect(await introspect(opaque)).to.deep.equal({ active: false })
  })

  it('gives a program that calls as itself a token from the token endpoint', async () => {
    const { payload } = await verified(await idp.serviceToken())
    expect(payload).to.include({ sub: 'inventory-service', client_id: 'inventory-service' })
  })

  it('names its keys as every other one does, and yet none verifies for another', async () => {
    const other = await startIdp()
    const token = await idp.token()
    const kids = async (by: Idp) =>
      ((await (await fetch(by.jwksUrl)).json()) as { keys: { kid: string }[] }).keys.map(
        (key) => key.kid,
      )
    expect(await kids(other)).to.deep.equal(await kids(idp))
    const code = await failure(verified(token, other))
    expect(code).to.equal('ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
    await other.stop()
  })

  it('can lie about its issuer, and then signs with its own keys all the same', async () => {
    const liar = await startIdp()
    const token = await liar.token({ issuer: idp.issuer })
    const code = await failure(verified(token))
    expect(code).to.equal('ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
    expect(await failure(verified(token, liar))).to.equal('none')
    await liar.stop()
  })

  it('publishes former keys after a rotation, or not, as it is told; new ones sign', async () => {
    const first = await idp.token()
    await idp.rotateKeys({ keepOld: true })
    const second = await idp.token()
    expect(decodeProtectedHeader(second).kid).not.to.equal(decodeProtectedHeader(first).kid)
    expect(await failure(verified(first))).to.equal('none')
    expect(await failure(verified(second))).to.equal('none')
    await idp.rotateKeys({ keepOld: false })
    expect(await failure(verified(second))).to.equal('ERR_JWKS_NO_MATCHING_KEY')
  })

  it('tells by introspection who an opaque token is for, until it is revoked', async () => {
    const token = await idp.opaqueToken({ subject: 'bob', claims: { email: 'bob@example.com' } })
    await idp.rotateKeys({ keepOld: false })
    expect(await introspect(token)).to.deep.include({
      active: true,
      sub: 'bob',
      email: 'bob@example.com',
      iss: idp.issuer,
      aud: AUDIENCE,
      token_type: 'Bearer',
    })
    await idp.revoke(token)
    expect(await introspect(token)).to.deep.equal({ active: false })
  })

  it('says of a token that it never issued, or to a stranger, no more than that it is inactive', async () => {
    expect(await introspect('nonsense')).to.deep.equal({ active: false })
    const answer = await post({ token: await idp.opaqueToken() }, asBasic('stranger'))
    expect(await answer.json()).to.deep.equal({ active: false })
  })

  it('authenticates its clients: by Basic', async () => {
    const token = await idp.opaqueToken()
    const wrong = { authorization: basicOf('gatehouse-basic', 'wrong') }
    expect((await post({ token }, wrong)).status).to.equal(401)
    expect((await post({ token })).status).to.equal(400)
    expect((await post({ token }, asBasic('basic'))).status).to.equal(200)
  })

  it('authenticates its clients: by members of the form', async () => {
    const { clientId: client_id, clientSecret: client_secret } = idp.clients.post
    const token = await idp.opaqueToken()
    const answer = await post({ token, client_id, client_secret })
    expect(await answer.json()).to.include({ active: true })
    expect((await post({ token, client_id, client_secret: 'wrong' })).status).to.equal(401)
  })

  it('authenticates its clients: by a signed assertion, each good for one use', async () => {
    const { clientId, privateKey, algorithm, keyId } = idp.clients.signed
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: algorithm, kid: keyId })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(idp.issuer)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(createPrivateKey(privateKey))
    const form = {
      token: await idp.opaqueToken(),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }
    expect(await (await post(form)).json()).to.include({ active: true })
    expect((await post(form)).status).to.equal(401)
  })

  it('counts what it was asked', async () => {
    await fetch(idp.jwksUrl)
    await fetch(`${idp.jwksUrl}?again`)
    expect(idp.asked(idp.jwksUrl)).to.equal(2)
    expect(idp.asked(idp.discoveryUrl)).to.equal(0)
    idp.forgetRequests()
    expect(idp.requests).to.deep.equal([])
  })

  it('goes wrong as it is told, where it is told, and no longer', async () => {
    const keys = { path: /^\/jwks$/ }
    idp.faults.answerNext(1, serverError(), keys)
    expect((await fetch(idp.discoveryUrl)).status).to.equal(200)
    expect((await fetch(idp.jwksUrl)).status).to.equal(500)
    idp.faults.answerNext(1, invalidJson())
    expect(await failure((await fetch(idp.jwksUrl)).json())).not.to.equal('none')
    idp.faults.answerNext(1, oversized())
    expect((await (await fetch(idp.jwksUrl)).text()).length).to.be.greaterThan(8_000_000)
    idp.faults.resetNext(1)
    expect(await failure(fetch(idp.jwksUrl))).not.to.equal('none')
    idp.faults.hangNext(1)
    const hanging = fetch(idp.jwksUrl, { signal: AbortSignal.timeout(100) })
    expect(await failure(hanging)).not.to.equal('none')
    idp.faults.latencyMs = 50
    const start = performance.now()
    expect((await fetch(idp.jwksUrl)).status).to.equal(200)
    expect(performance.now() - start).to.be.greaterThan(45)
  })
})
