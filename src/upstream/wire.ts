import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { Agent, type Dispatcher } from 'undici'
import { Refusal } from '../lib/refusal.ts'
import { createAnswerBody, type AnswerBody, type BodyFeed } from './answer-body.ts'
import type { WireLimits } from './limits.ts'
import type { StopSignal } from '../lib/stop-signal.ts'
import { wireFault } from './wire-fault.ts'

/** One HTTP request as it goes out. */
interface WireRequest {
  /** Scheme, host and port. */
  readonly origin: string
  readonly method: string
  /** Path and query, sent as they are. */
  readonly target: string
  /** By name, or name, value, name, value. */
  readonly headers: Readonly<Record<string, string>> | readonly string[]
  /** The header of this name, beside the others. */
  readonly authorization?: string | undefined
  readonly body?: Readable | Buffer | undefined
  /** Its reason is what `send` or the body then rejects with. */
  readonly signal?: StopSignal | undefined
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

/**
 * @param lookup decides which addresses a host name may stand for; the system's resolver without it
 * @param ca PEM of the authorities that are believed, in place of the public ones
 */
export function createWire(limits: WireLimits, lookup?: LookupFunction, ca?: string): Wire {
  const agent = new Agent({
    connect: {
      timeout: limits.connectMs,
      ...(lookup === undefined ? {} : { lookup }),
      ...(ca === undefined ? {} : { ca }),
    },
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyIdleMs,
    maxHeaderSize: limits.headerBytesMax,
    pipelining: limits.keepAlive ? 1 : 0, // undici's way to say that a connection serves one call.
  })
  const inFlight = new Map<string, number>()
  const onOver = (origin: string) => {
    const left = (inFlight.get(origin) ?? 1) - 1
    if (left === 0) inFlight.delete(origin)
    else inFlight.set(origin, left)
  }

  return {
    send(request) {
      if (request.signal?.aborted === true) return Promise.reject(asError(request.signal.reason))
      const calls = (inFlight.get(request.origin) ?? 0) + 1
      if (calls > limits.callsInFlightMax) {
        const detail = `${String(calls)} calls to ${request.origin} are under way`
        return Promise.reject(new Refusal('upstream/busy', { detail, retryAfterSeconds: 1 }))
      }
      inFlight.set(request.origin, calls)
      return new Promise((resolve, reject) => {
        const { origin, method, target, body } = request
        const headers = headerList(request)
        const options = { origin, method, path: target, headers, body: body ?? null }
        agent.dispatch(options, new Exchange(request, resolve, reject, onOver))
      })
    },
    // Destroy, not close: a graceful end is the door's affair, and at this point it is over.
    close: () => agent.destroy(),
  }
}

// Name, value, name, value: the form that goes out without being taken apart once more.
function headerList({ headers, authorization }: WireRequest): string[] {
  const list: string[] = isList(headers) ? headers.slice() : Object.entries(headers).flat()
  if (authorization !== undefined) list.push('authorization', authorization)
  return list
}

function isList(headers: WireRequest['headers']): headers is readonly string[] {
  return Array.isArray(headers)
}

/** Resolves with the head, then feeds the body. `onOver` is called once, whichever way it ends. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: WireRequest
  readonly #resolve: (answer: WireAnswer) => void
  readonly #reject: (reason: unknown) => void
  readonly #onOver: (origin: string) => void
  readonly #onAbort = () => {
    const reason: unknown = this.#request.signal?.reason
    this.#controller?.abort(asError(reason))
    this.#fail(reason) // A call that still waits for a connection has no controller to stop.
  }
  #controller: Dispatcher.DispatchController | undefined
  #feed: BodyFeed | undefined
  #isOver = false

  constructor(
    request: WireRequest,
    resolve: (answer: WireAnswer) => void,
    reject: (reason: unknown) => void,
    onOver: (origin: string) => void,
  ) {
    this.#request = request
    this.#resolve = resolve
    this.#reject = reject
    this.#onOver = onOver
    request.signal?.addEventListener('abort', this.#onAbort)
  }

  onRequestStart(started: Dispatcher.DispatchController): void {
    this.#controller = started
    if (this.#request.signal?.aborted === true) this.#onAbort()
  }

  onResponseStart(started: Dispatcher.DispatchController, status: number): void {
    // Three digits, but no status (RFC 9110 §15): undici would take it for an interim answer first
    // and trip over its own assertion after that.
    if (status < 100) {
      started.abort(new Refusal('upstream/broken-answer', { detail: 'a status below 100' }))
      return
    }
    if (status < 200) return // Interim answers (103) are between the product and us.
    this.#feed = createAnswerBody(started)
    this.#resolve(answerOf(status, textsOf(started.rawHeaders), this.#feed.body))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#feed?.push(chunk)
  }

  onResponseEnd(): void {
    this.#finish()
    this.#feed?.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.#fail(cause)
  }

  #fail(cause: unknown): void {
    const { signal } = this.#request
    const isStopped = signal?.aborted === true
    const reason: unknown = isStopped ? signal.reason : wireFault(cause, this.#feed !== undefined)
    this.#finish()
    if (this.#feed === undefined) this.#reject(reason)
    else this.#feed.fail(reason)
  }

  #finish(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#request.signal?.removeEventListener('abort', this.#onAbort)
    this.#onOver(this.#request.origin)
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason })
}

function answerOf(status: number, rawHeaders: readonly string[], body: AnswerBody): WireAnswer {
  return {
    status,
    rawHeaders,
    header: (name) => valueOf(name, rawHeaders),
    body,
  }
}

function valueOf(lowerName: string, rawHeaders: readonly string[]): string | undefined {
  let value: string | undefined
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length !== lowerName.length || name.toLowerCase() !== lowerName) continue
    const more = rawHeaders[at + 1] ?? ''
    value = value === undefined ? more : `${value}, ${more}`
  }
  return value
}

// Header bytes are read as Latin-1 and written as Latin-1, so that none of them changes on the way.
function textsOf(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  if (!Array.isArray(raw)) return []
  return raw.map((each) => (typeof each === 'string' ? each : each.toString('latin1')))
}
