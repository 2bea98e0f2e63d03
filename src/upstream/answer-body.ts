import type { Writable } from 'node:stream'
import { Refusal } from '../lib/refusal.ts'

/** The flow of bytes behind a body: undici's controller, seen from here. */
export interface BodySource {
  pause(): void
  resume(): void
  abort(reason: Error): void
}

/**
 * The body of an answer under way. A little of it waits until somebody asks for it, the rest stays in the
 * socket. Exactly one of `pipeTo`, `read` or `discard` ends it.
 */
export interface AnswerBody {
  /** A first piece is here, or the body is over: the head can travel along instead of ahead. */
  readonly hasBegun: boolean
  /** Every byte of it is here. */
  readonly isComplete: boolean
  /** How many of its bytes were written to a receiver. */
  readonly passedBytes: number
  /** The first bytes, which stay in the body; fewer than asked for when it ends or `waitMs` is over. */
  peek(bytes: number, waitMs: number): Promise<Buffer>
  /** @throws Refusal `upstream/broken-answer` when the body breaks off or is longer than `bytesMax` */
  read(bytesMax: number): Promise<Buffer>
  /**
   * Writes everything at the receiver's pace, ends it, and resolves when it has taken the last byte.
   * Rejects without ending it when the body breaks off or the receiver goes away: what to do with
   * half an answer is the caller's to decide.
   */
  pipeTo(sink: Writable): Promise<void>
  /** Lets go of a body that nobody wants; a short one is read to its end to keep the connection. */
  discard(): void
}

/** The side that fills a body. */
export interface BodyFeed {
  readonly body: AnswerBody
  push(chunk: Buffer): void
  end(): void
  fail(reason: unknown): void
}

const DISCARD_BYTES_MAX = 64 * 1024

/**
 * What may wait for a reader: less than one read of a socket brings, so that a short answer is over as soon
 * as it is here, and its connection free for the next call.
 */
const WAITING_BYTES_MAX = 64 * 1024

export function createAnswerBody(source: BodySource): BodyFeed {
  return new Flow(source)
}

/** One body; `#reader` is what its present reader makes of what comes. */
class Flow implements AnswerBody, BodyFeed {
  readonly #source: BodySource
  #held: Buffer[] = []
  #heldBytes = 0
  /** Up to how many bytes are held before the source has to wait. */
  #wantedBytes = WAITING_BYTES_MAX
  #end: 'open' | 'complete' | 'broken' = 'open'
  #brokenBy: unknown
  #reader: Reader | undefined
  passedBytes = 0

  constructor(source: BodySource) {
    this.#source = source
  }

  get body(): AnswerBody {
    return this
  }

  get hasBegun(): boolean {
    return this.#held.length > 0 || this.#end !== 'open'
  }

  get isComplete(): boolean {
    return this.#end === 'complete'
  }

  push(chunk: Buffer): void {
    if (this.#reader?.take !== undefined) {
      this.#reader.take(chunk)
      return
    }
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
    if (this.#heldBytes >= this.#wantedBytes) this.#source.pause()
    this.#reader?.onChange()
  }

  end(): void {
    this.#finish('complete')
  }

  fail(reason: unknown): void {
    this.#finish('broken', reason)
  }

  #finish(end: 'complete' | 'broken', reason?: unknown): void {
    if (this.#end !== 'open') return
    this.#end = end
    this.#brokenBy = reason
    this.#reader?.onChange()
  }

  async peek(bytes: number, waitMs?: number): Promise<Buffer> {
    this.#wantedBytes = bytes
    this.#source.resume()
    await new Promise<void>((resolve) => {
      const timer = waitMs === undefined ? undefined : setTimeout(resolve, waitMs)
      const onChange = () => {
        if (this.#end === 'open' && this.#heldBytes < bytes) return
        clearTimeout(timer)
        resolve()
      }
      this.#reader = { onChange }
      onChange()
    })
    this.#wantedBytes = 0
    this.#reader = undefined
    if (this.#end === 'open') this.#source.pause()
    return Buffer.concat(this.#held)
  }

  async read(bytesMax: number): Promise<Buffer> {
    const bytes = await this.peek(bytesMax + 1)
    if (bytes.length > bytesMax) {
      const refusal = new Refusal('upstream/broken-answer', { detail: 'answer is too long' })
      this.#source.abort(refusal)
      throw refusal
    }
    if (this.#end === 'broken') throw asError(this.#brokenBy)
    return bytes
  }

  pipeTo(sink: Writable): Promise<void> {
    return new Promise((resolve, reject) => {
      const onClose = () => {
        if (sink.writableFinished) {
          resolve()
          return
        }
        const gone = new Error('the receiver went away')
        reject(gone)
        this.#source.abort(gone)
      }
      if (sink.destroyed) {
        onClose()
        return
      }
      // Also when it has taken everything: a listener for that alone would be one more for each call.
      sink.on('close', onClose)
      if (this.#end === 'complete') this.#writeAll(sink)
      else this.#flowTo(sink, reject)
    })
  }

  // Head and body of a short answer leave together.
  #writeAll(sink: Writable): void {
    const [only] = this.#held
    this.passedBytes += this.#heldBytes
    sink.end(this.#held.length === 1 ? only : Buffer.concat(this.#held))
    this.#held = []
  }

  #flowTo(sink: Writable, reject: (reason: Error) => void): void {
    sink.on('drain', () => {
      this.#source.resume()
    })
    const write = (chunk: Buffer) => {
      this.passedBytes += chunk.length
      return sink.write(chunk)
    }
    const onChange = () => {
      if (this.#end === 'broken') reject(asError(this.#brokenBy))
      if (this.#end === 'complete') sink.end()
    }
    const take = (chunk: Buffer) => {
      // A write to a destroyed receiver would be an error event that nobody expects.
      if (!sink.destroyed && !write(chunk)) this.#source.pause()
    }
    this.#reader = { onChange, take }
    const hasRoom = this.#held.map(write).every(Boolean)
    this.#held = []
    onChange()
    if (hasRoom) this.#source.resume()
  }

  discard(): void {
    let bytes = 0
    this.#held = []
    const take = (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > DISCARD_BYTES_MAX) this.#source.abort(new Error('body is not wanted'))
    }
    this.#reader = { onChange: () => {}, take }
    this.#source.resume()
  }
}

interface Reader {
  /** More is held, or the body is over. */
  readonly onChange: () => void
  /** Takes a piece instead of having it held. */
  readonly take?: (chunk: Buffer) => void
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('the answer broke off', { cause: reason })
}
