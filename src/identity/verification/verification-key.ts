import { createHash, createSecretKey, type KeyObject } from 'node:crypto'
import type { VerificationKey } from './key-set.ts'
import type { SigningAlgorithm } from '../providers/provider.ts'
import { isWeakEd25519 } from './weak-ed25519.ts'
import { isWeakRsa } from './weak-rsa.ts'

const RSA: readonly SigningAlgorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
// RFC 7518 §3.4 and RFC 8037 §3.1; RFC 9864 calls EdDSA with this curve Ed25519.
const BY_CURVE: ReadonlyMap<string | undefined, readonly SigningAlgorithm[]> = new Map([
  ['prime256v1', ['ES256'] as const],
  ['secp384r1', ['ES384'] as const],
  ['secp521r1', ['ES512'] as const],
])
const ED25519: readonly SigningAlgorithm[] = ['EdDSA', 'Ed25519']

/** A public key with the algorithms that its type allows; `undefined` for one that nothing is verified with. */
export function publicKey(key: KeyObject, kid?: string): VerificationKey | undefined {
  const algorithms = algorithmsOf(key)
  if (algorithms.length === 0) return undefined
  const spki = key.export({ type: 'spki', format: 'der' })
  return { kid, algorithms, key, thumbprint: sha256(spki) }
}

function algorithmsOf(key: KeyObject): readonly SigningAlgorithm[] {
  const type = key.asymmetricKeyType
  if (type === 'rsa') return isWeakRsa(key) ? [] : RSA
  if (type === 'ec') return BY_CURVE.get(key.asymmetricKeyDetails?.namedCurve) ?? []
  return type === 'ed25519' && !isWeakEd25519(key) ? ED25519 : []
}

/** A shared secret; `undefined` when it is shorter than the hash of every algorithm (RFC 7518 §3.2). */
export function secretKey(bytes: Uint8Array, kid?: string): VerificationKey | undefined {
  const algorithms = HMACS.filter(([, bytesMin]) => bytes.length >= bytesMin).map(([name]) => name)
  if (algorithms.length === 0) return undefined
  return { kid, algorithms, key: createSecretKey(bytes), thumbprint: sha256(bytes) }
}

const HMACS: readonly (readonly [SigningAlgorithm, number])[] = [
  ['HS256', 32],
  ['HS384', 48],
  ['HS512', 64],
]

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}
