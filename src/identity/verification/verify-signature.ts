import type { Awaitable } from '../../lib/awaitable.ts'
import { JOSEError } from 'jose/errors'
import { compactVerify } from 'jose/jws/compact/verify'
import { failed, passed, skipped } from './finding.ts'
import { fittingKeys } from './fitting-keys.ts'
import type { KeySet, VerificationKey } from './key-set.ts'
import { HMAC_ALGORITHMS, type Provider } from '../providers/provider.ts'
import { shown, shownList } from './shown.ts'
import type { CheckFinding } from './token-findings.ts'
import type { CompactJws } from './unverified-jws.ts'

/** What may have signed: told by the provider, never by the token. */
export interface SignatureTerms {
  readonly algorithms: Provider['algorithms']
  readonly keys: Pick<Provider['keys'], 'from'>
}

export interface SignatureResult {
  readonly algorithm: CheckFinding
  readonly key: CheckFinding
  readonly signature: CheckFinding
  /** The key that the signature holds with; absent: it holds with none. */
  readonly signer?: VerificationKey
}

/**
 * Checks who signed a token (RFC 7515 §5.2). The algorithm has to be allowed before any key is asked
 * for, a key has to fit the algorithm, and the check itself is pinned to that algorithm.
 * @param text the very text that `jws` was read from
 * @throws Refusal as `keysOf` does
 */
export async function verifySignature(
  text: string,
  jws: CompactJws,
  terms: SignatureTerms,
  keysOf: (kid: string | undefined) => Awaitable<KeySet>,
): Promise<SignatureResult> {
  const { alg, kid } = jws
  const fault = algorithmFault(alg, terms)
  if (fault !== undefined) {
    const says = 'Not looked at, since the algorithm is not allowed.'
    return {
      algorithm: failed('algorithm', fault),
      key: skipped('key', says),
      signature: skipped('signature', says),
    }
  }
  const algorithm = passed('algorithm', `\`alg\` is ${shown(alg)}.`)
  const keySet = await keysOf(kid)
  const candidates = fittingKeys(keySet, jws)
  if (candidates.length === 0) {
    const says = `No key fits \`kid\` ${shown(kid)} and ${shown(alg)}; ${knownKeys(keySet)}.`
    const signature = skipped('signature', 'Not looked at, since no key fits.')
    return { algorithm, key: failed('key', says), signature }
  }
  const key = passed('key', `\`kid\` is ${shown(kid)}; ${candidates.length} of the keys may fit.`)
  const signer = await signerAmong(candidates, text, alg)
  if (signer === undefined) {
    const says = 'The signature holds with none of the keys that may fit.'
    return { algorithm, key, signature: failed('signature', says) }
  }
  return { algorithm, key, signature: passed('signature', 'The signature holds.'), signer }
}

function algorithmFault(alg: string, { algorithms, keys }: SignatureTerms): string | undefined {
  if (!algorithms.some((each) => each === alg)) {
    return `\`alg\` is ${shown(alg)}; expected ${shownList(algorithms)}.`
  }
  // Or a public key, which everybody knows, would do as the secret of an HMAC.
  if (HMAC_ALGORITHMS.some((each) => each === alg) && keys.from !== 'secret') {
    return `\`alg\` is ${shown(alg)}, which goes only with a shared secret.`
  }
  return undefined
}

async function signerAmong(
  candidates: readonly VerificationKey[],
  text: string,
  alg: string,
): Promise<VerificationKey | undefined> {
  for (const candidate of candidates) {
    if (await isSignedWith(candidate, text, alg)) return candidate
  }
  return undefined
}

async function isSignedWith({ key }: VerificationKey, text: string, alg: string): Promise<boolean> {
  try {
    await compactVerify(text, key, { algorithms: [alg] })
    return true
  } catch (thrown) {
    if (thrown instanceof JOSEError) return false
    throw thrown
  }
}

function knownKeys({ keys }: KeySet): string {
  if (keys.length === 0) return 'the provider has no usable key'
  const each = keys.map(({ kid, algorithms }) => `${kid ?? 'nameless'} (${algorithms.join(', ')})`)
  return `the provider has ${shownList(each)}`
}
