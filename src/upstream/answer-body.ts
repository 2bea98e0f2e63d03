import type { Writable } from 'node:stream'
import { Refusal } from '../lib/refusal.ts'

/** The flow of bytes behind a body: undici's controller, seen from here. */
export interface BodySource {
  pause(): void
  resume(): void
  abort(reason: Error): void
}

/**
 * The body of an answer under way. Nothing is read ahead: one chunk waits until somebody asks for
 * it, the rest stays in the socket. Exactly one of `pipeTo`, `read` or `discard` ends it.
 */
export interface AnswerBody {
  /** A first piece is here, or the body is over: the head can travel along instead of ahead. */
  readonly hasBegun: boolean
  /** Every byte of it is here. */
  readonly isComplete: boolean
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

/** The state of one body; `take` and `onChange` are what its present reader makes of the next event. */
interface Flow {
  readonly source: BodySource
  held: Buffer[]
  heldBytes: number
  /** Up to how many bytes are held before the source has to wait. */
  wantedBytes: number
  end: 'open' | 'complete' | 'broken'
  brokenBy: unknown
  take: (chunk: Buffer) => void
  onChange: () => void
}

export function createAnswerBody(source: BodySource): BodyFeed {
  const flow: Flow = {
    source,
    held: [],
    heldBytes: 0,
    wantedBytes: 0,
    end: 'open',
    brokenBy: undefined,
    take: (chunk) => {
      hold(flow, chunk)
    },
    onChange: () => {},
  }
  const finish = (end: 'complete' | 'broken', reason?: unknown) => {
    if (flow.end !== 'open') return
    flow.end = end
    flow.brokenBy = reason
    flow.onChange()
  }
  return {
    body: {
      get hasBegun() {
        return flow.held.length > 0 || flow.end !== 'open'
      },
      get isComplete() {
        return flow.end === 'complete'
      },
      peek: (bytes, waitMs) => gather(flow, bytes, waitMs),
      read: (bytesMax) => readAll(flow, bytesMax),
      pipeTo: (sink) => pipe(flow, sink),
      discard: () => {
        discard(flow)
      },
    },
    push: (chunk) => {
      flow.take(chunk)
    },
    end: () => {
      finish('complete')
    },
    fail: (reason) => {
      finish('broken', reason)
    },
  }
}

function hold(flow: Flow, chunk: Buffer): void {
  flow.held.push(chunk)
  flow.heldBytes += chunk.length
  if (flow.heldBytes >= flow.wantedBytes) flow.source.pause()
  flow.onChange()
}

async function gather(flow: Flow, bytes: number, waitMs?: number): Promise<Buffer> {
  flow.wantedBytes = bytes
  flow.source.resume()
  await new Promise<void>((resolve) => {
    const timer = waitMs === undefined ? undefined : setTimeout(resolve, waitMs)
    flow.onChange = () => {
      if (flow.end === 'open' && flow.heldBytes < bytes) return
      clearTimeout(timer)
      resolve()
    }
    flow.onChange()
  })
  flow.wantedBytes = 0
  flow.onChange = () => {}
  if (flow.end === 'open') flow.source.pause()
  return Buffer.concat(flow.held)
}

async function readAll(flow: Flow, bytesMax: number): Promise<Buffer> {
  const bytes = await gather(flow, bytesMax + 1)
  if (bytes.length > bytesMax) {
    const refusal = new Refusal('upstream/broken-answer', { detail: 'answer is too long' })
    flow.source.abort(refusal)
    throw refusal
  }
  if (flow.end === 'broken') throw asError(flow.brokenBy)
  return bytes
}

function pipe(flow: Flow, sink: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => {
      if (sink.writableFinished) return
      const gone = new Error('the receiver went away')
      reject(gone)
      flow.source.abort(gone)
    }
    if (sink.destroyed) {
      onClose()
      return
    }
    sink.once('finish', resolve)
    sink.once('close', onClose)
    sink.on('drain', () => {
      flow.source.resume()
    })
    flow.take = (chunk) => {
      // A write to a destroyed receiver would be an error event that nobody expects.
      if (!sink.destroyed && !sink.write(chunk)) flow.source.pause()
    }
    flow.onChange = () => {
      if (flow.end === 'broken') reject(asError(flow.brokenBy))
      if (flow.end === 'complete') sink.end()
    }
    const hasRoom = flow.held.map((chunk) => sink.write(chunk)).every(Boolean)
    flow.held = []
    flow.onChange()
    if (hasRoom) flow.source.resume()
  })
}

function discard(flow: Flow): void {
  let bytes = 0
  flow.held = []
  flow.take = (chunk) => {
    bytes += chunk.length
    if (bytes > DISCARD_BYTES_MAX) flow.source.abort(new Error('body is not wanted'))
  }
  flow.source.resume()
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('the answer broke off', { cause: reason })
}
