import { createCipheriv } from 'node:crypto'
import { Readable } from 'node:stream'

/** Bytes that look random and are the same at every call, without holding them all. */
export function pseudoRandomBytes(length: number): Readable {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16, 1))
  const block = Buffer.alloc(64 * 1024)
  function* blocks(): Generator<Buffer> {
    for (let left = length; left > 0; left -= block.length) {
      yield cipher.update(left < block.length ? block.subarray(0, left) : block)
    }
  }
  return Readable.from(blocks(), { objectMode: false })
}
