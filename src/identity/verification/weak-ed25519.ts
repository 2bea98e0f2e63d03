import type { KeyObject } from 'node:crypto'

/**
 * The points of small order of Curve25519 in all their spellings (y, little-endian, without the sign
 * of x; also y + p where that still fits): 0 and p, 1 and p + 1, −1, and the two of order 8.
 * RFC 8032 lets them be keys, and OpenSSL does.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
])

/** Whether anyone could sign for a key: multiplied by 8, it is nothing, and so is what it proves. */
export function isWeakEd25519(key: KeyObject): boolean {
  const { x = '' } = key.export({ format: 'jwk' })
  const y = Buffer.from(x, 'base64url')
  const last = y.length - 1
  if (last < 0) return true
  y.writeUInt8(y.readUInt8(last) & 0x7f, last)
  return SMALL_ORDER.has(y.toString('hex'))
}
