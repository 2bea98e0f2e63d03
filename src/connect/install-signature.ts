import { createPublicKey } from 'node:crypto'
import { JOSEError } from 'jose/errors'
import { compactVerify } from 'jose/jws/compact/verify'
import type { UnverifiedToken } from './unverified-token.ts'
import { untrusted } from './untrusted.ts'

/**
 * PEM of one of Atlassian's install keys, or `undefined` when the key server does not know it.
 * @throws Refusal `upstream/*` when the key server cannot be asked
 */
export type InstallKey = (kid: string) => Promise<string | undefined>

// The key id becomes part of an address, so it must not be able to leave the key server's folder.
const KEY_ID = /^[\w~:@-][\w.~:@-]*(?:\/[\w~:@-][\w.~:@-]*)*$/
const KEY_ID_LENGTH_MAX = 200

/**
 * Checks an install token against Atlassian's key. ACE would fetch the key with whatever `kid` says,
 * without time-out, and take a 404 page for a key.
 *
 * @throws Refusal `product/untrusted`, or what `installKey` throws
 */
export async function verifyInstallSignature(
  token: UnverifiedToken,
  installKey: InstallKey,
): Promise<void> {
  const pem = await installKey(keyIdOf(token))
  if (pem === undefined) throw untrusted('unknown-key')
  try {
    await compactVerify(token.text, createPublicKey(pem), { algorithms: ['RS256'] })
  } catch (error) {
    if (error instanceof JOSEError) throw untrusted('signature')
    throw error
  }
}

function keyIdOf({ header: { kid } }: UnverifiedToken): string {
  const isPlain =
    kid !== undefined && kid.length <= KEY_ID_LENGTH_MAX && !kid.includes('..') && KEY_ID.test(kid)
  if (!isPlain) throw untrusted('key-id')
  return kid
}
