import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  json(): Record<string, unknown>
}

export interface RawCall {
  readonly method?: string
  /** Sent as it is: nothing is normalised on the way. */
  readonly target: string
  readonly headers?: OutgoingHttpHeaders | readonly string[]
  readonly body?: string | Buffer
}

/** Makes one call over a connection of its own and reads the whole answer. */
export function rawCall(origin: string, call: RawCall): Promise<Answer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const req = request({
      hostname,
      port,
      agent: false,
      method: call.method ?? 'GET',
      path: call.target,
      headers: call.headers ?? {},
    })
    req.on('error', reject)
    req.on('response', (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', reject)
      res.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8')
        resolve({
          status: res.statusCode ?? 0,
          headers: res.headers,
          body,
          json: () => parse(body),
        })
      })
    })
    req.end(call.body)
  })
}

/** Writes bytes as they are and gives back everything that came until the other side closed. */
export function rawBytes(origin: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'))
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}

function parse(body: string): Record<string, unknown> {
  // A test that reads fields of something else than an object fails on the field.
  return JSON.parse(body) as Record<string, unknown>
}
