import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from 'oidc-provider'

const generate = promisify(generateKeyPair)

/** What access tokens can be signed with. */
export type SigningAlg = 'RS256' | 'PS256' | 'ES256' | 'EdDSA'

/**
 * Fresh private keys for all algorithms: one RSA key for RS256 and PS256, as many providers have it,
 * one for ES256, one for EdDSA.
 * @param generation part of each `kid`; keys of one generation have the same names at every provider
 */
export async function createSigningKeys(generation: number): Promise<readonly JWK[]> {
  const [rsa, ec, ed] = await Promise.all([
    generate('rsa', { modulusLength: 2048 }),
    generate('ec', { namedCurve: 'P-256' }),
    generate('ed25519'),
  ])
  const named = (name: string, key: KeyObject): JWK => ({
    ...key.export({ format: 'jwk' }),
    kid: `${name}-${String(generation)}`,
    use: 'sig',
  })
  return [named('rsa', rsa.privateKey), named('ec', ec.privateKey), named('ed', ed.privateKey)]
}
