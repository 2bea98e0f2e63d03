import { createPublicKey, generateKeyPairSync, verify, type KeyObject } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import type { VerificationKey } from '../../../src/identity/verification/key-set.ts'
import {
  keysFromJwks,
  keysFromPem,
  keysFromSecret,
} from '../../../src/identity/verification/read-keys.ts'
import { isWeakRsa } from '../../../src/identity/verification/weak-rsa.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { aCertificate } from './a-certificate.ts'
import { ec, jwkOf, rsa } from './signed-tokens.ts'

const RSA_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
const otherEc = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
const ed25519 = generateKeyPairSync('ed25519').publicKey
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' }).publicKey
const k256 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey

const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()
const algorithmsOf = (keys: readonly VerificationKey[]) => keys.map(({ algorithms }) => algorithms)
const kidsOf = (keys: readonly VerificationKey[]) => keys.map(({ kid }) => kid)

/** What is left of a set of this one and a sound key. */
function left(...jwks: readonly unknown[]): readonly VerificationKey[] {
  const sound = jwkOf(ec.publicKey, { kid: 'sound' })
  return keysFromJwks({ keys: [...jwks, sound] as Record<string, unknown>[] })
}

describe('the keys of a JWKS', () => {
  const bytes = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')
  const rsaJwk = jwkOf(rsa.publicKey, { kid: 'one' })
  const ecJwk = jwkOf(otherEc, { kid: 'one' })
  const short = jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)

  it('go with the algorithms of their type and curve', () => {
    const keys = [rsa.publicKey, ec.publicKey, p384, p521, ed25519].map((key) => jwkOf(key))
    expect(algorithmsOf(keysFromJwks({ keys }))).to.deep.equal([
      RSA_ALGORITHMS,
      ['ES256'],
      ['ES384'],
      ['ES512'],
      ['EdDSA', 'Ed25519'],
    ])
  })

  it('go only with their own alg when they have one', () => {
    const keys = [
      jwkOf(rsa.publicKey, { kid: 'a', alg: 'PS256', use: 'sig' }),
      jwkOf(ed25519, { kid: 'b', alg: 'EdDSA', key_ops: ['verify'] }),
    ]
    expect(algorithmsOf(keysFromJwks({ keys }))).to.deep.equal([['PS256'], ['EdDSA']])
  })

  const unusable: Readonly<Record<string, object>> = {
    'for encryption': { ...rsaJwk, use: 'enc' },
    'with a use that is no text': { ...rsaJwk, use: ['sig'] },
    'not for verifying': { ...rsaJwk, key_ops: ['sign'] },
    'with key_ops that is no list': { ...rsaJwk, key_ops: 'verify' },
    'with the alg of another type': { ...rsaJwk, alg: 'ES256' },
    'with the alg of another curve': { ...ecJwk, alg: 'ES384' },
    'with an alg for encryption': { ...rsaJwk, alg: 'RSA-OAEP' },
    'with an alg of HMAC': { ...rsaJwk, alg: 'HS256' },
    'with an alg that nobody knows': { ...ecJwk, alg: 'ES521' },
    'with an alg that is no text': { ...ecJwk, alg: ['ES256'] },
    'with a kid that is no text': { ...ecJwk, kid: 1 },
    'with an endless kid': { ...ecJwk, kid: 'k'.repeat(257) },
    'of a type that nobody knows': { ...ecJwk, kty: 'AKP' },
    'of another type than it is': { ...ecJwk, kty: 'RSA' },
    'of the type __proto__': { ...ecJwk, kty: '__proto__' },
    'without a type': { ...ecJwk, kty: undefined },
    'of another curve than it is': { ...ecJwk, crv: 'P-384' },
    'of a curve that no algorithm here has': jwkOf(k256),
    'with a point that is not on its curve': { ...ecJwk, y: ecJwk['x'] },
    'with the point 0, 0': { ...ecJwk, x: bytes('00'.repeat(32)), y: bytes('00'.repeat(32)) },
    'of Ed448': jwkOf(generateKeyPairSync('ed448').publicKey),
    'of X25519': jwkOf(generateKeyPairSync('x25519').publicKey),
    'with an Ed25519 key that is too short': { ...jwkOf(ed25519), x: 'AAAA' },
    'with 1024 bits': short,
    'with the exponent 1': { ...rsaJwk, e: 'AQ' },
    'with the exponent 2': { ...rsaJwk, e: 'Ag' },
    'with an even exponent': { ...rsaJwk, e: 'AQAA' },
    'with the exponent 0': { ...rsaJwk, e: 'AA' },
    'with an endless exponent': { ...rsaJwk, e: rsaJwk['n'] },
    'with an endless modulus': { ...rsaJwk, n: bytes('ff'.repeat(1_025)) },
    'with an empty modulus': { ...rsaJwk, n: '' },
    'with a modulus that is no text': { ...rsaJwk, n: 5 },
    'without a modulus': { ...rsaJwk, n: undefined },
    symmetric: { kty: 'oct', k: bytes('ab'.repeat(32)), kid: 'one' },
    'with a symmetric member': { ...ecJwk, k: bytes('ab'.repeat(32)) },
    'with its private part, RSA': rsa.privateKey.export({ format: 'jwk' }),
    'with its private part, EC': ec.privateKey.export({ format: 'jwk' }),
    'with part of its private part': { ...rsaJwk, p: 'AAAA' },
    'with nothing': {},
  }
  for (const [name, jwk] of Object.entries(unusable)) {
    it(`are left without one that is not usable, and keep the others: ${name}`, () => {
      expect(kidsOf(left(jwk))).to.deep.equal(['sound'])
    })
  }

  it('are left without those whose kid stands for two keys', () => {
    expect(kidsOf(left(rsaJwk, ecJwk))).to.deep.equal(['sound'])
    expect(kidsOf(left(ecJwk, rsaJwk, ecJwk))).to.deep.equal(['sound'])
  })

  it('may say the same key twice, and have several without a name', () => {
    expect(kidsOf(left(ecJwk, { ...ecJwk, use: 'sig' }))).to.deep.equal(['one', 'one', 'sound'])
    const nameless = left(jwkOf(otherEc), jwkOf(rsa.publicKey))
    expect(kidsOf(nameless)).to.deep.equal([undefined, undefined, 'sound'])
  })

  it('do not clash with one that is not usable anyway', () => {
    expect(kidsOf(left(ecJwk, { ...rsaJwk, use: 'enc' }))).to.deep.equal(['one', 'sound'])
  })

  it('know themselves again, whatever the set says about them', () => {
    const [one] = keysFromJwks({ keys: [ecJwk] })
    const [same] = keysFromJwks({ keys: [{ ...ecJwk, kid: 'new', alg: 'ES256', use: 'sig' }] })
    const [pasted] = keysFromPem([pemOf(otherEc)])
    const [other] = keysFromJwks({ keys: [jwkOf(ec.publicKey)] })
    expect(one?.thumbprint).to.be.a('string').and.to.equal(same?.thumbprint)
    expect(pasted?.thumbprint).to.equal(one?.thumbprint)
    expect(other?.thumbprint).not.to.equal(one?.thumbprint)
  })

  it('are read without failing, whatever is in the set', () => {
    const member = fc.constantFrom(
      ...Object.keys({ ...rsaJwk, ...ecJwk, alg: 0, use: 0, key_ops: 0 }),
    )
    const changed = fc.tuple(fc.constantFrom(rsaJwk, ecJwk), member, fc.jsonValue())
    fc.assert(
      fc.property(fc.array(changed, { maxLength: 3 }), fc.object(), (changes, junk) => {
        const keys = changes.map(([jwk, name, value]) => ({ ...jwk, [name]: value }))
        expect(kidsOf(left(...keys, junk))).to.include('sound')
      }),
    )
  })
})

describe('pasted keys', () => {
  it('are read as SubjectPublicKeyInfo, as PKCS #1 and from certificates, and fit any kid', () => {
    const pkcs1 = rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    const keys = keysFromPem([pemOf(rsa.publicKey), pkcs1, aCertificate(rsa)])
    expect(keys.length).to.equal(3)
    expect(new Set(keys.map(({ thumbprint }) => thumbprint)).size).to.equal(1)
    expect(algorithmsOf(keys)).to.deep.equal([RSA_ALGORITHMS, RSA_ALGORITHMS, RSA_ALGORITHMS])
    expect(kidsOf(keys)).to.deep.equal([undefined, undefined, undefined])
    const curves = keysFromPem([ec.publicKey, p384, p521, ed25519].map(pemOf))
    expect(algorithmsOf(curves)).to.deep.equal([
      ['ES256'],
      ['ES384'],
      ['ES512'],
      ['EdDSA', 'Ed25519'],
    ])
  })

  it('may have other line breaks and space around them', () => {
    const pem = pemOf(ec.publicKey)
    expect(
      keysFromPem([pem.replaceAll('\n', '\r\n'), `\n\n${pem}\n `, pem.trimEnd()]).length,
    ).to.equal(3)
  })

  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey
  const unusable: Readonly<Record<string, string>> = {
    'a private key': pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'a private key of PKCS #1': pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    'a private key of SEC 1': ec.privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
    'a private key after a public one': `${pemOf(otherEc)}${ec.privateKey.export({ type: 'sec1', format: 'pem' }).toString()}`,
    'a chain of certificates': `${aCertificate(rsa)}${aCertificate(pair)}`,
    'a key on another curve': pemOf(k256),
    'an RSA key of 1024 bits': pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey),
    'an RSA key bound to PSS': pemOf(pss),
    'a DSA key': pemOf(
      generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).publicKey,
    ),
    'a damaged key': pemOf(otherEc).replace('MF', 'XX'),
    'a key without its end': pemOf(otherEc).split('-----END')[0] ?? '',
    'no PEM': 'secret',
    nothing: '',
  }
  for (const [name, pem] of Object.entries(unusable)) {
    it(`are left without one that is not usable, and keep the others: ${name}`, () => {
      const keys = keysFromPem([pem, pemOf(ec.publicKey)])
      expect(algorithmsOf(keys)).to.deep.equal([['ES256']])
    })
  }
})

describe('a shared secret', () => {
  const algorithms = (secret: string) => algorithmsOf(keysFromSecret(new Secret(secret)))

  it('goes with the algorithms whose hash it is at least as long as', () => {
    expect(algorithms('s'.repeat(31))).to.deep.equal([])
    expect(algorithms('s'.repeat(32))).to.deep.equal([['HS256']])
    expect(algorithms('s'.repeat(48))).to.deep.equal([['HS256', 'HS384']])
    expect(algorithms('s'.repeat(64))).to.deep.equal([['HS256', 'HS384', 'HS512']])
    expect(algorithms('')).to.deep.equal([])
  })

  it('is as long as its UTF-8 is', () => {
    expect(algorithms('é'.repeat(16))).to.deep.equal([['HS256']])
    expect(algorithms('é'.repeat(15))).to.deep.equal([])
  })

  it('is not told by what a log would make of its key', () => {
    const [key] = keysFromSecret(new Secret('s'.repeat(32)))
    expect(JSON.stringify(key)).not.to.contain('sss')
  })
})

describe('an Ed25519 key that anyone can sign for', () => {
  // Of order 1, 2, 4 and 8, with either sign of x, and y once more with the prime added.
  const ys = [
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '0000000000000000000000000000000000000000000000000000000000000000',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ]
  const points = ys.flatMap((y) => [
    y,
    y.slice(0, 62) + (parseInt(y.slice(62), 16) | 0x80).toString(16),
  ])
  for (const point of points) {
    it(`is left out, published or pasted: ${point}`, () => {
      const x = Buffer.from(point, 'hex').toString('base64url')
      const jwk = { kty: 'OKP', crv: 'Ed25519', x }
      expect(keysFromJwks({ keys: [jwk] })).to.deep.equal([])
      expect(keysFromPem([pemOf(createPublicKey({ key: jwk, format: 'jwk' }))])).to.deep.equal([])
    })
  }

  it('is forgeable indeed, where it is let in', () => {
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(ys[0] ?? '', 'hex').toString('base64url') },
      format: 'jwk',
    })
    const made = Buffer.concat([Buffer.from(ys[0] ?? '', 'hex'), Buffer.alloc(32)])
    expect(verify(undefined, Buffer.from('whatever'), key, made)).to.equal(true)
  })
})

describe('a weak RSA key', () => {
  it('is no freshly made one', () => {
    for (const modulusLength of [2048, 2048, 3072]) {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength })
      expect(isWeakRsa(publicKey)).to.equal(false)
    }
    const three = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
    expect(isWeakRsa(three.publicKey)).to.equal(false)
  })

  it('is one whose modulus has the fingerprint of the broken generator (CVE-2017-15361)', () => {
    const product = primesTo(167).reduce((one, other) => one * other, 1n)
    // As the generator makes its primes; a product of two such numbers is again one.
    const near = (2n ** 2047n / product) * product + (65_537n ** 12n % product) + product
    const modulus = near % 2n === 1n ? near : near + product
    expect(isWeakRsa(rsaKeyOf(modulus))).to.equal(true)
    expect(isWeakRsa(rsaKeyOf(modulus + 2n))).to.equal(false)
  })
})

/** The odd ones. */
function primesTo(last: number): readonly bigint[] {
  const odd = Array.from({ length: last / 2 }, (_, index) => 2 * index + 3).filter((n) => n <= last)
  return odd.filter((n) => odd.every((d) => d >= n || n % d !== 0)).map(BigInt)
}

function rsaKeyOf(modulus: bigint): KeyObject {
  const n = Buffer.from(modulus.toString(16), 'hex').toString('base64url')
  return createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' })
}
