import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import type { StreamAnswer } from './operation.ts'

// A receiver that takes nothing for so long is gone, or holds a place that another could have.
const IDLE_MS = 120_000

/**
 * Sends an answer of any length as fast as it is taken. Its first part is asked for before anything is sent, so
 * that what fails at once is still a refusal; what fails later breaks the connection off, and never looks whole.
 */
export async function sendStream(
  req: Request,
  res: Response,
  { contentType, fileName, chunks }: StreamAnswer,
): Promise<void> {
  const first = await chunks.next()
  res.status(200).set({
    'content-type': contentType,
    'content-disposition': `attachment; filename="${fileName}"`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  if (req.method === 'HEAD') {
    await chunks.return(undefined)
    res.end()
    return
  }
  res.setTimeout(IDLE_MS, () => res.destroy())
  try {
    await pipeline(startingWith(first, chunks), res)
  } catch (failure) {
    // Who asked has left. Its own end closes the pages as well; there is nobody to be told.
    if (!isPrematureClose(failure)) throw failure
  }
}

async function* startingWith(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void, undefined>,
) {
  try {
    if (first.done === true) return
    yield first.value
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}

function isPrematureClose(failure: unknown): boolean {
  return failure instanceof Error && Reflect.get(failure, 'code') === 'ERR_STREAM_PREMATURE_CLOSE'
}
