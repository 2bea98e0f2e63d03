import type { Request, RequestHandler, Response } from 'express'

/** A handler whose failures reach the error middleware; Express 4 would leave the sender waiting. */
export function route(handle: (req: Request, res: Response) => Promise<void>): RequestHandler {
  return (req, res, next) => {
    handle(req, res).catch(next)
  }
}
