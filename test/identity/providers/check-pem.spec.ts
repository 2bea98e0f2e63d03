import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect } from 'chai'
import { readPrivateKey, readPublicKey } from '../../../src/identity/providers/check-pem.ts'
import {
  EC_PAIR,
  EC_PEM,
  ED25519_PEM,
  EXPIRED_CERTIFICATE,
  P521_PEM,
  privatePem,
  publicPem,
  RSA_PAIR,
  RSA_PEM,
} from './drafts.ts'

const body = (pem: string) => pem.replaceAll(/-----[^-]+-----|\s/g, '')
const armoured = (label: string, inner: string) =>
  `-----BEGIN ${label}-----\n${inner}\n-----END ${label}-----\n`
const exported = (key: KeyObject, type: 'pkcs1' | 'sec1') =>
  key.export({ type, format: 'pem' }).toString()
const encrypted = RSA_PAIR.privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString()
const openSsh = armoured(
  'OPENSSH PRIVATE KEY',
  Buffer.from(`openssh-key-v1\0${'k'.repeat(200)}`).toString('base64'),
)

/** The sentence that refuses a text; fails the test when a long piece of the text is in it. */
function refusal(text: string, read = readPublicKey): string {
  const reading = read(text)
  if (reading.kind === 'key') throw new Error(`was accepted: ${text.slice(0, 40)}`)
  const inner = text.replaceAll(/-----[^-]*-----/g, ' ').split(/[\s",:]+/)
  for (const piece of inner.filter((each) => each.length > 20)) {
    expect(reading.says.includes(piece), 'repeats what was pasted').to.equal(false)
  }
  return reading.says
}

describe('a pasted public key', () => {
  it('is taken from a public key, a PKCS #1 one or a certificate, with what it can verify', () => {
    const rsa = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
    const cases: [string, string[]][] = [
      [RSA_PEM, rsa],
      [exported(RSA_PAIR.publicKey, 'pkcs1'), rsa],
      [EC_PEM, ['ES256']],
      [P521_PEM, ['ES512']],
      [ED25519_PEM, ['EdDSA', 'Ed25519']],
      [EXPIRED_CERTIFICATE, ['ES256']],
    ]
    for (const [pem, algorithms] of cases) {
      expect(readPublicKey(pem)).to.deep.include({ kind: 'key', pem, algorithms })
    }
  })

  it('is read once, in whatever wrapping it comes again', () => {
    const pem = publicPem(generateKeyPairSync('ed25519').publicKey)
    const reading = readPublicKey(pem)
    expect(readPublicKey(pem.replaceAll('\n', '\r\n'))).to.equal(reading)
    expect(readPublicKey(EC_PEM)).not.to.equal(reading)
  })

  it('is the same key with the same thumbprint in any wrapping, and another key has another', () => {
    const inCertificate = publicPem(createPublicKey(EXPIRED_CERTIFICATE))
    expect(thumbprint(inCertificate)).to.equal(thumbprint(EXPIRED_CERTIFICATE))
    expect(thumbprint(exported(RSA_PAIR.publicKey, 'pkcs1'))).to.equal(thumbprint(RSA_PEM))
    expect(thumbprint(RSA_PEM)).not.to.equal(thumbprint(EC_PEM))
  })

  it('is kept in its plain form, however copying bent its lines', () => {
    const bent = [
      RSA_PEM.replaceAll('\n', '\r\n'),
      RSA_PEM.replaceAll('\n', '\\n'),
      RSA_PEM.replaceAll('\n', '\n    '),
      `\u{FEFF}subject=CN = acme\n${RSA_PEM}\n\n`,
      armoured('PUBLIC KEY', body(RSA_PEM)),
    ]
    for (const text of bent) expect(readPublicKey(text)).to.deep.include({ pem: RSA_PEM })
  })

  it('is refused as exposed when it is a private one, in every form, whole or cut off', () => {
    const jwk = RSA_PAIR.privateKey.export({ format: 'jwk' })
    const exposed = [
      privatePem(RSA_PAIR.privateKey),
      exported(RSA_PAIR.privateKey, 'pkcs1'),
      exported(EC_PAIR.privateKey, 'sec1'),
      encrypted,
      openSsh,
      privatePem(EC_PAIR.privateKey).slice(0, 90),
      body(privatePem(RSA_PAIR.privateKey)),
      body(exported(RSA_PAIR.privateKey, 'pkcs1')),
      body(exported(EC_PAIR.privateKey, 'sec1')),
      JSON.stringify(jwk),
      JSON.stringify({ keys: [jwk] }, null, 2),
      JSON.stringify({ kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA' }),
      RSA_PEM + privatePem(RSA_PAIR.privateKey),
      `PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\n${'A'.repeat(64)}`,
    ]
    for (const text of exposed) expect(refusal(text)).to.match(/private key.*must be replaced/)
  })

  it('is refused with a word on what was pasted instead', () => {
    const jwk = RSA_PAIR.publicKey.export({ format: 'jwk' })
    const cases: [string, RegExp][] = [
      ['', /Must be a public key or certificate/],
      ['  \n', /Must be a public key or certificate/],
      ['hello', /Must be a public key or certificate/],
      ['{public-key}', /\{public-key\} still has to be replaced/],
      [JSON.stringify(jwk), /JSON, not PEM/],
      [JSON.stringify({ keys: [jwk] }), /JSON, not PEM/],
      ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKx me@acme', /SSH public key/],
      ['ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAA', /SSH public key/],
      ['https://login.acme.example/keys', /an address, not a key/],
      [body(RSA_PEM), /lines -----BEGIN PUBLIC KEY-----/],
      [armoured('CERTIFICATE REQUEST', body(RSA_PEM)), /not CERTIFICATE REQUEST/],
      [RSA_PEM + EC_PEM, /by itself/],
      [EXPIRED_CERTIFICATE + EXPIRED_CERTIFICATE, /by itself.*chain/],
      [RSA_PEM.slice(0, 200), /end is missing/],
      [RSA_PEM.replace('END PUBLIC KEY', 'END CERTIFICATE'), /end is missing/],
      [RSA_PEM.replace('MII', 'M<I'), /not base64/],
      [armoured('PUBLIC KEY', body(RSA_PEM).slice(0, 200)), /cannot be read/],
      [armoured('PUBLIC KEY', 'AAAA'.repeat(20)), /cannot be read/],
      [armoured('PUBLIC KEY', body(privatePem(EC_PAIR.privateKey))), /cannot be read/],
      [armoured('CERTIFICATE', body(RSA_PEM)), /cannot be read/],
      [`${RSA_PEM}${'x'.repeat(20_000)}`, /at most 20000/],
    ]
    for (const [text, says] of cases) expect(refusal(text), text.slice(0, 60)).to.match(says)
  })

  it('is refused when nothing safe can be verified with it', () => {
    const ofCurve = (namedCurve: string) =>
      publicPem(generateKeyPairSync('ec', { namedCurve }).publicKey)
    const jwk = RSA_PAIR.publicKey.export({ format: 'jwk' })
    const withExponent = (e: string) =>
      publicPem(createPublicKey({ key: { ...jwk, e }, format: 'jwk' }))
    const pss = { modulusLength: 2048, hashAlgorithm: 'sha256' }
    const dsa = { modulusLength: 2048, divisorLength: 256 }
    const ofSmallOrder = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }
    const cases: [string, RegExp][] = [
      [publicPem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey), /1024/],
      [publicPem(createPublicKey({ key: ofSmallOrder, format: 'jwk' })), /Ed25519.*weak/],
      [withExponent('AQ'), /exponent/],
      [withExponent('AQAA'), /exponent/],
      [ofCurve('secp256k1'), /P-256.*secp256k1/],
      [ofCurve('prime192v1'), /P-256.*prime192v1/],
      [publicPem(generateKeyPairSync('x25519').publicKey), /x25519.*signs nothing/],
      [publicPem(generateKeyPairSync('ed448').publicKey), /Ed25519.*ed448/],
      [publicPem(generateKeyPairSync('dsa', dsa).publicKey), /Ed25519.*dsa/],
      [publicPem(generateKeyPairSync('rsa-pss', pss).publicKey), /RSASSA-PSS/],
    ]
    for (const [text, says] of cases) expect(refusal(text)).to.match(says)
  })
})

describe('the private key that Gatehouse proves itself with', () => {
  it('is taken as PKCS #8', () => {
    const pem = privatePem(EC_PAIR.privateKey)
    expect(readPrivateKey(pem)).to.deep.include({ kind: 'key', pem, algorithms: ['ES256'] })
  })

  it('is refused in any other form, with how to convert it, and never repeated', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
    const cases: [string, RegExp][] = [
      ['', /PKCS #8/],
      [exported(RSA_PAIR.privateKey, 'pkcs1'), /PKCS #8.*topk8/],
      [exported(EC_PAIR.privateKey, 'sec1'), /PKCS #8.*topk8/],
      [openSsh, /PKCS #8/],
      [encrypted, /encrypted/],
      [RSA_PEM, /public part/],
      [EXPIRED_CERTIFICATE, /public part/],
      [privatePem(RSA_PAIR.privateKey).slice(0, 300), /cut off/],
      [armoured('PRIVATE KEY', body(privatePem(RSA_PAIR.privateKey)).slice(0, 400)), /cannot be/],
      [privatePem(small), /1024/],
    ]
    for (const [text, says] of cases) expect(refusal(text, readPrivateKey)).to.match(says)
  })
})

function thumbprint(pem: string): string {
  const reading = readPublicKey(pem)
  return reading.kind === 'key' ? reading.thumbprint : reading.says
}
