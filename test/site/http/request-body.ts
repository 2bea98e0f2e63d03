import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { LogEntry } from '../log/log-entry.ts'

/** The request body; whoever reads it, its length and digest reach the log. */
export interface RequestBody {
  /** The body as it streams in. To be consumed once. */
  chunks(): AsyncGenerator<Buffer>
  bytes(): Promise<Buffer>
  text(): Promise<string>
  /** Reads on to the end after an early answer, so that the log knows what was sent. */
  drain(): Promise<void>
}

/** Wraps the incoming message of this log entry. */
export function requestBody(req: IncomingMessage, entry: LogEntry): RequestBody {
  const hash = createHash('sha256')
  let started = false

  async function* chunks(): AsyncGenerator<Buffer> {
    started = true
    for await (const chunk of req as AsyncIterable<Buffer>) {
      entry.bodyBytes += chunk.length
      hash.update(chunk)
      yield chunk
    }
    entry.bodySha256 = hash.digest('hex')
    entry.bodyEnded = true
  }

  async function bytes(): Promise<Buffer> {
    const parts: Buffer[] = []
    for await (const chunk of chunks()) parts.push(chunk)
    return Buffer.concat(parts)
  }

  return {
    chunks,
    bytes,
    text: async () => (await bytes()).toString('utf8'),
    async drain() {
      if (started || req.destroyed) return
      try {
        const rest = chunks()
        while ((await rest.next()).done !== true) continue
      } catch {
        entry.aborted = true
      }
    },
  }
}
