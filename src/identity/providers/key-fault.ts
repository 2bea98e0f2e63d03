import type { KeyObject } from 'node:crypto'

/** Why nothing is verified with a key (`verification-key.ts`), for the admin who entered it. */
export function keyFault(key: KeyObject): string {
  const type = key.asymmetricKeyType
  if (type === 'rsa') return rsaFault(key)
  if (type === 'rsa-pss') {
    return 'Enter the RSA key in its general form (rsaEncryption), not as RSASSA-PSS.'
  }
  if (type === 'ec') {
    const curve = key.asymmetricKeyDetails?.namedCurve ?? 'one of its own'
    return `An EC key has to be on P-256, P-384 or P-521; the curve of this one is ${curve}.`
  }
  if (type === 'ed25519') {
    return 'This Ed25519 key is weak: anyone could sign for it. Use a new key pair.'
  }
  if (type === 'x25519' || type === 'x448') {
    return `A key of type ${type} is for agreeing on keys and signs nothing.`
  }
  return `Use an RSA, EC or Ed25519 key; this one is ${type ?? 'of another kind'}.`
}

function rsaFault({ asymmetricKeyDetails: details }: KeyObject): string {
  const bits = details?.modulusLength ?? 0
  if (bits < 2048 || bits > 8192) return `An RSA key needs 2048 to 8192 bits; this one has ${bits}.`
  return 'This RSA key is weak: its public exponent is unsound, or its generator was broken (ROCA). Use a new key pair.'
}
