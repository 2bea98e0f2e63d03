import express, { type Request, type RequestHandler, type Response } from 'express'
import { Refusal } from '../lib/refusal.ts'
import { isDeeperThan } from '../lib/json-depth.ts'
import { parseSingleJson } from '../lib/single-json.ts'
import { unreadableBody } from '../lib/unreadable-body.ts'

const BODY_BYTES_MAX = 512 * 1024
// Conditions nest in providers; nobody writes this many levels by hand, and readers of what is
// deeper recurse until the stack ends.
const DEPTH_MAX = 40

const readBytes: RequestHandler = express.raw({
  type: () => true,
  limit: BODY_BYTES_MAX,
  inflate: false,
})

/**
 * The JSON object in a request's body: UTF-8, uncompressed, no name twice in one object. Called after
 * the caller is known, so that nobody unknown can make us hold or parse anything.
 *
 * @throws Refusal `request/wrong-content-type`, `request/too-large`, `request/malformed`
 */
export async function readJsonInput(req: Request, res: Response): Promise<object> {
  // `null` is a request without a body, which is no JSON object either.
  if (req.is('application/json') === false) {
    throw new Refusal('request/wrong-content-type', { detail: 'not application/json' })
  }
  await new Promise<void>((resolve, reject) => {
    readBytes(req, res, (failure?: unknown) => {
      if (failure === undefined) resolve()
      else reject(unreadableBody(failure) ?? new Error('no body could be read', { cause: failure }))
    })
  })
  const body: unknown = req.body
  return jsonInput(Buffer.isBuffer(body) ? body : Buffer.alloc(0))
}

function jsonInput(bytes: Buffer): object {
  const value = parseSingleJson(textOf(bytes))
  if (value === undefined) {
    throw new Refusal('request/malformed', { detail: 'no JSON object without repeated names' })
  }
  if (isDeeperThan(DEPTH_MAX, value)) {
    throw new Refusal('request/malformed', { detail: `JSON nested deeper than ${DEPTH_MAX}` })
  }
  return value
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal('request/malformed', { detail: 'the body is not UTF-8' })
  }
}
