import express, { type Request, type RequestHandler, type Response } from 'express'
import { Refusal } from '../lib/refusal.ts'
import { unreadableBody } from '../lib/unreadable-body.ts'

/** A body as it came and as it reads. */
interface JsonBody {
  readonly bytes: Buffer
  readonly value: unknown
}

/**
 * Reads a JSON body, no longer than a limit and not compressed. Called after the token was checked,
 * so that nobody unknown can make us hold or parse much; the one route that reads without a token
 * (late-disabled.ts) has a small limit and a deadline.
 *
 * @throws Refusal `request/wrong-content-type`, `request/too-large`, `request/malformed`,
 * `request/timeout`
 */
export type ReadJson = (req: Request, res: Response) => Promise<JsonBody>

/**
 * @param bytesMax longest body that is read
 * @param withinMs time that the body has to arrive in; without it the server's own limit holds
 */
export function createReadJson(bytesMax: number, withinMs?: number): ReadJson {
  const read = express.raw({ type: () => true, limit: bytesMax, inflate: false })
  return async (req, res) => {
    // `null` is a request without a body, which JSON.parse then refuses.
    if (req.is('application/json') === false) throw new Refusal('request/wrong-content-type')
    const reading = finished(read, req, res)
    await (withinMs === undefined ? reading : inTime(reading, withinMs, res))
    const body: unknown = req.body
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
    return { bytes, value: parse(bytes) }
  }
}

function finished(read: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    read(req, res, (failure?: unknown) => {
      if (failure === undefined) resolve()
      else reject(unreadableBody(failure) ?? new Error('no body could be read', { cause: failure }))
    })
  })
}

// The parser waits for the end of a body even when it is too long already, so the time is ours to
// keep; and the answer has to end the connection, or the rest could go on dripping in.
async function inTime(reading: Promise<void>, withinMs: number, res: Response): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      res.set('Connection', 'close')
      reject(new Refusal('request/timeout', { detail: `no whole body within ${withinMs} ms` }))
    }, withinMs)
  })
  try {
    await Promise.race([reading, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // Not the parser's own error: it quotes the text, and an install holds a secret.
    throw new Refusal('request/malformed', { detail: 'the body is not JSON' })
  }
}
