import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Secret } from './secret.ts'

/** One AES-256 key; the first of the configured list seals, all of them open. */
export interface SealingKey {
  readonly id: string
  readonly key: Buffer
}

export interface Sealer {
  /** Seals with the newest key. `boundTo` must be given again to open: a row copied elsewhere stays shut. */
  seal(secret: Secret, boundTo: string): string
  /** @throws SealFault when the key is missing or another one, the text was changed, or `boundTo` differs. */
  open(sealed: string, boundTo: string): Secret
  /** Whether the text was sealed by a key other than the newest. */
  isStale(sealed: string): boolean
}

/** A stored secret that cannot be opened: nearly always a `SECRETS_KEYS` that lost a key. */
export class SealFault extends Error {
  constructor(keyId: string, cause?: unknown) {
    super(
      `A stored secret was sealed with key "${keyId}", which SECRETS_KEYS does not hold, or holds with another value.`,
      { cause },
    )
    this.name = 'SealFault'
  }
}

const FORMAT = 'v1'

/**
 * AES-256-GCM with a fresh 96-bit nonce each time. Text form: `v1.keyId.nonce.tag.ciphertext`,
 * base64url. The format and the key id are authenticated along with `boundTo`.
 */
export function createSealer(keys: readonly SealingKey[]): Sealer {
  const newest = keys[0]
  if (newest === undefined) throw new Error('at least one sealing key is needed')
  const byId = new Map(keys.map((each) => [each.id, each.key]))

  return {
    seal(secret, boundTo) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', newest.key, nonce)
      cipher.setAAD(associatedData(newest.id, boundTo))
      const body = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()])
      return [FORMAT, newest.id, nonce, cipher.getAuthTag(), body].map(textOf).join('.')
    },
    open(sealed, boundTo) {
      const [format, keyId = '', nonce = '', tag = '', body = ''] = sealed.split('.')
      const key = byId.get(keyId)
      if (format !== FORMAT || key === undefined) {
        throw new SealFault(keyId)
      }
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytesOf(nonce), { authTagLength: 16 })
        decipher.setAAD(associatedData(keyId, boundTo))
        decipher.setAuthTag(bytesOf(tag))
        const parts = [decipher.update(bytesOf(body)), decipher.final()]
        return new Secret(Buffer.concat(parts).toString('utf8'))
      } catch (cause) {
        throw new SealFault(keyId, cause)
      }
    },
    isStale: (sealed) => !sealed.startsWith(`${FORMAT}.${newest.id}.`),
  }
}

function associatedData(keyId: string, boundTo: string): Buffer {
  return Buffer.from(`${FORMAT}\n${keyId}\n${boundTo}`, 'utf8')
}

function textOf(part: string | Buffer): string {
  return typeof part === 'string' ? part : part.toString('base64url')
}

function bytesOf(part: string): Buffer {
  return Buffer.from(part, 'base64url')
}
