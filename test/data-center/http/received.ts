import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** One request, read to its end, nothing of it interpreted or put right. */
export interface Received {
  readonly req: IncomingMessage
  readonly method: string
  /** As it stood in the request line. */
  readonly url: string
  /** Raw, still encoded. */
  readonly path: string
  /** Raw, without the question mark. */
  readonly rawQuery: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Address of the TCP peer, which no header can change. */
  readonly peer: string
}

/** Waits for the body, so that whoever answers has seen everything that was sent. */
export async function receive(req: IncomingMessage): Promise<Received> {
  const url = req.url ?? ''
  const [path = '', ...rest] = url.split('?')
  const rawQuery = rest.join('?')
  const parts: Buffer[] = []
  for await (const chunk of req as AsyncIterable<Buffer>) parts.push(chunk)
  return {
    req,
    method: req.method ?? '',
    url,
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: req.headers,
    body: Buffer.concat(parts),
    peer: req.socket.remoteAddress ?? '',
  }
}

/** A header as one text; repeated ones are joined as Node joins them. */
export function headerOf(request: Received, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
