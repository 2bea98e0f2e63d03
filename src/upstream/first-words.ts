import { brotliDecompressSync, gunzipSync, inflateSync, type ZlibOptions } from 'node:zlib'
import type { WireAnswer } from './wire.ts'

const PEEK_BYTES = 4_096
const PEEK_MS = 1_000

/** The beginning of an answer in lower case, without taking it out of the answer. */
export async function firstWords(answer: Pick<WireAnswer, 'body' | 'header'>): Promise<string> {
  const bytes = await answer.body.peek(PEEK_BYTES, PEEK_MS)
  return plainOf(bytes, answer.header('content-encoding')).toString('latin1').toLowerCase()
}

function plainOf(bytes: Buffer, encoding: string | undefined): Buffer {
  const limit: ZlibOptions = { maxOutputLength: 16 * PEEK_BYTES }
  try {
    if (encoding === 'gzip') return gunzipSync(bytes, limit)
    if (encoding === 'br') return brotliDecompressSync(bytes, limit)
    if (encoding === 'deflate') return inflateSync(bytes, limit)
    return bytes
  } catch {
    return Buffer.alloc(0) // Longer than what was looked at, or another encoding: no words, weaker hint.
  }
}
