import { createHmac, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { base62From, base62Of } from '../lib/base62.ts'
import type { Ids } from '../lib/ids.ts'
import { Secret } from '../lib/secret.ts'

/** Every token starts with this, so that a secret scanner recognises one in a leaked file. */
export const TOKEN_PREFIX = 'gatehouse_'

const ID_LENGTH = 16
// 32 letters of 62 are 190 random bits.
const SECRET_LENGTH = 32
const CHECKSUM_LENGTH = 6
const SHAPE = new RegExp(
  `^${TOKEN_PREFIX}([0-9A-Za-z]{${String(ID_LENGTH)}})_[0-9A-Za-z]{${String(SECRET_LENGTH)}}_([0-9A-Za-z]{${String(CHECKSUM_LENGTH)}})$`,
)

/**
 * A new token: `gatehouse_<id>_<secret>_<checksum>`. The checksum is the CRC-32 of all before it in
 * base 62: it lets a scanner tell a real token from a look-alike offline, and guards nothing.
 */
export function newTokenText(ids: Ids): { readonly id: string; readonly text: Secret } {
  const id = base62From((count) => ids.randomBytes(count), ID_LENGTH)
  const secret = base62From((count) => ids.randomBytes(count), SECRET_LENGTH)
  const body = `${TOKEN_PREFIX}${id}_${secret}`
  return { id, text: new Secret(`${body}_${checksumOf(body)}`) }
}

/** The id inside a well-formed token; undefined for anything else, one extra character included. */
export function tokenIdIn(text: string): string | undefined {
  const match = SHAPE.exec(text)
  const checksum = match?.[2]
  if (checksum === undefined) return undefined
  return checksumOf(text.slice(0, -CHECKSUM_LENGTH - 1)) === checksum ? match?.[1] : undefined
}

/**
 * Hash under which a token is stored. Keyed, so that the table alone is of no use to anyone; fast,
 * since 190 random bits need no slow hash.
 */
export function hashTokenText(text: Secret, key: Secret): string {
  return createHmac('sha256', key.reveal()).update(text.reveal(), 'utf8').digest('hex')
}

/** Constant-time, so that the time of an answer says nothing about how much was right. */
export function hashesMatch(a: string, b: string): boolean {
  const left = Buffer.from(a, 'utf8')
  const right = Buffer.from(b, 'utf8')
  return left.length === right.length && timingSafeEqual(left, right)
}

function checksumOf(body: string): string {
  return base62Of(crc32(body), CHECKSUM_LENGTH)
}
