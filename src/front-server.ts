import {
  createServer,
  STATUS_CODES,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Duplex } from 'node:stream'
import { CALLER_IDLE_MS } from './gateway/hang-up.ts'
import type { Ids } from './lib/ids.ts'
import { problemHeaders, problemOf } from './lib/problem.ts'
import { Refusal } from './lib/refusal.ts'
import { REFUSALS, type RefusalCode } from './lib/refusal-codes.ts'

const GATEWAY_PREFIX = '/sites/'
const HEADER_BYTES_MAX = 32 * 1024
const HEADERS_TIMEOUT_MS = 30_000
// An upload may last; the gateway itself ends one that stands still.
const REQUEST_TIMEOUT_MS = 60 * 60 * 1000
// Longer than the usual idle time of a load balancer, so that it is never we who hang up first.
const KEEP_ALIVE_MS = 65_000
const DRAIN_MS = 10_000
const SWEEP_MS = 50

export interface FrontDoors {
  readonly gateway: RequestListener
  readonly web: RequestListener
  /**
   * `Strict-Transport-Security` for everything but the gateway, where there is https at all. The
   * gateway says so itself: a header set here would make Node merge repeated headers of the product.
   */
  readonly hsts: string | undefined
  readonly ids: Ids
}

/**
 * One server, one question: does the path belong to the gateway? Then its plain handler takes the
 * request before Express could parse, buffer or slow it; everything else is for Express.
 */
export function createFrontServer({ gateway, web, hsts, ids }: FrontDoors): Server {
  // The last answer of each connection: while it is on its way, nothing else may be written into that.
  const answers = new WeakMap<object, ServerResponse>()
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, (req, res) => {
    answers.set(req.socket, res)
    if (req.url?.startsWith(GATEWAY_PREFIX) === true) {
      gateway(req, res)
      return
    }
    if (hsts !== undefined) res.setHeader('strict-transport-security', hsts)
    web(req, res)
  })
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.keepAliveTimeout = KEEP_ALIVE_MS
  // The gateway's own; set here, it costs no timer for each call.
  server.timeout = CALLER_IDLE_MS
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (answers.get(socket)?.closed === false) socket.destroy()
    else answerUnparsable(error, socket, ids.next())
  })
  return server
}

/** Takes no more connections, waits a while for running requests, then cuts what is left. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection that is kept alive falls idle when its last answer is out, and has to be told then.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
  await closed
  clearInterval(sweep)
  clearTimeout(cut)
}

// Node's own names for what its parser and its clock refuse.
const CODES: Readonly<Partial<Record<string, RefusalCode>>> = {
  HPE_HEADER_OVERFLOW: 'request/headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request/timeout',
}

// What the HTTP parser refused never becomes a request, but its sender gets a problem document too.
function answerUnparsable(error: NodeJS.ErrnoException, socket: Duplex, requestId: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const code = CODES[error.code ?? ''] ?? 'request/malformed'
  const refusal = new Refusal(code)
  const body = JSON.stringify(problemOf(refusal, requestId))
  const { status } = REFUSALS[code]
  const headers = {
    ...problemHeaders(refusal),
    'content-length': String(body.length),
    connection: 'close',
  }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n${head.join('')}\r\n${body}`,
  )
}
