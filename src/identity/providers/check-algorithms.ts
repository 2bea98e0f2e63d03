import type { Fault } from '../../lib/fault.ts'
import { readPublicKey } from './check-pem.ts'
import {
  ASYMMETRIC_ALGORITHMS,
  HMAC_ALGORITHMS,
  type AsymmetricAlgorithm,
  type ProviderKeys,
  type SigningAlgorithm,
} from './provider.ts'

const KNOWN: readonly SigningAlgorithm[] = [...ASYMMETRIC_ALGORITHMS, ...HMAC_ALGORITHMS]

/** What providers sign with nowadays; RS512 and the like are there for who needs them. */
const USUAL: readonly SigningAlgorithm[] = [
  'RS256',
  'PS256',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]

/** RFC 7518 §3.2: a key at least as long as the hash. */
const SECRET_BYTES_MIN: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 }

/** What is allowed where the admin names no algorithms: what the keys can do and is usual. */
export function usualAlgorithms(keys: ProviderKeys): readonly SigningAlgorithm[] {
  switch (keys.from) {
    case 'introspection':
      return []
    case 'secret':
      return ['HS256']
    case 'pem': {
      const able = keys.pems.flatMap(algorithmsOf)
      return USUAL.filter((each) => able.includes(each))
    }
    case 'jwks':
    case 'discovery':
      return USUAL
  }
}

/** What to say of something that is no algorithm. */
export function algorithmMessage(input: unknown): string {
  const wanted = (typeof input === 'string' ? input : '').trim().toUpperCase()
  if (wanted === 'NONE') return 'Tokens without a signature are never accepted.'
  const meant = KNOWN.find((each) => each.toUpperCase() === wanted)
  if (meant !== undefined) return `Write it as ${meant}.`
  return `This algorithm is not known here; known are ${KNOWN.join(', ')}.`
}

/**
 * Whether the algorithms go with the kind of keys, and with the keys themselves where these could be read.
 * @param keys absent when something about them is wrong already
 */
export function algorithmFaults(
  from: string,
  keys: ProviderKeys | undefined,
  algorithms: readonly SigningAlgorithm[],
): Fault[] {
  if (from === 'introspection') {
    if (algorithms.length === 0) return []
    return [
      fault('algorithms', 'Leave these out: the provider itself says whether a token is genuine.'),
    ]
  }
  if (algorithms.length === 0) return [fault('algorithms', 'Allow at least one algorithm.')]
  const mixed = algorithms.flatMap((each, index) => kindFault(from, each, index))
  if (mixed.length > 0 || keys === undefined) return mixed
  if (keys.from === 'pem') return pemFaults(keys.pems, algorithms)
  return keys.from === 'secret' ? lengthFaults(keys.secret.reveal(), algorithms) : []
}

function kindFault(from: string, algorithm: SigningAlgorithm, index: number): Fault[] {
  const isHmac = HMAC_ALGORITHMS.some((each) => each === algorithm)
  if (isHmac === (from === 'secret')) return []
  const says = isHmac
    ? `${algorithm} goes only with a shared secret (keys from secret): with public keys, everybody could make tokens.`
    : `${algorithm} needs public keys; with a shared secret use ${HMAC_ALGORITHMS.join(', ')}.`
  return [fault(`algorithms.${index}`, says)]
}

function pemFaults(pems: readonly string[], algorithms: readonly SigningAlgorithm[]): Fault[] {
  const able = pems.map(algorithmsOf)
  const idle = algorithms.flatMap((algorithm, index) =>
    able.some((each) => each.includes(algorithm))
      ? []
      : [fault(`algorithms.${index}`, `None of the pasted keys can be used with ${algorithm}.`)],
  )
  const useless = able.flatMap((each, index) =>
    each.some((algorithm) => algorithms.includes(algorithm))
      ? []
      : [
          fault(
            `keys.pems.${index}`,
            `This key would serve only with ${each.join(', ')}; allow that, or take the key out.`,
          ),
        ],
  )
  return [...idle, ...useless]
}

function lengthFaults(secret: string, algorithms: readonly SigningAlgorithm[]): Fault[] {
  const bytes = Buffer.byteLength(secret)
  return algorithms.flatMap((algorithm, index) => {
    const min = SECRET_BYTES_MIN[algorithm] ?? 0
    if (bytes >= min) return []
    return [fault(`algorithms.${index}`, `${algorithm} needs a secret of at least ${min} bytes.`)]
  })
}

/** Whether a private key that signs with some algorithms can with the one that is chosen for it. */
export function assertionFaults(
  able: readonly SigningAlgorithm[],
  algorithm: AsymmetricAlgorithm,
): Fault[] {
  if (able.includes(algorithm)) return []
  const says = `This private key signs with ${able.join(', ')}, not with ${algorithm}.`
  return [fault('keys.client.algorithm', says)]
}

function algorithmsOf(pem: string): readonly SigningAlgorithm[] {
  const key = readPublicKey(pem)
  return key.kind === 'key' ? key.algorithms : []
}

function fault(path: string, says: string): Fault {
  return { path, says }
}
