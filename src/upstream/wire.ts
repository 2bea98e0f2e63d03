import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { Agent, type Dispatcher } from 'undici'
import { Refusal } from '../lib/refusal.ts'
import { createAnswerBody, type AnswerBody, type BodyFeed } from './answer-body.ts'
import type { WireLimits } from './limits.ts'
import { wireFault } from './wire-fault.ts'

/** One HTTP request as it goes out. */
interface WireRequest {
  /** Scheme, host and port. */
  readonly origin: string
  readonly method: string
  /** Path and query, sent as they are. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Readable | Buffer
  /** Its reason is what `send` or the body then rejects with. */
  readonly signal?: AbortSignal
}

/** The head of an answer, and its body under way. */
export interface WireAnswer {
  readonly status: number
  /** Name, value, name, value, in the order and spelling of the answer. */
  readonly rawHeaders: readonly string[]
  /** One header's value, by lower-case name; several of one name are joined by a comma. */
  header(name: string): string | undefined
  readonly body: AnswerBody
}

/** Sends requests and follows nothing, retries nothing, decompresses nothing. */
export interface Wire {
  /** @throws Refusal one of `upstream/*`, or whatever the signal's reason is */
  send(request: WireRequest): Promise<WireAnswer>
  close(): Promise<void>
}

/** @param lookup decides which addresses a host name may stand for; the system's resolver without it */
export function createWire(limits: WireLimits, lookup?: LookupFunction): Wire {
  const agent = new Agent({
    connect: { timeout: limits.connectMs, ...(lookup === undefined ? {} : { lookup }) },
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyIdleMs,
    maxHeaderSize: limits.headerBytesMax,
    pipelining: limits.keepAlive ? 1 : 0, // undici's way to say that a connection serves one call.
  })
  const inFlight = new Map<string, number>()

  return {
    send(request) {
      if (request.signal?.aborted === true) return Promise.reject(asError(request.signal.reason))
      const calls = (inFlight.get(request.origin) ?? 0) + 1
      if (calls > limits.callsInFlightMax) {
        const detail = `${String(calls)} calls to ${request.origin} are under way`
        return Promise.reject(new Refusal('upstream/busy', { detail, retryAfterSeconds: 1 }))
      }
      inFlight.set(request.origin, calls)
      return dispatch(agent, request, () => {
        const left = (inFlight.get(request.origin) ?? 1) - 1
        if (left === 0) inFlight.delete(request.origin)
        else inFlight.set(request.origin, left)
      })
    },
    // Destroy, not close: a graceful end is the door's affair, and at this point it is over.
    close: () => agent.destroy(),
  }
}

function dispatch(agent: Agent, request: WireRequest, onOver: () => void): Promise<WireAnswer> {
  const { origin, method, target, headers, body, signal } = request
  return new Promise((resolve, reject) => {
    const handler = createHandler(signal, resolve, reject, onOver)
    const options = { origin, method, path: target, headers, body: body ?? null }
    agent.dispatch(options, handler)
  })
}

// Resolves with the head, then feeds the body. `onOver` is called once, whichever way it ends.
function createHandler(
  signal: AbortSignal | undefined,
  resolve: (answer: WireAnswer) => void,
  reject: (reason: unknown) => void,
  onOver: () => void,
): Dispatcher.DispatchHandler {
  let controller: Dispatcher.DispatchController | undefined
  let feed: BodyFeed | undefined
  let over = false

  const finish = () => {
    if (over) return
    over = true
    signal?.removeEventListener('abort', onAbort)
    onOver()
  }
  const fail = (cause: unknown) => {
    const isStopped = signal?.aborted === true
    const reason: unknown = isStopped ? signal.reason : wireFault(cause, feed !== undefined)
    finish()
    if (feed === undefined) reject(reason)
    else feed.fail(reason)
  }
  const onAbort = () => {
    controller?.abort(asError(signal?.reason))
    fail(signal?.reason) // A call that still waits for a connection has no controller to stop.
  }
  signal?.addEventListener('abort', onAbort)

  return {
    onRequestStart(started) {
      controller = started
      if (signal?.aborted === true) onAbort()
    },
    onResponseStart(started, status) {
      // Three digits, but no status (RFC 9110 §15): undici would take it for an interim answer first
      // and trip over its own assertion after that.
      if (status < 100) {
        started.abort(new Refusal('upstream/broken-answer', { detail: 'a status below 100' }))
        return
      }
      if (status < 200) return // Interim answers (103) are between the product and us.
      feed = createAnswerBody(started)
      resolve(answerOf(status, textsOf(started.rawHeaders), feed.body))
    },
    onResponseData: (_controller, chunk) => feed?.push(chunk),
    onResponseEnd() {
      finish()
      feed?.end()
    },
    onResponseError: (_controller, cause) => fail(cause),
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason })
}

function answerOf(status: number, rawHeaders: readonly string[], body: AnswerBody): WireAnswer {
  return {
    status,
    rawHeaders,
    header: (name) => {
      const values = rawHeaders.filter((_, i) => i % 2 === 1 && isNamed(rawHeaders[i - 1], name))
      return values.length === 0 ? undefined : values.join(', ')
    },
    body,
  }
}

function isNamed(text: string | undefined, name: string): boolean {
  return text !== undefined && text.length === name.length && text.toLowerCase() === name
}

// Header bytes are read as Latin-1 and written as Latin-1, so that none of them changes on the way.
function textsOf(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  if (!Array.isArray(raw)) return []
  return raw.map((each) => (typeof each === 'string' ? each : each.toString('latin1')))
}
