import type { RequestHandler, Response } from 'express'
import type { Ids } from '../lib/ids.ts'

const HEADER = 'gatehouse-request-id'

/** Gives each request one name, sent along with its answer, whatever that will be. */
export function nameRequest(ids: Ids): RequestHandler {
  return (_req, res, next) => {
    res.set(HEADER, ids.next())
    next()
  }
}

/** The name that the log, the audit trail and a refusal shown to people all use. */
export function requestIdOf(res: Response): string {
  const requestId = res.get(HEADER)
  if (requestId === undefined) throw new Error('a handler of this room ran before nameRequest')
  return requestId
}
