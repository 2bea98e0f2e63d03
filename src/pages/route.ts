import type { Request, RequestHandler, Response } from 'express'

/**
 * An Express handler whose rejection reaches the error middleware. Express 4 does not look at the
 * promise of a handler: without this the request would hang until the client gives up.
 */
export function route(handle: (req: Request, res: Response) => Promise<void>): RequestHandler {
  return (req, res, next) => {
    handle(req, res).catch(next)
  }
}
