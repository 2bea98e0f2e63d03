import { createHmac, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { createTokenVerifier } from '../../../src/identity/verification/token-verifier.ts'
import type { VerificationKey } from '../../../src/identity/verification/key-set.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import { keysFromJwks } from '../../../src/identity/verification/read-keys.ts'
import type { Claims } from '../../../src/identity/verification/token-findings.ts'
import type { Verification } from '../../../src/identity/verification/verification.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { stoppedClock } from '../../support/movable-clock.ts'
import { aTenant } from '../../support/things.ts'
import { aProvider } from '../providers/provider-things.ts'

/** Tokens made by hand, so that they can be made wrong; and a verifier to put them to. */

export const NOW_MS = 1_800_000_000_000
export const NOW = NOW_MS / 1000

export const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })

export function jwkOf(key: KeyObject, more: object = {}): Record<string, unknown> {
  return {
    ...createPublicKey(key.export({ type: 'spki', format: 'pem' })).export({ format: 'jwk' }),
    ...more,
  }
}

/** Of the provider that tokens are put to unless a test says otherwise. */
export const providerKeys: readonly VerificationKey[] = keysFromJwks({
  keys: [
    jwkOf(rsa.publicKey, { kid: 'rsa-1', use: 'sig' }),
    jwkOf(ec.publicKey, { kid: 'ec-1', use: 'sig', alg: 'ES256' }),
  ],
})

export function goodClaims(given: Claims = {}): Claims {
  const { issuer, audiences } = aProvider()
  return { iss: issuer, aud: audiences[0], sub: 'ann', iat: NOW - 10, exp: NOW + 600, ...given }
}

export const RSA_HEADER = { alg: 'RS256', kid: 'rsa-1', typ: 'JWT' }
export const EC_HEADER = { alg: 'ES256', kid: 'ec-1', typ: 'JWT' }

/** Text is taken as it stands, anything else as JSON. */
export function part(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return Buffer.from(text, 'utf8').toString('base64url')
}

type Signer = (input: string) => Buffer

export const byRsa: Signer = (input) => sign('sha256', Buffer.from(input), rsa.privateKey)
export const byEc: Signer = (input) =>
  sign('sha256', Buffer.from(input), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' })
export const byHmac =
  (key: Buffer | string): Signer =>
  (input) =>
    createHmac('sha256', key).update(input).digest()

/** Any header and payload, well formed or not, with a genuine signature of the signer over them. */
export function forged(header: unknown, payload: unknown, signer: Signer): string {
  const input = `${part(header)}.${part(payload)}`
  return `${input}.${signer(input).toString('base64url')}`
}

export function goodToken(claims: Claims = {}): string {
  return forged(RSA_HEADER, goodClaims(claims), byRsa)
}

export interface World {
  readonly provider?: Provider
  readonly keys?: readonly VerificationKey[]
  readonly nowMs?: number
}

/** Puts a token to a provider whose tokens are signed. */
export async function verified(text: string, world: World = {}): Promise<Verification> {
  const keySet = { keys: world.keys ?? providerKeys }
  const verifier = createTokenVerifier({
    keys: { keysOf: () => Promise.resolve(keySet) },
    introspect: () => Promise.reject(new Error('nobody is to be asked about a signed token')),
    clock: stoppedClock(world.nowMs ?? NOW_MS),
  })
  return await verifier.verify(aTenant(), world.provider ?? aProvider(), new Secret(text))
}
