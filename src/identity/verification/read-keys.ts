import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import type { Secret } from '../../lib/secret.ts'
import { claimAt } from './claim-at.ts'
import type { VerificationKey } from './key-set.ts'
import type { FetchedKeys } from './key-source.ts'
import type { Claims } from './token-findings.ts'
import { publicKey, secretKey } from './verification-key.ts'

const PEM_BLOCK = /^\s*-----BEGIN (PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)-----[\s\w+/=-]+$/
const KID_LENGTH_MAX = 256

/**
 * Pasted keys: SubjectPublicKeyInfo, PKCS #1 or an X.509 certificate, one to a text. A certificate is
 * only a wrapping here: whoever pasted it vouches for it, so neither its dates nor its issuer count.
 */
export function keysFromPem(pems: readonly string[]): readonly VerificationKey[] {
  return pems.flatMap((pem) => {
    // Two blocks in one text are a chain: only its first certificate signs tokens, and OpenSSL would
    // silently read just that. A private key would be read as its public half.
    const isOneBlock = PEM_BLOCK.test(pem) && pem.split('-----BEGIN ').length === 2
    const key = isOneBlock ? keyObject(pem) : undefined
    return key === undefined ? [] : (publicKey(key) ?? [])
  })
}

/** The one key of a shared secret, for the algorithms that it is long enough for; its bytes are UTF-8. */
export function keysFromSecret(secret: Secret): readonly VerificationKey[] {
  const key = secretKey(Buffer.from(secret.reveal(), 'utf8'))
  return key === undefined ? [] : [key]
}

/**
 * The keys of a JWKS (RFC 7517 §5) that can verify signatures. What cannot — encryption keys, types,
 * curves and algorithms that are not known here, weak keys, symmetric and private ones — is left out
 * singly, so that it takes no other key with it.
 */
export function keysFromJwks(fetched: FetchedKeys): readonly VerificationKey[] {
  return withoutClashes(fetched.keys.flatMap((jwk) => keyFromJwk(jwk) ?? []))
}

/**
 * Leaves out all keys of a `kid` that stands for different keys: which of them is meant, one reader
 * would answer so and another so (RFC 7517 §4.5 wants them distinct).
 */
export function withoutClashes(keys: readonly VerificationKey[]): readonly VerificationKey[] {
  const thumbprints = new Map<string | undefined, string>()
  const clashing = new Set<string | undefined>()
  for (const { kid, thumbprint } of keys) {
    const known = thumbprints.get(kid) ?? thumbprint
    thumbprints.set(kid, known)
    if (known !== thumbprint) clashing.add(kid)
  }
  return keys.filter(({ kid }) => kid === undefined || !clashing.has(kid))
}

const PUBLIC_MEMBERS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['RSA', ['n', 'e']],
  ['EC', ['crv', 'x', 'y']],
  ['OKP', ['crv', 'x']],
])
// RFC 7518 §6.2.2, §6.3.2 and §6.4.1. Whoever can read the set could sign with such a key.
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

function keyFromJwk(jwk: Claims): VerificationKey | undefined {
  const kid = claimAt(jwk, 'kid')
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > KID_LENGTH_MAX))
    return undefined
  if (!isForSignatures(jwk)) return undefined
  const key = publicPart(jwk)
  const found = key === undefined ? undefined : publicKey(key, kid)
  const alg = claimAt(jwk, 'alg')
  if (found === undefined || alg === undefined) return found
  const algorithms = found.algorithms.filter((each) => each === alg)
  return algorithms.length === 0 ? undefined : { ...found, algorithms }
}

function isForSignatures(jwk: Claims): boolean {
  const use = claimAt(jwk, 'use')
  const operations = claimAt(jwk, 'key_ops')
  if (use !== undefined && use !== 'sig') return false
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'))
}

function publicPart(jwk: Claims): KeyObject | undefined {
  const kty = claimAt(jwk, 'kty')
  const names = PUBLIC_MEMBERS.get(kty)
  if (names === undefined || PRIVATE_MEMBERS.some((each) => Object.hasOwn(jwk, each))) {
    return undefined
  }
  const members = ['kty', ...names].map((name) => [name, claimAt(jwk, name)] as const)
  if (members.some(([, value]) => typeof value !== 'string')) return undefined
  return keyObject({ key: Object.fromEntries(members) as JsonWebKey, format: 'jwk' }) // All are text.
}

// Refuses points that are not on their curve too.
function keyObject(given: Parameters<typeof createPublicKey>[0]): KeyObject | undefined {
  try {
    return createPublicKey(given)
  } catch {
    return undefined // Node has no other way to say that this is no key.
  }
}
