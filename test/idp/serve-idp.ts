import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { createServerFaults, type ServerFaults } from '../site/faults/server-faults.ts'
import { writeReply } from '../site/http/write-reply.ts'

export interface IdpRequest {
  readonly method: string
  readonly path: string
}

type Listener = (req: IncomingMessage, res: ServerResponse) => unknown

/** What stands before the provider: the log of requests, and all that can go wrong on the way. */
export interface IdpServer {
  readonly origin: string
  readonly requests: IdpRequest[]
  readonly faults: ServerFaults
  /** Who answers; replaced by a rotation, while requests run. */
  listener: Listener
  close(): Promise<void>
}

/** Listens on loopback; answers nothing until it has a listener. */
export async function serveIdp(): Promise<IdpServer> {
  const server = createServer((req, res) => void answer(idp, req, res))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const idp: IdpServer = {
    origin: originOf(server),
    requests: [],
    faults: createServerFaults(),
    listener: (_req, res) => res.writeHead(503).end(),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  return idp
}

async function answer(idp: IdpServer, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const request = { method: req.method ?? '', path: (req.url ?? '').split('?')[0] ?? '' }
  idp.requests.push(request)
  const { faults } = idp
  if (faults.latencyMs > 0) await wait(faults.latencyMs, undefined, { ref: false })
  const fault = faults.planned.find(
    ({ left, scope }) =>
      left > 0 &&
      (scope.method === undefined || scope.method === request.method) &&
      (scope.path === undefined || scope.path.test(request.path)),
  )
  if (fault === undefined) return void idp.listener(req, res)
  fault.left -= 1
  if (fault.kind === 'reset') req.socket.destroy()
  if (fault.answer !== undefined) await writeReply(res, fault.answer, request.method === 'HEAD')
}

function originOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  return `http://127.0.0.1:${String(address.port)}`
}
