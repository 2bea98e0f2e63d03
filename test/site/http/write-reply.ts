import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Reply } from './reply.ts'

/** Writes the answer; a client that leaves half-way is no fault of ours and ends quietly. */
export async function writeReply(
  res: ServerResponse,
  reply: Reply,
  isHead: boolean,
): Promise<void> {
  for (const [name, value] of Object.entries(reply.headers)) {
    res.setHeader(name, typeof value === 'string' ? value : [...value])
  }
  res.statusCode = reply.status
  const { body } = reply
  const known = typeof body === 'string' || Buffer.isBuffer(body)
  if (known) res.setHeader('content-length', Buffer.byteLength(body))
  if (isHead || body === undefined || known) {
    res.end(isHead ? undefined : body)
    return
  }
  await pipeline(body, res).catch(() => res.destroy())
}
