import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { Secret } from '../lib/secret.ts'
import type { LinkSigner } from './signed-links.ts'

// RFC 8410: a private key of Ed25519 is this and the 32 bytes that it is made of.
const PKCS8_BEGINNING = Buffer.from('302e020100300506032b657004220420', 'hex')
const SEED_BYTES = 32

/**
 * Signs with Ed25519.
 * @param seed 32 bytes that nobody can guess, in base64
 */
export function createLinkSigner(seed: Secret): LinkSigner {
  const bytes = Buffer.from(seed.reveal(), 'base64')
  if (bytes.length !== SEED_BYTES) throw new Error('a signing key is made of 32 bytes')
  const der = Buffer.concat([PKCS8_BEGINNING, bytes])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)

  return {
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
    isSignature: (text, signature) =>
      verify(null, Buffer.from(text, 'utf8'), publicKey, Buffer.from(signature, 'base64url')),
  }
}
