import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { SignJWT } from 'jose'
import { ASYMMETRIC_ALGORITHMS, HMAC_ALGORITHMS } from '../../../src/identity/providers/provider.ts'
import {
  keysFromJwks,
  keysFromPem,
  keysFromSecret,
} from '../../../src/identity/verification/read-keys.ts'
import { issuerIn, looksLikeJwt } from '../../../src/identity/verification/unverified-jws.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { aCertificate } from './a-certificate.ts'
import { aProvider } from '../providers/provider-things.ts'
import {
  byEc,
  byHmac,
  byRsa,
  ec,
  EC_HEADER,
  forged,
  goodClaims,
  goodToken,
  jwkOf,
  NOW,
  part,
  rsa,
  RSA_HEADER,
  verified,
  type World,
} from './signed-tokens.ts'

/** In the order of looking; each refusal shows them all, whatever it was refused for. */
const CHECKS = [
  'form',
  'algorithm',
  'type',
  'key',
  'signature',
  'issuer',
  'audience',
  'expiry',
  'not-before',
  'issued-at',
  'lifetime',
  'subject',
]

// Everything allowed that there is: what is refused must not be so for want of an algorithm.
const generous = aProvider({ algorithms: [...ASYMMETRIC_ALGORITHMS, ...HMAC_ALGORITHMS] })

/** Refused, and in no other way than any other token is. @returns the checks that failed */
async function refusedFor(text: string, world: World = {}): Promise<readonly string[]> {
  const verification = await verified(text, { provider: generous, ...world })
  expect(verification.kind).to.equal('refused')
  if (verification.kind !== 'refused') return []
  expect(verification.code).to.equal('token/untrusted')
  expect(verification.findings.map(({ check }) => check)).to.deep.equal(CHECKS)
  expect(verification).not.to.have.property('token')
  const failed = verification.findings.filter(({ verdict }) => verdict === 'failed')
  const checks = failed.map(({ check }) => check)
  expect(verification.detail).to.equal(`failed: ${checks.join(', ')}`)
  return checks
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const good = goodClaims()
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const strangers = (input: string) => sign('sha256', Buffer.from(input), stranger.privateKey)

describe('forged tokens', () => {
  it('are told from genuine ones, which are let through', async () => {
    expect((await verified(goodToken())).kind).to.equal('verified')
    expect((await verified(forged(EC_HEADER, good, byEc))).kind).to.equal('verified')
  })

  describe('that nobody signed', () => {
    const algs = ['none', 'None', 'NONE', 'nOnE', 'none ', '', null, undefined, ['none'], ['RS256']]
    for (const alg of [...algs, {}, 0, true, 'rs256', 'RS256 ', 'HS256', '__proto__', 'toString']) {
      it(`are refused: alg ${alg === undefined ? 'missing' : JSON.stringify(alg)}`, async () => {
        const header = { ...RSA_HEADER, alg }
        for (const signature of ['', 'AA', part('none')]) {
          await refusedFor(`${part(header)}.${part(good)}.${signature}`)
        }
        await refusedFor(`${part(header)}.${part(good)}`)
        expect(await refusedFor(forged(header, good, strangers))).not.to.be.empty
      })
    }

    it('are refused with an empty signature under a good algorithm', async () => {
      expect(await refusedFor(`${part(RSA_HEADER)}.${part(good)}.`)).to.deep.equal(['form'])
    })
  })

  describe('with the public key as the secret of an HMAC', () => {
    const spki = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const pkcs1 = rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    const jwk = rsa.publicKey.export({ format: 'jwk' })
    const published = jwkOf(rsa.publicKey, { kid: 'rsa-1', use: 'sig' })
    const secrets: Readonly<Record<string, Buffer | string>> = {
      'SPKI as PEM': spki,
      'SPKI as PEM without its last line break': spki.trimEnd(),
      'SPKI as PEM with CRLF': spki.replaceAll('\n', '\r\n'),
      'SPKI as PEM in one line': spki.replaceAll('\n', ''),
      'SPKI as DER': rsa.publicKey.export({ type: 'spki', format: 'der' }),
      'PKCS #1 as PEM': pkcs1,
      'PKCS #1 as PEM without its last line break': pkcs1.trimEnd(),
      'PKCS #1 as DER': rsa.publicKey.export({ type: 'pkcs1', format: 'der' }),
      'a JWK as JSON': JSON.stringify(jwk),
      'the published JWK as JSON': JSON.stringify(published),
      'the published JWK as indented JSON': JSON.stringify(published, undefined, 2),
      'the whole JWKS as JSON': JSON.stringify({ keys: [published] }),
      'the modulus': Buffer.from(String(jwk.n), 'base64url'),
      'the modulus as base64url': String(jwk.n),
      nothing: '',
    }
    for (const [name, secret] of Object.entries(secrets)) {
      it(`are refused: ${name}`, async () => {
        for (const kid of ['rsa-1', undefined]) {
          const token = forged({ alg: 'HS256', kid, typ: 'JWT' }, good, byHmac(secret))
          expect(await refusedFor(token)).to.deep.equal(['algorithm'])
        }
      })
    }

    it('are refused: a certificate', async () => {
      const pem = aCertificate(rsa)
      const keys = keysFromPem([pem])
      const provider = { ...generous, keys: { from: 'pem', pems: [pem] } } as const
      expect((await verified(goodToken(), { keys, provider })).kind).to.equal('verified')
      for (const secret of [pem, pem.trimEnd(), new X509Certificate(pem).raw]) {
        const token = forged({ alg: 'HS256' }, good, byHmac(secret))
        expect(await refusedFor(token, { keys, provider })).to.deep.equal(['algorithm'])
      }
    })

    it('are refused by the keys themselves, too, where HMAC is allowed', async () => {
      const secret = new Secret('a shared secret of at least 32 bytes, as it is demanded')
      const provider = { ...generous, keys: { from: 'secret', secret } } as const
      const genuine = forged({ alg: 'HS256' }, good, byHmac(secret.reveal()))
      const world = { provider, keys: keysFromSecret(secret) }
      expect((await verified(genuine, world)).kind).to.equal('verified')
      for (const each of Object.values(secrets)) {
        const token = forged({ alg: 'HS256', kid: 'rsa-1' }, good, byHmac(each))
        expect(await refusedFor(token, { provider })).to.deep.equal(['key'])
        expect(await refusedFor(token, world)).to.deep.equal(['signature'])
      }
    })
  })

  describe('that bring their own key', () => {
    const own = { ...stranger.publicKey.export({ format: 'jwk' }), kid: 'rsa-1', alg: 'RS256' }
    const headers: Readonly<Record<string, object>> = {
      jwk: { jwk: own },
      'jwk without kid': { kid: undefined, jwk: own },
      jku: { jku: 'https://attacker.example/keys' },
      'jku next to the provider’s': { jku: 'https://login.acme.example@attacker.example/keys' },
      x5u: { x5u: 'https://attacker.example/certificate' },
      x5c: { x5c: [aCertificate(stranger).replaceAll(/-----.*-----|\n/g, '')] },
      x5t: { x5t: 'AAAA', 'x5t#S256': 'AAAA' },
    }
    for (const [name, header] of Object.entries(headers)) {
      it(`are refused, and nothing is fetched: ${name}`, async () => {
        const token = forged({ ...RSA_HEADER, ...header }, good, strangers)
        expect(await refusedFor(token)).to.deep.equal(['signature'])
      })
    }

    it('count for nothing, not even against a genuine token', async () => {
      const token = forged({ ...RSA_HEADER, jwk: own, jku: 'https://a.example' }, good, byRsa)
      expect((await verified(token)).kind).to.equal('verified')
    })
  })

  describe('with a made-up kid', () => {
    const kids = [
      '../../../../dev/null',
      '/dev/null',
      'file:///etc/passwd',
      'https://attacker.example/key.pem',
      "x' UNION SELECT 'secret",
      '$(touch /tmp/x)',
      '__proto__',
      'constructor',
      'rsa-1\0',
      'rsa-1 ',
      'RSA-1',
      '',
    ]
    for (const kid of kids) {
      it(`are refused: ${JSON.stringify(kid)}`, async () => {
        const header = { ...RSA_HEADER, kid }
        expect(await refusedFor(forged(header, good, byRsa))).to.deep.equal(['key'])
        expect(await refusedFor(forged(header, good, strangers))).to.deep.equal(['key'])
        const hmac = forged({ ...header, alg: 'HS256' }, good, byHmac(''))
        expect(await refusedFor(hmac)).to.deep.equal(['algorithm'])
      })
    }

    it('are refused when it is very long, or no text', async () => {
      for (const kid of ['k'.repeat(257), 'k'.repeat(10_000), 1, null, ['rsa-1'], {}, true]) {
        const token = forged({ ...RSA_HEADER, kid }, good, byRsa)
        expect(await refusedFor(token)).to.deep.equal(['form'])
      }
    })
  })

  describe('with a signature that is none', () => {
    const input = `${part(EC_HEADER)}.${part(good)}`
    const order = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'
    const zero = '00'.repeat(32)
    const one = `${'00'.repeat(31)}01`
    const pairs = { '0, 0': zero + zero, '0, 1': zero + one, '1, 0': one + zero, '1, 1': one + one }
    const more = { 'n, n': order + order, 'n, 0': order + zero, '0, n': zero + order }
    for (const [name, hex] of Object.entries({ ...pairs, ...more })) {
      it(`are refused: ECDSA with r, s = ${name} (CVE-2022-21449)`, async () => {
        const token = `${input}.${Buffer.from(hex, 'hex').toString('base64url')}`
        expect(await refusedFor(token)).to.deep.equal(['signature'])
      })
    }

    it('are refused: ECDSA in DER', async () => {
      const signature = sign('sha256', Buffer.from(input), ec.privateKey)
      const token = `${input}.${signature.toString('base64url')}`
      expect(await refusedFor(token)).to.deep.equal(['signature'])
    })

    it('are refused: one that is cut, longer, of zeros or of another token', async () => {
      const signature = byEc(input)
      const others = [
        signature.subarray(0, 63),
        Buffer.concat([signature, Buffer.of(0)]),
        Buffer.concat([Buffer.of(0), signature]),
        Buffer.alloc(64),
        Buffer.alloc(256),
        byEc(`${part(EC_HEADER)}.${part(goodClaims({ sub: 'bob' }))}`),
        byRsa(input),
        randomBytes(64),
      ]
      for (const other of others) {
        const token = `${input}.${other.toString('base64url')}`
        expect(await refusedFor(token)).to.deep.equal(['signature'])
      }
    })

    it('are refused: RSA under the name of the other padding', async () => {
      for (const alg of ['PS256', 'RS384', 'RS512', 'PS512']) {
        const token = forged({ ...RSA_HEADER, alg }, good, byRsa)
        expect(await refusedFor(token)).to.deep.equal(['signature'])
      }
    })
  })

  describe('that say two things', () => {
    const payload = JSON.stringify(good).slice(1)
    const twice: Readonly<Record<string, readonly [string, string]>> = {
      'alg twice': ['{"alg":"none","alg":"RS256","kid":"rsa-1"}', JSON.stringify(good)],
      'kid twice': ['{"alg":"RS256","kid":"x","kid":"rsa-1"}', JSON.stringify(good)],
      'kid twice, once escaped': [
        '{"alg":"RS256","\\u006bid":"x","kid":"rsa-1"}',
        JSON.stringify(good),
      ],
      'sub twice': [JSON.stringify(RSA_HEADER), `{"sub":"admin",${payload}`],
      'sub twice, once escaped': [JSON.stringify(RSA_HEADER), `{"\\u0073ub":"admin",${payload}`],
      'a member of a member twice': [
        JSON.stringify(RSA_HEADER),
        `{"realm_access":{"roles":["a"],"roles":["b"]},${payload}`,
      ],
      '__proto__ twice': [JSON.stringify(RSA_HEADER), `{"__proto__":1,"__proto__":2,${payload}`],
    }
    for (const [name, [header, claims]] of Object.entries(twice)) {
      it(`are refused, genuine signature or not: ${name}`, async () => {
        expect(await refusedFor(forged(header, claims, byRsa))).to.deep.equal(['form'])
      })
    }
  })

  describe('that reach for what every JavaScript object has', () => {
    it('are refused when their header has its alg from __proto__', async () => {
      const header = '{"__proto__":{"alg":"RS256","kid":"rsa-1"}}'
      expect(await refusedFor(forged(header, good, byRsa))).to.deep.equal(['form'])
    })

    it('are refused when their claims come from __proto__', async () => {
      const claims = `{"__proto__":${JSON.stringify(good)}}`
      const failed = await refusedFor(forged(RSA_HEADER, claims, byRsa))
      expect(failed).to.deep.equal(['issuer', 'audience', 'expiry', 'subject'])
    })

    it('find no subject there', async () => {
      for (const subjectClaim of [
        'constructor.name',
        '__proto__.x',
        '/toString/name',
        'sub.length',
      ]) {
        const provider = { ...generous, subjectClaim }
        expect(await refusedFor(goodToken(), { provider })).to.deep.equal(['subject'])
      }
    })

    it('change no other object', async () => {
      const claims = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},${JSON.stringify(good).slice(1)}`
      expect((await verified(forged(RSA_HEADER, claims, byRsa))).kind).to.equal('verified')
      expect(Reflect.get({}, 'polluted')).to.equal(undefined)
    })
  })

  describe('without a sound end', () => {
    const ends = [
      '"1900000000"',
      '1900000000.5',
      '1e999',
      '-1e999',
      '-1',
      'null',
      'true',
      '[]',
      '{}',
    ]
    const without = JSON.stringify(goodClaims({ exp: undefined })).slice(1)
    for (const end of [...ends, '[1900000000]', '1e300', '9007199254740993', '""']) {
      it(`are refused, and not called expired: exp ${end}`, async () => {
        const token = forged(RSA_HEADER, `{"exp":${end},${without}`, byRsa)
        expect(await refusedFor(token)).to.deep.equal(['expiry'])
      })
    }

    it('are refused: no exp', async () => {
      const token = forged(RSA_HEADER, `{${without}`, byRsa)
      expect(await refusedFor(token)).to.deep.equal(['expiry'])
    })
  })

  describe('that are no compact JWS', () => {
    const [head = '', payload = '', signature = ''] = goodToken().split('.')
    const deep = (count: number) => '['.repeat(count) + ']'.repeat(count)
    const badUtf8 = Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xff), Buffer.from('"}')])
    const bom = Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), Buffer.from(JSON.stringify(good))])
    const signed = (bytes: Buffer) => {
      const input = `${head}.${bytes.toString('base64url')}`
      return `${input}.${byRsa(input).toString('base64url')}`
    }
    const texts: Readonly<Record<string, string>> = {
      empty: '',
      dots: '..',
      'a JWE': `${head}.${part('key')}.${part('iv')}.${payload}.${part('tag')}`,
      'a JWE with an empty key': `${part({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`,
      'four parts': `${head}.${payload}.${signature}.`,
      'in JSON form': JSON.stringify({ protected: head, payload, signature }),
      'with a line break at the end': `${goodToken()}\n`,
      'with a space before it': ` ${goodToken()}`,
      'with Bearer before it': `Bearer ${goodToken()}`,
      'with a NUL at the end': `${goodToken()}\0`,
      'with padding': `${head}.${payload}.${signature}==`,
      'with padding in the payload': `${head}.${payload}=.${signature}`,
      'with a line break inside': `${head}.${payload.slice(0, 8)}\n${payload.slice(8)}.${signature}`,
      'in base64 instead of base64url': goodToken().replaceAll('-', '+').replaceAll('_', '/') + '+',
      'with spare bits in the signature': `${head}.${payload}.${signature.slice(0, -1)}${spare(signature)}`,
      'of 1 MB': forged(RSA_HEADER, goodClaims({ fill: 'x'.repeat(1_000_000) }), byRsa),
      'just too long': forged(RSA_HEADER, goodClaims({ fill: 'x'.repeat(12_288) }), byRsa),
      'of 10 000 brackets': `${head}.${part(deep(5_000))}.${signature}`,
      'of deep claims': forged(RSA_HEADER, `{"a":${deep(5_000)}}`, byRsa),
      'of claims that are just too deep': forged(RSA_HEADER, `{"a":${deep(32)}}`, byRsa),
      'with a deep header': forged(`{"alg":"RS256","a":${deep(5_000)}}`, good, byRsa),
      'a JWT within a JWT': forged({ ...RSA_HEADER, cty: 'JWT' }, goodToken(), byRsa),
      'with claims that are a text': forged(RSA_HEADER, '"claims"', byRsa),
      'with claims in a list': forged(RSA_HEADER, [good], byRsa),
      'with null for claims': forged(RSA_HEADER, 'null', byRsa),
      'without claims': forged(RSA_HEADER, '', byRsa),
      'with a list for a header': forged([RSA_HEADER], good, byRsa),
      'with bytes that are no UTF-8': signed(badUtf8),
      'with a byte order mark': signed(bom),
      'with crit that we know': forged(
        { ...RSA_HEADER, crit: ['exp'], exp: NOW + 60 },
        good,
        byRsa,
      ),
      'with crit that nobody knows': forged({ ...RSA_HEADER, crit: ['x'], x: 1 }, good, byRsa),
      'with empty crit': forged({ ...RSA_HEADER, crit: [] }, good, byRsa),
      'with null for crit': forged({ ...RSA_HEADER, crit: null }, good, byRsa),
      'with b64': forged({ ...RSA_HEADER, b64: true }, good, byRsa),
      'unencoded (RFC 7797)': forged({ ...RSA_HEADER, b64: false, crit: ['b64'] }, good, byRsa),
    }
    for (const [name, text] of Object.entries(texts)) {
      it(`are refused: ${name}`, async () => {
        expect(await refusedFor(text)).to.deep.equal(['form'])
      })
    }

    it('are told from such as are just within the bounds', async () => {
      const claims = JSON.stringify(good).slice(1)
      const nested = forged(RSA_HEADER, `{"a":${deep(31)},${claims}`, byRsa)
      expect((await verified(nested)).kind).to.equal('verified')
      const long = goodToken({ fill: 'x'.repeat(11_000) })
      expect((await verified(long)).kind).to.equal('verified')
    })
  })

  it('are refused when another provider made them under the same names', async () => {
    const others = keysFromJwks({ keys: [jwkOf(stranger.publicKey, { kid: 'rsa-1' })] })
    const token = forged(RSA_HEADER, good, strangers)
    expect((await verified(token, { keys: others })).kind).to.equal('verified')
    expect(await refusedFor(token)).to.deep.equal(['signature'])
    expect(await refusedFor(goodToken(), { keys: others })).to.deep.equal(['signature'])
    const theirs = goodToken({ iss: 'https://login.other.example' })
    expect(await refusedFor(theirs)).to.deep.equal(['issuer'])
  })

  it('are refused when one character of a genuine one is another', async function () {
    this.timeout(60_000)
    const genuine = await new SignJWT({ ...good })
      .setProtectedHeader({ alg: 'ES256', kid: 'ec-1' })
      .sign(ec.privateKey)
    expect((await verified(genuine)).kind).to.equal('verified')
    const position = fc.nat({ max: genuine.length - 1 })
    const character = fc.oneof(
      fc.constantFrom(...`${ALPHABET}=+/. \n`.split(/(?:)/)),
      fc.string({ unit: 'binary', minLength: 0, maxLength: 2 }),
    )
    await fc.assert(
      fc.asyncProperty(position, character, async (at, other) => {
        fc.pre(genuine[at] !== other)
        await refusedFor(genuine.slice(0, at) + other + genuine.slice(at + 1))
      }),
      { numRuns: 1000 },
    )
  })

  it('never make anything fail, whatever they are made of', async function () {
    this.timeout(60_000)
    const anyPart = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json().map(part),
      fc.record({ alg: fc.constantFrom('RS256', 'ES256', 'HS256'), kid: fc.string() }).map(part),
      fc.base64String(),
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(anyPart, { minLength: 2, maxLength: 6 }).map((parts) => parts.join('.')),
    )
    await fc.assert(
      fc.asyncProperty(text, async (each) => {
        looksLikeJwt(each)
        issuerIn(each)
        await refusedFor(each)
      }),
      { numRuns: 1000 },
    )
  })

  it('are refused when one byte of a genuine one is another, in whatever part', async () => {
    const change = fc.tuple(fc.constantFrom(0, 1, 2), fc.nat(), fc.integer({ min: 1, max: 255 }))
    await fc.assert(
      fc.asyncProperty(change, async ([which, position, flip]) => {
        const parts = goodToken()
          .split('.')
          .map((each) => Buffer.from(each, 'base64url'))
        const bytes = parts[which] ?? Buffer.alloc(0)
        const at = position % bytes.length
        bytes[at] = (bytes[at] ?? 0) ^ flip
        await refusedFor(parts.map((each) => each.toString('base64url')).join('.'))
      }),
      { numRuns: 300 },
    )
  })
})

/** The last character of base64url with its unused bits set: decodes to the same bytes, if one lets it. */
function spare(encoded: string): string {
  const last = ALPHABET.indexOf(encoded.slice(-1))
  expect(encoded.length % 4, 'a length that leaves bits unused').not.to.equal(0)
  return ALPHABET.charAt(last + 1)
}
