import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a server saw it. */
interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly rawHeaders: readonly string[]
  readonly body: string
}

type Handler = (req: IncomingMessage, res: ServerResponse) => void

/** A server on loopback whose behaviour a test sets; it answers 200 `{}` until told otherwise. */
export interface SmallServer {
  readonly origin: string
  readonly host: string
  readonly seen: SeenRequest[]
  readonly server: Server
  handler: Handler
  close(): Promise<void>
}

const plainly: Handler = (_req, res) => {
  res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
}

/** Answers at once, and notes the whole request as soon as its body is there. */
export async function startSmallServer(): Promise<SmallServer> {
  const small = { seen: [] as SeenRequest[], handler: plainly }
  const server = createServer({ requestTimeout: 0 }, (req, res) => {
    note(req, small.seen)
    small.handler(req, res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address record, not a pipe's name.
  const { port } = server.address() as AddressInfo
  const host = `127.0.0.1:${String(port)}`
  return Object.assign(small, {
    origin: `http://${host}`,
    host,
    server,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

function note(req: IncomingMessage, seen: SeenRequest[]): void {
  const chunks: Buffer[] = []
  const { method = '', url = '', headers, rawHeaders } = req
  const at = seen.push({ method, url, headers, rawHeaders, body: '' }) - 1
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return
  if (headers['x-atlassian-token'] === 'unread') return // The test reads the body itself, or leaves it.
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8')
    seen[at] = { method, url, headers, rawHeaders, body }
  })
}
