import type { Request, RequestHandler } from 'express'
import type { Person } from '../identity/person.ts'
import { Refusal } from '../lib/refusal.ts'
import { ACTION, PAGE, type RouteKind } from './gate.ts'
import { readSigned, type SignedRequest, type SignedRequestDeps } from './signed-request.ts'

/** Stands in front of everything that is shown in, or done from, a frame of the product. */
export interface FrameGuard {
  /** For pages: `jwt` in the query, made for exactly this address. */
  readonly page: RequestHandler
  /** For what a page does: a context token in the `Authorization` header. */
  readonly action: RequestHandler
  /**
   * Whom the token named, once `page` or `action` has passed this request on.
   * @throws Refusal `person/not-signed-in` when it named nobody
   */
  personOf(req: Request): Person
}

export function createFrameGuard(deps: SignedRequestDeps): FrameGuard {
  // Weak, and beside the request: nothing that a client sends can end up in it.
  const passed = new WeakMap<Request, SignedRequest>()

  const demand =
    (kind: RouteKind): RequestHandler =>
    (req, _res, next) => {
      readSigned(req, kind, ['active'], deps).then((signed) => {
        passed.set(req, signed)
        next()
      }, next)
    }

  return {
    page: demand(PAGE),
    action: demand(ACTION),
    personOf(req) {
      const signed = passed.get(req)
      if (signed === undefined) throw new Error('no frame guard stands in front of this route')
      const { tenant, accountId } = signed
      if (accountId === undefined) throw new Refusal('person/not-signed-in')
      return { tenant, accountId }
    },
  }
}
