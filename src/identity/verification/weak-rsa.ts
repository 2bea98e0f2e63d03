import type { KeyObject } from 'node:crypto'

// RFC 7518 §3.3 demands 2048 bits. The upper bounds are for us: anyone may send a token, and what a
// signature check costs grows with both.
const MODULUS_BITS_MIN = 2048
const MODULUS_BITS_MAX = 8192
const EXPONENT_MAX = 2n ** 64n

/**
 * Whether an RSA key is too weak to trust what it signed: a short modulus, a public exponent with
 * which anyone could sign (1) or that no real key has (even), or a modulus of the broken generator
 * of CVE-2017-15361 ("ROCA"), whose private key can be computed from the public one.
 */
export function isWeakRsa(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < MODULUS_BITS_MIN || modulusLength > MODULUS_BITS_MAX) return true
  if (publicExponent < 3n || publicExponent % 2n === 0n || publicExponent > EXPONENT_MAX)
    return true
  const { n = '' } = key.export({ format: 'jwk' })
  return hasRocaFingerprint(BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`))
}

/**
 * Primes of the broken generator are `k·M + (65537^a mod M)`, M a product of small primes, so modulo
 * each of these primes a modulus is a power of 65537. A sound modulus is so modulo all of them with a
 * chance of less than 1 in 10^8 (Nemec and others, "The Return of Coppersmith's Attack", 2017, §3).
 */
function hasRocaFingerprint(modulus: bigint): boolean {
  return POWERS.every(([prime, powers]) => powers.has(modulus % prime))
}

const SMALL_PRIMES = [
  3n,
  5n,
  7n,
  11n,
  13n,
  17n,
  19n,
  23n,
  29n,
  31n,
  37n,
  41n,
  43n,
  47n,
  53n,
  59n,
  61n,
  67n,
  71n,
  73n,
  79n,
  83n,
  89n,
  97n,
  101n,
  103n,
  107n,
  109n,
  113n,
  127n,
  131n,
  137n,
  139n,
  149n,
  151n,
  157n,
  163n,
  167n,
]
const GENERATOR = 65_537n
const POWERS = SMALL_PRIMES.map((prime) => [prime, powersModulo(prime)] as const)

function powersModulo(prime: bigint): ReadonlySet<bigint> {
  const powers = new Set<bigint>()
  for (let power = 1n; !powers.has(power); power = (power * GENERATOR) % prime) powers.add(power)
  return powers
}
