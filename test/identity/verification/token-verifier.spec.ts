import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { expect } from 'chai'
import type { VerificationKey } from '../../../src/identity/verification/key-set.ts'
import type { SigningAlgorithm } from '../../../src/identity/providers/provider.ts'
import {
  keysFromJwks,
  keysFromPem,
  keysFromSecret,
} from '../../../src/identity/verification/read-keys.ts'
import { createTokenVerifier } from '../../../src/identity/verification/token-verifier.ts'
import type { Claims } from '../../../src/identity/verification/token-findings.ts'
import {
  issuerIn,
  looksLikeJwt,
  readJws,
} from '../../../src/identity/verification/unverified-jws.ts'
import type { Verification } from '../../../src/identity/verification/verification.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { stoppedClock } from '../../support/movable-clock.ts'
import { expectRefusal } from '../../support/refusals.ts'
import { aTenant } from '../../support/things.ts'
import { aProvider } from '../providers/provider-things.ts'
import {
  byEc,
  byHmac,
  byRsa,
  EC_HEADER,
  forged,
  goodClaims,
  goodToken,
  jwkOf,
  NOW,
  NOW_MS,
  part,
  providerKeys,
  rsa,
  RSA_HEADER,
  verified,
  type World,
} from './signed-tokens.ts'

async function tokenOf(text: string, world: World = {}) {
  const verification = await verified(text, world)
  if (verification.kind === 'refused') throw new Error(verification.detail)
  return verification.token
}

async function codeOf(verification: Promise<Verification>): Promise<string> {
  const it = await verification
  return it.kind === 'verified' ? it.kind : it.code
}

function verdictsOf({ findings }: Verification): Record<string, string> {
  return Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]))
}

describe('a signed token', () => {
  it('that is genuine, for us and alive says who it stands for, and until when', async () => {
    const text = goodToken({ groups: ['staff'] })
    const provider = aProvider({ clockToleranceSeconds: 30 })
    const token = await tokenOf(text, { provider })
    expect(token.provider).to.equal(provider)
    expect(token.subject).to.equal('ann')
    expect(token.claims).to.deep.equal(goodClaims({ groups: ['staff'] }))
    expect(token.freshUntil).to.equal((NOW + 600 + 30) * 1000)
    expect(token.digest).to.equal(createHash('sha256').update(text).digest('hex').slice(0, 16))
    expect(token.keyThumbprint).to.equal(providerKeys[0]?.thumbprint)
  })

  it('shows every check, in order, and what was read', async () => {
    const verification = await verified(goodToken())
    expect(verdictsOf(verification)).to.deep.equal({
      form: 'passed',
      algorithm: 'passed',
      type: 'skipped',
      key: 'passed',
      signature: 'passed',
      issuer: 'passed',
      audience: 'passed',
      expiry: 'passed',
      'not-before': 'skipped',
      'issued-at': 'passed',
      lifetime: 'skipped',
      subject: 'passed',
    })
    expect(verification.header).to.deep.equal(RSA_HEADER)
    expect(verification.claims).to.deep.equal(goodClaims())
  })

  it('is alive up to its end and the tolerance, and expired from then on', async () => {
    const { freshUntil } = await tokenOf(goodToken())
    expect(await codeOf(verified(goodToken(), { nowMs: freshUntil - 1 }))).to.equal('verified')
    expect(await codeOf(verified(goodToken(), { nowMs: freshUntil }))).to.equal('token/expired')
  })

  it('is called expired only when that is all that is wrong with it', async () => {
    const old = { exp: NOW - 3600, iat: NOW - 7200 }
    const code = (text: string, world: World = {}) => codeOf(verified(text, world))
    expect(await code(goodToken(old))).to.equal('token/expired')
    for (const wrong of [{ aud: 'other' }, { iss: 'x' }, { sub: '' }, { nbf: NOW + 999 }]) {
      expect(await code(goodToken({ ...old, ...wrong }))).to.equal('token/untrusted')
    }
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const theirs = forged(RSA_HEADER, goodClaims(old), (input) =>
      sign('sha256', Buffer.from(input), stranger),
    )
    expect(await code(theirs)).to.equal('token/untrusted')
    const unknown = forged({ ...RSA_HEADER, kid: 'x' }, goodClaims(old), byRsa)
    expect(await code(unknown)).to.equal('token/untrusted')
    const typed = aProvider({ typ: 'at+jwt' })
    expect(await code(goodToken(old), { provider: typed })).to.equal('token/untrusted')
  })

  it('that is refused still shows what it says, and every fault, but not itself', async () => {
    const text = forged({ alg: 'PS256' }, goodClaims({ aud: 'other', sub: 5 }), byRsa)
    const verification = await verified(text)
    expect(verification).to.include({
      kind: 'refused',
      code: 'token/untrusted',
      detail: 'failed: algorithm, audience, subject',
    })
    expect(verdictsOf(verification)).to.include({ key: 'skipped', signature: 'skipped' })
    expect(verification.claims).to.include({ aud: 'other' })
    const said = JSON.stringify(verification.findings)
    for (const each of text.split('.')) expect(said).not.to.contain(each)
    expect(said).to.contain('expected \\"RS256\\", \\"ES256\\"')
  })

  it('needs an algorithm that its provider allows, before any key is asked for', async () => {
    let asked = 0
    const verifier = createTokenVerifier({
      keys: {
        keysOf: () => {
          asked += 1
          return Promise.resolve({ keys: providerKeys })
        },
      },
      introspect: () => Promise.reject(new Error('not to be asked')),
      clock: stoppedClock(NOW_MS),
    })
    const put = (text: string, algorithms: readonly SigningAlgorithm[]) =>
      verifier.verify(aTenant(), aProvider({ algorithms }), new Secret(text))
    expect((await put(goodToken(), ['ES256'])).kind).to.equal('refused')
    expect((await put(goodToken(), [])).kind).to.equal('refused')
    expect((await put('no token', ['RS256'])).kind).to.equal('refused')
    expect(asked).to.equal(0)
    expect((await put(goodToken(), ['RS256'])).kind).to.equal('verified')
    expect(asked).to.equal(1)
  })

  it('needs the type that its provider demands', async () => {
    const provider = aProvider({ typ: 'at+jwt' })
    const typed = forged({ ...RSA_HEADER, typ: 'application/AT+JWT' }, goodClaims(), byRsa)
    expect(await codeOf(verified(typed, { provider }))).to.equal('verified')
    expect(await codeOf(verified(goodToken(), { provider }))).to.equal('token/untrusted')
  })

  it('asks for the keys of its tenant and provider by its kid', async () => {
    const asked: unknown[] = []
    const verifier = createTokenVerifier({
      keys: {
        keysOf: (...given) => {
          asked.push(given)
          return Promise.resolve({ keys: providerKeys })
        },
      },
      introspect: () => Promise.reject(new Error('not to be asked')),
      clock: stoppedClock(NOW_MS),
    })
    const tenant = aTenant()
    const provider = aProvider()
    await verifier.verify(tenant, provider, new Secret(goodToken()))
    await verifier.verify(tenant, provider, new Secret(forged({ alg: 'ES256' }, {}, byEc)))
    expect(asked).to.deep.equal([
      [tenant, provider, 'rsa-1'],
      [tenant, provider, undefined],
    ])
  })

  it('cannot be judged while there are no keys to be had', async () => {
    const verifier = createTokenVerifier({
      keys: { keysOf: () => Promise.reject(new Refusal('provider/unavailable')) },
      introspect: () => Promise.reject(new Error('not to be asked')),
      clock: stoppedClock(NOW_MS),
    })
    const work = verifier.verify(aTenant(), aProvider(), new Secret(goodToken()))
    await expectRefusal(work, 'provider/unavailable')
  })

  describe('is verified with each kind of key', () => {
    const make = (alg: string, claims: Claims = goodClaims()) => ({
      with: (signer: (input: string) => Buffer) => forged({ alg }, claims, signer),
    })
    const curves = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as const
    for (const [alg, namedCurve] of Object.entries(curves)) {
      it(`${alg}: ${namedCurve}`, async () => {
        const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve })
        const text = make(alg).with((input) =>
          sign(`sha${alg.slice(2)}`, Buffer.from(input), {
            key: privateKey,
            dsaEncoding: 'ieee-p1363',
          }),
        )
        const keys = keysFromJwks({ keys: [jwkOf(publicKey)] })
        const provider = aProvider({ algorithms: ['ES256', 'ES384', 'ES512'] })
        expect(await codeOf(verified(text, { keys, provider }))).to.equal('verified')
      })
    }

    for (const alg of ['EdDSA', 'Ed25519'] as const) {
      it(`${alg}: Ed25519`, async () => {
        const { publicKey, privateKey } = generateKeyPairSync('ed25519')
        const text = make(alg).with((input) => sign(undefined, Buffer.from(input), privateKey))
        const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
        const world = { keys: keysFromPem([pem]), provider: aProvider({ algorithms: [alg] }) }
        expect(await codeOf(verified(text, world))).to.equal('verified')
      })
    }

    it('HS256: a shared secret, whatever kid the token has', async () => {
      const secret = new Secret('a shared secret of at least 32 bytes, as it is demanded')
      const provider = aProvider({ algorithms: ['HS256'], keys: { from: 'secret', secret } })
      const text = forged({ alg: 'HS256', kid: 'x' }, goodClaims(), byHmac(secret.reveal()))
      const world = { provider, keys: keysFromSecret(secret) }
      expect(await codeOf(verified(text, world))).to.equal('verified')
      expect((await tokenOf(text, world)).keyThumbprint).to.be.a('string')
    })

    it('a pasted key, whatever kid the token has', async () => {
      const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
      const text = forged({ ...RSA_HEADER, kid: 'x' }, goodClaims(), byRsa)
      expect(await codeOf(verified(text, { keys: keysFromPem([pem]) }))).to.equal('verified')
    })
  })

  describe('that several keys may fit', () => {
    const others = Array.from({ length: 8 }, (_, index) => {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      return jwkOf(publicKey, { kid: `other-${String(index)}` })
    })
    const own = providerKeys.filter(({ kid }) => kid === 'ec-1')
    const text = forged({ alg: 'ES256' }, goodClaims(), byEc)
    const code = (keys: readonly VerificationKey[]) => codeOf(verified(text, { keys }))

    it('is tried with each of its algorithm when it has no kid', async () => {
      expect(await code(providerKeys)).to.equal('verified')
    })

    it('is tried with no more than eight of them', async () => {
      const strangers = keysFromJwks({ keys: others })
      expect(await code([...strangers.slice(1), ...own])).to.equal('verified')
      expect(await code([...strangers, ...own])).to.equal('token/untrusted')
    })

    it('is tried with those without a name when it has a kid, with no more than eight of them', async () => {
      const nameless = keysFromJwks({ keys: others.map((each) => ({ ...each, kid: undefined })) })
      const ownNameless = own.map((each) => ({ ...each, kid: undefined }))
      const named = forged(EC_HEADER, goodClaims(), byEc)
      const put = (keys: readonly VerificationKey[]) => codeOf(verified(named, { keys }))
      expect(await put([...nameless.slice(1), ...ownNameless])).to.equal('verified')
      expect(await put([...nameless, ...ownNameless])).to.equal('token/untrusted')
      expect(await put([...nameless, ...own])).to.equal('verified')
    })

    it('is tried with the one of its kid, however many others there are', async () => {
      const strangers = keysFromJwks({ keys: others })
      const named = forged(EC_HEADER, goodClaims(), byEc)
      const keys = [...strangers, ...own]
      expect(await codeOf(verified(named, { keys }))).to.equal('verified')
    })
  })
})

describe('a token that its provider is asked about', () => {
  const keys = {
    from: 'introspection',
    url: 'https://login.acme.example/introspect',
    client: { method: 'client_secret_basic', clientId: 'c', clientSecret: new Secret('s') },
    cacheSeconds: 60,
  } as const
  const provider = aProvider({ keys, algorithms: [] })
  const UNTIL = NOW_MS + 60_000

  function asking(answer: Claims, asked: unknown[] = []) {
    return createTokenVerifier({
      keys: { keysOf: () => Promise.reject(new Error('there are no keys')) },
      introspect: (...given) => {
        asked.push(given)
        return Promise.resolve({ answer, until: UNTIL })
      },
      clock: stoppedClock(NOW_MS),
    })
  }
  const put = (answer: Claims, text = 'opaque-token') =>
    asking(answer).verify(aTenant(), provider, new Secret(text))
  const active = goodClaims({ active: true })

  it('says who it stands for when the provider vouches for it', async () => {
    const verification = await put(active)
    if (verification.kind === 'refused') throw new Error(verification.detail)
    const { token } = verification
    expect(token).to.include({ subject: 'ann', freshUntil: UNTIL, provider })
    expect(token.claims).to.deep.equal(active)
    expect(token).not.to.have.property('keyThumbprint')
    expect(token.digest).to.match(/^[0-9a-f]{16}$/)
    expect(verification).not.to.have.property('header')
  })

  it('is refused when the provider names the token itself as its subject, which would be recorded', async () => {
    for (const sub of ['opaque-token', 'user:opaque-token']) {
      const verification = await put({ ...active, sub })
      expect(verification).to.deep.include({ kind: 'refused', detail: 'failed: subject' })
    }
    expect((await put({ ...active, sub: 'opaque' })).kind).to.equal('verified')
  })

  it('is believed no longer than it lives', async () => {
    const freshUntil = async (answer: Claims) => {
      const verification = await put({ ...active, ...answer })
      return verification.kind === 'verified' ? verification.token.freshUntil : undefined
    }
    expect(await freshUntil({ exp: NOW + 5 })).to.equal((NOW + 5) * 1000)
    expect(await freshUntil({ exp: NOW + 600 })).to.equal(UNTIL)
    expect(await freshUntil({ exp: undefined })).to.equal(UNTIL)
    // Within the tolerance it still serves, but has to be asked about every time.
    expect(await freshUntil({ exp: NOW - 5 })).to.equal((NOW - 5) * 1000)
  })

  it('is refused when it is not active, not for us, or nobody’s', async () => {
    for (const wrong of [{ active: false }, { aud: undefined }, { sub: undefined }, { iss: 'x' }]) {
      expect(await codeOf(put({ ...active, ...wrong }))).to.equal('token/untrusted')
    }
    expect(await codeOf(put({}))).to.equal('token/untrusted')
  })

  it('is called expired only when that is all that is wrong with it', async () => {
    expect(await codeOf(put({ ...active, exp: NOW - 60 }))).to.equal('token/expired')
    expect(await codeOf(put({ ...active, exp: NOW - 60, aud: 'x' }))).to.equal('token/untrusted')
    expect(await codeOf(put({ ...active, exp: 'x' }))).to.equal('token/untrusted')
  })

  it('shows every check, in order, also when the provider says no', async () => {
    const shown = ['form', 'active', 'issuer', 'audience', 'expiry', 'not-before', 'issued-at']
    for (const answer of [active, { active: false }]) {
      const { findings } = await put(answer)
      const checks = findings.map(({ check }) => check)
      expect(checks).to.deep.equal([...shown, 'lifetime', 'subject'])
    }
  })

  it('is put to the provider as it is, with its tenant', async () => {
    const asked: unknown[] = []
    const tenant = aTenant()
    const token = new Secret('opaque-token')
    await asking(active, asked).verify(tenant, provider, token)
    expect(asked).to.deep.equal([[tenant, provider, token]])
  })

  it('is not put to the provider when it is no token', async () => {
    for (const text of ['', 'two words', 'a\nb', 'é', 'x'.repeat(16_385)]) {
      const asked: unknown[] = []
      const work = asking(active, asked).verify(aTenant(), provider, new Secret(text))
      expect(await codeOf(work)).to.equal('token/untrusted')
      expect(asked).to.deep.equal([])
    }
  })

  it('cannot be judged while the provider does not answer', async () => {
    const verifier = createTokenVerifier({
      keys: { keysOf: () => Promise.reject(new Error('there are no keys')) },
      introspect: () => Promise.reject(new Refusal('provider/unavailable')),
      clock: stoppedClock(NOW_MS),
    })
    const work = verifier.verify(aTenant(), provider, new Secret('opaque-token'))
    await expectRefusal(work, 'provider/unavailable')
  })
})

describe('a token before anything of it is believed', () => {
  it('looks like a JWT when it has three parts of base64url', () => {
    expect(looksLikeJwt(goodToken())).to.equal(true)
    expect(looksLikeJwt('a.b.c')).to.equal(true)
    for (const text of [
      '',
      'opaque',
      'a.b',
      'a.b.',
      '.b.c',
      'a..c',
      'a.b.c.d',
      'a.b.c\n',
      'a.b.c=',
    ]) {
      expect(looksLikeJwt(text), text).to.equal(false)
    }
  })

  it('names its issuer, if that is text', () => {
    expect(issuerIn(goodToken())).to.equal(aProvider().issuer)
    expect(issuerIn(goodToken({ iss: 'https://a.example' }))).to.equal('https://a.example')
    for (const iss of [undefined, null, 5, ['a'], {}]) {
      expect(issuerIn(goodToken({ iss }))).to.equal(undefined)
    }
    expect(issuerIn('a.b.c')).to.equal(undefined)
  })

  it('is taken apart', () => {
    const jws = readJws(goodToken())
    expect(jws).to.include({ alg: 'RS256', kid: 'rsa-1' })
    expect(jws?.header).to.deep.equal(RSA_HEADER)
    expect(jws?.claims).to.deep.equal(goodClaims())
    expect(readJws(`${part(RSA_HEADER)}.${part('text')}.AAAA`)).to.equal(undefined)
  })
})
