import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from 'node:events'
import { openExchange } from './exchange.ts'
import type { Arrival, Exchange } from './exchange.ts'
import { text } from './reply.ts'
import type { Answer } from './reply.ts'
import { writeReply } from './write-reply.ts'

export type Handle = (exchange: Exchange) => Promise<Answer>

export interface RunningServer {
  readonly port: number
  readonly origin: string
  close(): Promise<void>
}

async function answered(exchange: Exchange, arrival: Arrival, handle: Handle): Promise<Answer> {
  try {
    return await handle(exchange)
  } catch (cause) {
    if (exchange.req.errored !== null || exchange.entry.aborted) return 'taken'
    // A surprise here is a fault of the stand-in itself: shown as an alarm, never mistaken for an app's.
    exchange.entry.verdict = 'stand-in-fault'
    arrival.log.alarm(exchange.entry, cause instanceof Error ? (cause.stack ?? '') : String(cause))
    return text(500, `The stand-in failed: ${String(cause)}`)
  }
}

async function serve(
  req: IncomingMessage,
  res: ServerResponse,
  arrival: Arrival,
  handle: Handle,
): Promise<void> {
  const exchange = openExchange(req, res, arrival)
  res.once('close', () => {
    if (!res.writableFinished) exchange.entry.aborted = true
  })
  const answer = await answered(exchange, arrival, handle)
  if (answer === 'taken' || res.headersSent || res.destroyed) return
  exchange.entry.status = answer.status
  if (exchange.entry.verdict === 'open') exchange.entry.verdict = 'ok'
  await writeReply(res, answer, req.method === 'HEAD')
  await exchange.body.drain()
}

/** Starts a server on loopback; port 0 takes a free one. */
export async function listen(arrival: Arrival, handle: Handle, port = 0): Promise<RunningServer> {
  const server = createServer((req, res) => void serve(req, res, arrival, handle))
  server.requestTimeout = 0
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  return {
    port: address.port,
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
