import type { RequestHandler, Response } from 'express'
import type { Ids } from '../lib/ids.ts'

export const REQUEST_ID_HEADER = 'gatehouse-request-id'

/** Gives each request one name, sent along with its answer, whatever that will be. */
export function nameRequest(ids: Ids): RequestHandler {
  return (_req, res, next) => {
    res.set(REQUEST_ID_HEADER, ids.next())
    next()
  }
}

/** The name that the log, the audit trail and a problem document all use. */
export function requestIdOf(res: Response): string {
  const requestId = res.get(REQUEST_ID_HEADER)
  if (requestId === undefined) throw new Error('a handler of this door ran before nameRequest')
  return requestId
}
