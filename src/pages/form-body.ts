import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { Refusal } from '../lib/refusal.ts'

const FORM_BYTES_MAX = 16 * 1024

const requireForm: RequestHandler = (req, _res, next) => {
  if (req.is('application/x-www-form-urlencoded') === false) {
    next(new Refusal('request/wrong-content-type', { detail: 'not an urlencoded form' }))
    return
  }
  next()
}

// body-parser marks what the client did wrong with a status below 500; anything else is our fault and
// rises. Express recognises an error handler by its four parameters.
const refuseUnreadable: ErrorRequestHandler = (thrown: unknown, _req, _res, next) => {
  if (!isClientFault(thrown)) {
    next(thrown)
    return
  }
  const code = thrown.status === 413 ? 'request/too-large' : 'request/malformed'
  next(new Refusal(code, { detail: 'form could not be read', cause: thrown }))
}

function isClientFault(thrown: unknown): thrown is { readonly status: number } {
  if (!(thrown instanceof Error) || !('type' in thrown) || !('status' in thrown)) return false
  return typeof thrown.status === 'number' && thrown.status < 500
}

/**
 * Reads an urlencoded form into `req.body`. Stands behind the guard, so that nobody unknown can make
 * us read anything. Flat names only: `a[b]=1` stays a field called `a[b]`.
 */
export const formBody: readonly (RequestHandler | ErrorRequestHandler)[] = [
  requireForm,
  express.urlencoded({ extended: false, limit: FORM_BYTES_MAX, parameterLimit: 50 }),
  refuseUnreadable,
]
