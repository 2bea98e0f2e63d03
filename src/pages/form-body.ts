import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { Refusal } from '../lib/refusal.ts'
import { unreadableBody } from '../lib/unreadable-body.ts'

/** How much one form may hold. */
export interface FormLimits {
  readonly bytesMax: number
  readonly fieldsMax: number
}

const USUAL: FormLimits = { bytesMax: 16 * 1024, fieldsMax: 50 }

const requireForm: RequestHandler = (req, _res, next) => {
  if (req.is('application/x-www-form-urlencoded') === false) {
    next(new Refusal('request/wrong-content-type', { detail: 'not an urlencoded form' }))
    return
  }
  next()
}

// Express recognises an error handler by its four parameters.
const refuseUnreadable: ErrorRequestHandler = (thrown: unknown, _req, _res, next) => {
  next(unreadableBody(thrown) ?? thrown)
}

/**
 * Reads an urlencoded form into `req.body`. Stands behind the guard, so that nobody unknown can make
 * us read anything. Flat names only: `a[b]=1` stays a field called `a[b]`.
 */
export function formBody({ bytesMax, fieldsMax }: FormLimits = USUAL): readonly (
  RequestHandler | ErrorRequestHandler
)[] {
  return [
    requireForm,
    express.urlencoded({ extended: false, limit: bytesMax, parameterLimit: fieldsMax }),
    refuseUnreadable,
  ]
}
