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
 * so that nobody unknown can make us hold or parse anything.
 *
 * @throws Refusal `request/wrong-content-type`, `request/too-large`, `request/malformed`
 */
export type ReadJson = (req: Request, res: Response) => Promise<JsonBody>

/** @param bytesMax longest body that is read */
export function createReadJson(bytesMax: number): ReadJson {
  const read = express.raw({ type: () => true, limit: bytesMax, inflate: false })
  return async (req, res) => {
    // `null` is a request without a body, which JSON.parse then refuses.
    if (req.is('application/json') === false) throw new Refusal('request/wrong-content-type')
    await finished(read, req, res)
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

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // Not the parser's own error: it quotes the text, and an install holds a secret.
    throw new Refusal('request/malformed', { detail: 'the body is not JSON' })
  }
}
