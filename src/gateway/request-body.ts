import type { IncomingMessage } from 'node:http'
import { PassThrough, type TransformCallback } from 'node:stream'
import { announcesBody } from './read-call.ts'

/** The body of a call, and how much of it somebody has taken. */
export class CallBody extends PassThrough {
  #bytes = 0

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length
    done(null, chunk)
  }

  passedBytes(): number {
    return this.#bytes - this.readableLength
  }
}

/**
 * The body on its way through, at the pace of whoever reads it. It stands between the two connections
 * on purpose: the HTTP client destroys a body when the product answers early, and the caller's
 * connection must survive that to receive the answer. A body that breaks off is never ended, so the
 * product cannot take half of it for the whole.
 */
export function requestBodyOf(req: IncomingMessage): CallBody | undefined {
  if (!announcesBody(req)) return undefined
  const body = new CallBody()
  // Whoever reads it may destroy it with an error; how the call ended is told elsewhere.
  body.on('error', () => {})
  return req.pipe(body)
}

const LINGER_MS = 5_000

/**
 * After an answer, reads away what is left of the body for a moment: closing at once would reset the
 * connection, and the caller might lose the answer. Who keeps sending is then cut off.
 */
export function drainLeftover(req: IncomingMessage): void {
  if (req.complete || req.destroyed) return
  const timer = setTimeout(() => req.socket.destroy(), LINGER_MS)
  timer.unref()
  req.once('end', () => {
    clearTimeout(timer)
  })
  req.once('close', () => {
    clearTimeout(timer)
  })
  req.unpipe() // Or the rest would pile up in a body that nobody reads.
  req.resume()
}
