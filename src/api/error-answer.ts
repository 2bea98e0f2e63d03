import type { ErrorRequestHandler } from 'express'
import type { Ids } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import { asRefusal, problemHeaders, problemOf } from '../lib/problem.ts'
import type { Refusal } from '../lib/refusal.ts'
import { unreadableBody } from '../lib/unreadable-body.ts'
import { REFUSALS } from '../lib/refusal-codes.ts'
import { REQUEST_ID_HEADER } from '../lib/request-name.ts'

/**
 * The last handler of the Express side: whatever went wrong before becomes a problem document.
 * Answers are never HTML here, and never say more than the code's public text; a page's own error
 * page is made by the pages door before this one is reached.
 */
export function createErrorAnswer(deps: {
  readonly ids: Ids
  readonly log: Log
}): ErrorRequestHandler {
  return (thrown: unknown, req, res, next) => {
    const refusal = unreadableBody(thrown) ?? asRefusal(thrown)
    // A door that names its requests has done so before anything could fail.
    const requestId = res.get(REQUEST_ID_HEADER) ?? deps.ids.next()
    record(deps.log, refusal, requestId, req.path)
    if (res.headersSent) {
      next(thrown) // Express then destroys the connection: half an answer must not look whole.
      return
    }
    const { status } = REFUSALS[refusal.code]
    res
      .status(status)
      .set({ ...problemHeaders(refusal), [REQUEST_ID_HEADER]: requestId })
      .send(JSON.stringify(problemOf(refusal, requestId)))
  }
}

function record(log: Log, refusal: Refusal, requestId: string, path: string): void {
  const facts = { requestId, path, code: refusal.code, detail: refusal.detail }
  if (refusal.code === 'gatehouse/internal') log.error({ ...facts, err: refusal.cause }, 'surprise')
  else log.info(facts, 'refused')
}
