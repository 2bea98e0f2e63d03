import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from '../../site/http/reply.ts'
import type { Answer } from '../../site/http/reply.ts'
import { writeReply } from '../../site/http/write-reply.ts'
import { receive } from './received.ts'
import type { Received } from './received.ts'

export type Handle = (request: Received) => Promise<Answer>

export interface LoopbackServer {
  readonly origin: string
  close(): Promise<void>
}

async function answered(request: Received, handle: Handle): Promise<Answer> {
  try {
    return await handle(request)
  } catch (cause) {
    // A fault of the stand-in itself, worded so that it cannot be taken for the product's.
    return text(500, `The stand-in failed: ${String(cause)}`)
  }
}

async function serve(req: IncomingMessage, res: ServerResponse, handle: Handle): Promise<void> {
  const request = await receive(req).catch(() => undefined)
  if (request === undefined) return
  const answer = await answered(request, handle)
  if (answer === 'taken' || res.destroyed) return
  await writeReply(res, answer, req.method === 'HEAD')
}

/** Plain HTTP on a free port of 127.0.0.1; closing also ends what is still waiting for an answer. */
export async function listenOnLoopback(handle: Handle): Promise<LoopbackServer> {
  const server = createServer((req, res) => void serve(req, res, handle))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
