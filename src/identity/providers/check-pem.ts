import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { unfilledFault } from './check-text.ts'
import { keyFault } from './key-fault.ts'
import { pemBlockIn } from './pem-block.ts'
import type { SigningAlgorithm } from './provider.ts'
import { publicKey } from '../verification/verification-key.ts'

/** A key that was entered. No sentence about one ever repeats any of its text. */
export type KeyReading =
  | {
      readonly kind: 'key'
      /** The text to keep. */
      readonly pem: string
      readonly algorithms: readonly SigningAlgorithm[]
      /** The same for one public key, whatever form it was entered in. */
      readonly thumbprint: string
    }
  | { readonly kind: 'fault'; readonly says: string }

/** Characters; a certificate with very many names has not half as many. */
const LENGTH_MAX = 20_000

const EXPOSED =
  'This is a private key. It has left its owner by being entered here and must be replaced; enter the new key pair’s public key.'

/** All labels of private keys, PuTTY's form, and the members that only private JWKs have. */
const PRIVATE = /PRIVATE KEY|PuTTY-User-Key|Private-Lines|"(?:d|dp|dq|qi)"\s*:|"kty"\s*:\s*"oct"/i

const PUBLIC_LABELS = ['PUBLIC KEY', 'RSA PUBLIC KEY', 'CERTIFICATE']

/**
 * A public key, or the one in a certificate, as PEM. The dates of a certificate, its names and who
 * signed it play no part: an admin's entering it is what makes its key trusted, and taking it out is
 * what ends that.
 */
export function readPublicKey(text: string): KeyReading {
  if (PRIVATE.test(text) || isBarePrivateKey(text)) return fault(EXPOSED)
  if (text.length > LENGTH_MAX) return fault(`Use at most ${LENGTH_MAX} characters.`)
  const unfilled = unfilledFault(text)
  if (unfilled !== undefined && !text.includes('BEGIN')) return fault(unfilled)
  const block = pemBlockIn(text)
  if ('says' in block) return fault(block.says)
  if (!PUBLIC_LABELS.includes(block.label)) {
    return fault(`Must be a PUBLIC KEY or a CERTIFICATE, not ${block.label}.`)
  }
  const read = publicKeys.get(block.pem)
  if (read !== undefined) return read
  const key = parsed(() => createPublicKey(block.pem))
  const reading = key === undefined ? fault(UNREADABLE) : keyReading(key, block.pem)
  publicKeys.set(block.pem, reading)
  return reading
}

// A key is asked for more than once on its way into a policy, and OpenSSL takes its time for each.
const publicKeys = new LRUCache<string, KeyReading>({
  maxSize: 1_000_000,
  sizeCalculation: (_, pem) => pem.length,
})

/** A private key with which Gatehouse proves itself to a provider: PKCS #8, PEM, not encrypted. */
export function readPrivateKey(text: string): KeyReading {
  if (text.length > LENGTH_MAX) return fault(`Use at most ${LENGTH_MAX} characters.`)
  const block = pemBlockIn(text)
  if ('says' in block)
    return fault(`${NEEDS_PKCS8} The text is not one block of PEM, or is cut off.`)
  if (block.label === 'ENCRYPTED PRIVATE KEY') {
    return fault(`${NEEDS_PKCS8} This one is encrypted; openssl pkcs8 -in FILE decrypts it.`)
  }
  if (PUBLIC_LABELS.includes(block.label)) {
    return fault(`${NEEDS_PKCS8} This is the public part, which the provider needs.`)
  }
  if (block.label !== 'PRIVATE KEY') {
    return fault(`${NEEDS_PKCS8} openssl pkcs8 -topk8 -nocrypt -in FILE converts others.`)
  }
  const key = parsed(() => createPublicKey(createPrivateKey(block.pem)))
  return key === undefined ? fault(UNREADABLE) : keyReading(key, block.pem)
}

const NEEDS_PKCS8 = 'Must be a private key as PKCS #8 PEM: -----BEGIN PRIVATE KEY----- and so on.'
const UNREADABLE = 'This key cannot be read: it is damaged or cut off; copy it once more.'

function keyReading(key: KeyObject, pem: string): KeyReading {
  const usable = publicKey(key)
  if (usable === undefined) return fault(keyFault(key))
  return { kind: 'key', pem, algorithms: usable.algorithms, thumbprint: usable.thumbprint }
}

// PKCS #8, PKCS #1 or SEC 1 without its BEGIN and END lines, as some consoles show keys.
function isBarePrivateKey(text: string): boolean {
  const body = text.replaceAll(/\s/g, '')
  if (body.length > LENGTH_MAX || !/^M[A-Za-z0-9+/]+={0,2}$/.test(body)) return false
  const key = Buffer.from(body, 'base64')
  return (['pkcs8', 'pkcs1', 'sec1'] as const).some(
    (type) => parsed(() => createPrivateKey({ key, format: 'der', type })) !== undefined,
  )
}

// OpenSSL tells by throwing, with messages that are of no use to an admin.
function parsed(read: () => KeyObject): KeyObject | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function fault(says: string): KeyReading {
  return { kind: 'fault', says }
}
